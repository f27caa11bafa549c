<#
.SYNOPSIS
    Measures queries over Parquet against DuckDB's own client, and their rows as objects against Import-Csv.
.DESCRIPTION
    DuckDB's client is @duckdb/node-api from npm, of the version that StageTools carries; it is installed into a temporary folder, and left out where npm is missing.
    Medians of -Rounds rounds, the sides taking turns. StageTools must be built.
.EXAMPLE
    dotnet pwsh bench/Measure-Query.ps1 -Rows 2000000
#>
[CmdletBinding()]
param(
    [int] $Rows = 2000000,
    [int] $Rounds = 5,
    [string] $Folder = (Join-Path ([IO.Path]::GetTempPath()) 'stagetools-query-bench')
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module "$PSScriptRoot/../out/StageTools/StageTools.psd1"
$null = New-Item -ItemType Directory -Force $Folder
$env:STAGETOOLS_HOME = Join-Path $Folder 'home'
Remove-Item $env:STAGETOOLS_HOME -Recurse -Force -ErrorAction Ignore
$null = New-Stage bench $Folder

function Get-Median([scriptblock] $Work) {
    $times = foreach ($round in 1..$Rounds) { (Measure-Command $Work).TotalMilliseconds }
    ($times | Sort-Object)[[Math]::Floor($Rounds / 2)]
}

$columns = "range AS id, 'customer ' || (hash(range) % 100000) AS name, (hash(range) % 1000)::DOUBLE / 7 AS amount, ['Oslo', 'Bergen', 'Narvik'][1 + range % 3] AS city, range % 2 = 0 AS paid, " +
    "DATE '2024-01-01' + (range % 700)::INT AS day, TIMESTAMP '2026-01-01' + INTERVAL (range) SECOND AS moment, (hash(range + 1) % 1000000)::BIGINT AS code, range / 3 AS third, 'note ' || range AS note"
$client = Get-Command npm, node -ErrorAction Ignore
if (@($client).Count -ge 2) {
    $script = @"
const { DuckDBInstance } = require('@duckdb/node-api');
const [file, what, rows, rounds] = [process.argv[2], process.argv[3], +process.argv[4], +process.argv[5]];
(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  if (what === 'write') { await connection.run(process.argv[6]); return; }
  const times = [];
  for (let i = 0; i < rounds; i++) { const begun = performance.now(); await connection.runAndReadAll(what); times.push(performance.now() - begun); }
  console.log(times.sort((a, b) => a - b)[Math.floor(rounds / 2)]);
})();
"@
    Push-Location $Folder
    try {
        if (-not (Test-Path node_modules/@duckdb)) { '{"private": true}' | Set-Content package.json; npm install --silent '@duckdb/node-api@1.5.6-r.1' 2>&1 | Out-Null }
        Set-Content query.js $script
    }
    finally { Pop-Location }
}

$parquet = Join-Path $Folder 'rows.parquet'
if (-not (Test-Path $parquet)) {
    if (@($client).Count -lt 2) { throw 'npm and node are wanted, to write the Parquet file.' }
    node (Join-Path $Folder query.js) x write 0 0 "COPY (SELECT $columns FROM range($Rows)) TO '$parquet'"
}

foreach ($query in @(
        "SELECT city, sum(amount), count(*) FROM {0} GROUP BY city ORDER BY 1"
        "SELECT day, city, max(note), avg(amount) FROM {0} WHERE paid GROUP BY ALL ORDER BY 1, 2 LIMIT 5"
        "SELECT count(DISTINCT name), min(moment), max(code) FROM {0} WHERE note LIKE '%99%'"
    )) {
    $null = Invoke-StageSql ($query -f "'@bench/rows.parquet'")
    $ours = Get-Median { $null = Invoke-StageSql ($query -f "'@bench/rows.parquet'") }
    $theirs = [double](node (Join-Path $Folder query.js) x ($query -f "'$parquet'") 0 $Rounds)
    '{0,-100} {1,8:n0} ms {2,8:n0} ms in DuckDB''s client: {3:n2}' -f ($query -f 'rows'), $ours, $theirs, ($ours / $theirs)
}

$few = [Math]::Min($Rows, 200000)
$csv = Join-Path $Folder 'rows.csv'
Invoke-StageSql "SELECT * FROM '@bench/rows.parquet' LIMIT $few" | Export-Csv $csv
$bare = Get-Median { $null = Invoke-StageSql "SELECT * FROM '@bench/rows.parquet' LIMIT $few" }
$text = Get-Median { $null = Import-Csv $csv }
$staged = Get-Median { $null = Import-StageData '@bench/rows.csv' }
'{0,-60} {1,10:n0} rows/s' -f 'Import-Csv', ($few / $text * 1000)
'{0,-60} {1,10:n0} rows/s: {2:n2} of Import-Csv' -f 'Invoke-StageSql, the same rows of Parquet as objects', ($few / $bare * 1000), ($text / $bare)
'{0,-60} {1,10:n0} rows/s: {2:n2} of Import-Csv' -f 'Import-StageData of the same CSV, typed', ($few / $staged * 1000), ($text / $staged)
