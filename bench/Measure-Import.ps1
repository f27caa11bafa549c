<#
.SYNOPSIS
    Measures Import-StageData -Into against the databases' own loaders, both in one run, and prints the ratios.
.DESCRIPTION
    SQLite against sqlite3 .import, into a table that is there with its types; PostgreSQL against psql \copy, with the server that
    tests/servers/start-postgres.sh starts (STAGETOOLS_POSTGRES). Each pair runs alternately, several times; the medians are compared. Times depend on
    the machine: compare ratios, and only those of one run.
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Import.ps1
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Import.ps1 -Only Sqlite -Rows 2000000 -Rounds 5
#>
[CmdletBinding()]
param(
    [ValidateSet('Sqlite', 'Postgres')]
    [string[]] $Only = @('Sqlite', 'Postgres'),
    [ValidateRange(1000, 100000000)]
    [int] $Rows = 500000,
    [ValidateRange(1, 99)]
    [int] $Rounds = 3
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../out/StageTools/StageTools.psd1')
$work = Join-Path ([IO.Path]::GetTempPath()) "stagetools-bench-$PID"
$env:STAGETOOLS_HOME = Join-Path $work 'home'
$ProgressPreference = 'SilentlyContinue'
$null = New-Item -ItemType Directory $work
$csv = Join-Path $work 'rows.csv'
$columns = 'id bigint, customer varchar(40), amount numeric(12,2), rate double precision, paid boolean, day date, made timestamp, note text, a bigint, b bigint'

function Measure-Once([scriptblock] $Script) {
    [GC]::Collect(); [GC]::WaitForPendingFinalizers()
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Script
    $clock.Elapsed.TotalMilliseconds
}

function Get-Median([double[]] $Values) { ($Values | Sort-Object)[[int][Math]::Floor(($Values.Count - 1) / 2)] }

# Runs two works alternately, after one round that does not count, and tells the medians and their ratio.
function Compare-Work([string] $Case, [scriptblock] $Ours, [string] $PeerName, [scriptblock] $Peer, [scriptblock] $Before) {
    $times = 0..$Rounds | ForEach-Object {
        & $Before
        $mine = Measure-Once $Ours
        & $Before
        [pscustomobject]@{ Ours = $mine; Peer = Measure-Once $Peer }
    } | Select-Object -Skip 1
    $mine, $theirs = (Get-Median $times.Ours), (Get-Median $times.Peer)
    [pscustomobject]@{
        Case = $Case; 'Ours ms' = [Math]::Round($mine); Peer = $PeerName; 'Peer ms' = [Math]::Round($theirs); Ratio = [Math]::Round($mine / $theirs, 2)
        'Ours rows/s' = [Math]::Round($Rows / $mine * 1000)
    }
}

function New-Rows {
    $out = [IO.StreamWriter]::new($csv)
    $out.NewLine = "`n"
    $out.WriteLine('id,customer,amount,rate,paid,day,made,note,a,b')
    for ($i = 0; $i -lt $Rows; $i++) {
        $two = ($i % 100).ToString('00')
        $out.WriteLine("$i,Customer $($i % 1000),$($i % 5000).$two,0.$($i % 900 + 100)1,true,2026-03-$(($i % 28 + 1).ToString('00')),2026-03-01T10:$(($i % 60).ToString('00')):00,some text that is read,$($i * 7),$($i % 13)")
    }

    $out.Dispose()
}

function Test-Sqlite {
    $db = Join-Path $work 'bench.db'
    $before = { Remove-Item "$db*" -ErrorAction Ignore; sqlite3 $db "CREATE TABLE t ($columns)" }
    Compare-Work "$Rows rows of 10 columns into SQLite" { Import-StageData $csv -Into t -Database $db } 'sqlite3 .import' { sqlite3 $db '.mode csv' ".import --skip 1 $csv t" } $before
}

function Test-Postgres {
    $server = @{}
    foreach ($line in [IO.File]::ReadAllLines($env:STAGETOOLS_POSTGRES)) { $key, $value = $line -split '=', 2; $server[$key] = $value.Trim("'") }
    $psql = { param($Sql) & $server.POSTGRES_PSQL -X -q -h $server.POSTGRES_HOST -p $server.POSTGRES_PORT -U $server.POSTGRES_USER -d $server.POSTGRES_DATABASE -c $Sql }
    $env:PGPASSWORD = $server.POSTGRES_PASSWORD
    $env:PGOPTIONS = '-c client_min_messages=warning'
    try {
        $before = { & $psql "DROP TABLE IF EXISTS bench; CREATE TABLE bench ($columns)" }
        Compare-Work "$Rows rows of 10 columns into PostgreSQL" { Import-StageData $csv -Into bench -Connection $server.POSTGRES_CONNECTION -Force } 'psql \copy' { & $psql "\copy bench FROM '$csv' WITH (FORMAT csv, HEADER)" } $before
        & $psql "DROP TABLE bench; DELETE FROM stagetools_loads WHERE table_name LIKE '%bench%'"
    }
    finally {
        $env:PGPASSWORD = $env:PGOPTIONS = $null
    }
}

try {
    New-Rows
    foreach ($name in $Only) { & "Test-$name" }
}
finally {
    Remove-Item $work -Recurse -Force
}
