<#
.SYNOPSIS
    Measures a script of CREATE STAGE statements against what SQLite itself takes on the same disk.
.DESCRIPTION
    The floor is one INSERT a transaction with nothing around it, by the same library: a table with the same two indexes, the same journal (WAL) and durability
    (synchronous = FULL, one fsync a transaction). All take turns in the same folder, so that a disk that is busy is busy for all; medians of -Rounds rounds.
    Then SHOW STAGES of as many stages. StageTools must be built.
.EXAMPLE
    dotnet pwsh bench/Measure-Statements.ps1 -Statements 10000
#>
[CmdletBinding()]
param(
    [int] $Statements = 10000,
    [int] $Rounds = 3,
    [string] $Folder = (Join-Path ([IO.Path]::GetTempPath()) 'stagetools-statements-bench')
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module "$PSScriptRoot/../out/StageTools/StageTools.psd1"
Remove-Item $Folder -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory -Force $Folder
$script = Join-Path $Folder 'create.sql'
$create = foreach ($i in 1..$Statements) { "CREATE STAGE bench_$i URL = 's3://bucket/folder$i/' CONNECTION = (endpoint_url = 'https://localhost:9') COMMENT = 'number $i';" }
[IO.File]::WriteAllLines($script, $create)

# The catalog's own SQLite, found where the module loaded it.
$env:STAGETOOLS_HOME = Join-Path $Folder 'first'
$null = Get-Stage
$sqlite = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'System.Data.SQLite' } | Select-Object -First 1
Add-Type -TypeDefinition @'
using System;
using System.Data.Common;

public static class SqliteFloor
{
    public static void Run(DbConnection connection, int count)
    {
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "CREATE TABLE stage (id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, url TEXT, connection TEXT, comment TEXT, created_on TEXT NOT NULL) STRICT");
        using (var insert = connection.CreateCommand())
        {
            insert.CommandText = "INSERT INTO stage VALUES ($id, $name, $name, $url, $connection, $comment, $created)";
            var names = new[] { "$id", "$name", "$url", "$connection", "$comment", "$created" };
            var values = new DbParameter[names.Length];
            for (var i = 0; i < names.Length; i++)
            {
                values[i] = insert.CreateParameter();
                values[i].ParameterName = names[i];
                insert.Parameters.Add(values[i]);
            }

            for (var i = 1; i <= count; i++)
            {
                values[0].Value = Guid.NewGuid().ToString("N");
                values[1].Value = "bench_" + i;
                values[2].Value = "s3://bucket/folder" + i + "/";
                values[3].Value = "{\"endpoint_url\":\"https://localhost:9\"}";
                values[4].Value = "number " + i;
                values[5].Value = DateTime.UtcNow.ToString("O");
                insert.ExecuteNonQuery();
            }
        }
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using (var command = connection.CreateCommand())
        {
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
'@

$client = Get-ChildItem "$PSScriptRoot/../src/StageSql/bin/Release" -Recurse -Filter stagesql.dll -ErrorAction Ignore | Select-Object -First 1
$sides = [ordered] @{
    'floor: one INSERT a transaction' = {
        $connection = [Activator]::CreateInstance($sqlite.GetType('System.Data.SQLite.SQLiteConnection'), @("Data Source=$(Join-Path $env:STAGETOOLS_HOME 'floor.db')"))
        try { [SqliteFloor]::Run($connection, $Statements) } finally { $connection.Dispose() }
    }
    'Invoke-StageSql'                 = { Invoke-StageSql -File $script }
}
if ($client) { $sides['stagesql, its start included'] = { dotnet $client.FullName $script | Out-Null; if ($LASTEXITCODE) { throw "stagesql ended with $LASTEXITCODE." } } }

$times = @{}
foreach ($round in 1..$Rounds) {
    foreach ($side in $sides.Keys) {
        $env:STAGETOOLS_HOME = Join-Path $Folder "home-$round-$(@($sides.Keys).IndexOf($side))"
        $null = New-Item -ItemType Directory -Force $env:STAGETOOLS_HOME
        $null = Get-Stage
        $times[$side] += @((Measure-Command $sides[$side]).TotalMilliseconds)
    }
}

$env:STAGETOOLS_HOME = Join-Path $Folder "home-1-1"
$times['SHOW STAGES, as objects'] = foreach ($round in 1..$Rounds) { (Measure-Command { $null = Invoke-StageSql 'SHOW STAGES' }).TotalMilliseconds }

$median = @{}
foreach ($side in $times.Keys) { $median[$side] = ($times[$side] | Sort-Object)[[Math]::Floor($Rounds / 2)] }
$floor = $median['floor: one INSERT a transaction']
$(foreach ($side in @($sides.Keys) + 'SHOW STAGES, as objects') {
    [pscustomobject] @{
        What            = $side
        Statements      = $Statements
        Seconds         = [Math]::Round($median[$side] / 1000, 2)
        SecondsPer1000  = [Math]::Round($median[$side] / $Statements, 3)
        TimesTheFloor   = if ($side -in $sides.Keys) { [Math]::Round($median[$side] / $floor, 2) }
    }
}) | Format-Table
