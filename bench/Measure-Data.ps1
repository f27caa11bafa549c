<#
.SYNOPSIS
    Measures Export-StageData against what a user would otherwise pick, both in one run, and prints the ratios.
.DESCRIPTION
    Each pair runs alternately, several times; the medians are compared. Needs sqlite3, and takes pigz where it is there (apt-get install sqlite3 pigz).
    Runs on data it makes below a temporary folder. Times depend on the machine: compare ratios, and only those of one run.
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Data.ps1
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Data.ps1 -Only Gzip -Rows 200000 -Rounds 1
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Data.ps1 -Only Memory -Gigabytes 1, 8
#>
[CmdletBinding()]
param(
    [ValidateSet('Objects', 'Gzip', 'Memory')]
    [string[]] $Only = @('Objects', 'Gzip', 'Memory'),
    # Rows of the SQLite table, ten columns each.
    [ValidateRange(1, 1000000000)]
    [int] $Rows = 2000000,
    # Objects of the pipeline.
    [ValidateRange(1, 100000000)]
    [int] $Objects = 200000,
    # How much CSV the exports whose memory is measured write.
    [double[]] $Gigabytes = @(1, 8),
    [ValidateRange(1, 99)]
    [int] $Rounds = 3
)

$ErrorActionPreference = 'Stop'
$module = Join-Path $PSScriptRoot '../out/StageTools/StageTools.psd1' | Resolve-Path
. (Join-Path $PSScriptRoot '../eng/Programs.ps1')
$work = Join-Path ([IO.Path]::GetTempPath()) "stagetools-bench-$PID"
$env:STAGETOOLS_HOME = Join-Path $work 'home'
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
$null = New-Item -ItemType Directory $work
$table = Join-Path $work 'bench.db'

function Measure-Once([scriptblock] $Script) {
    [GC]::Collect(); [GC]::WaitForPendingFinalizers()
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Script
    $clock.Elapsed.TotalMilliseconds
}

function Get-Median([double[]] $Values) { ($Values | Sort-Object)[[int][Math]::Floor(($Values.Count - 1) / 2)] }

# Runs two works alternately, after one round that does not count, and tells the medians and their ratio.
function Compare-Work([string] $Case, [scriptblock] $Ours, [string] $PeerName, [scriptblock] $Peer, [string] $Target) {
    $times = 0..$Rounds | ForEach-Object { [pscustomobject]@{ Ours = Measure-Once $Ours; Peer = Measure-Once $Peer } } | Select-Object -Skip 1
    $mine, $theirs = (Get-Median $times.Ours), (Get-Median $times.Peer)
    [pscustomobject]@{ Case = $Case; 'Ours ms' = [Math]::Round($mine); Peer = $PeerName; 'Peer ms' = [Math]::Round($theirs); Ratio = [Math]::Round($mine / $theirs, 2); Target = $Target }
}

function New-Table {
    if (Test-Path $table) { return }
    @"
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, city TEXT, amount REAL, price DECIMAL(10,2), qty INTEGER, day DATE, at DATETIME, note TEXT, ok BOOLEAN);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $Rows)
INSERT INTO t SELECT i, 'Customer number ' || i, CASE i % 7 WHEN 0 THEN 'Berlin' WHEN 1 THEN 'Paris, France' WHEN 2 THEN 'Tokyo' WHEN 3 THEN NULL ELSE 'São Paulo' END, i * 1.37 / 3,
    (i % 100000) / 100.0, i * 7 % 1000, date('2020-01-01', (i % 2000) || ' days'), datetime('2020-01-01', (i % 2000000) || ' seconds'),
    CASE WHEN i % 5 = 0 THEN 'a "quoted" note, with commas' ELSE 'plain note text' END, i % 2 FROM n;
"@ | sqlite3 $table
}

function Test-Objects {
    $items = 1..$Objects | ForEach-Object { [pscustomobject]@{ Id = $_; Name = "Customer number $_"; City = 'Berlin'; Amount = $_ * 1.37; When = [datetime]::new(2026, 1, 1).AddSeconds($_); Paid = $_ % 2 -eq 0 } }
    Compare-Work "$Objects objects to Parquet" { $items | Export-StageData '@bench/o.parquet' -Force } 'to CSV' { $items | Export-StageData '@bench/o.csv' -Force } 'at most 1.5'
}

function Test-Gzip {
    New-Table
    $tool = (Get-Command pigz -ErrorAction Ignore -CommandType Application) ? 'pigz' : 'gzip'
    $peer = { & /bin/sh -c "sqlite3 -csv -header '$table' 'SELECT * FROM t' | $tool > '$work/peer.csv.gz'" }
    Compare-Work "SQLite to CSV, $Rows rows, gzip" { Export-StageData '@bench/t.csv.gz' -Database $table -Table t -Force } "sqlite3 -csv | $tool" $peer 'at most 1 of pigz'
}

# The peak memory of a process of its own; rows come from a query that makes them, so that no large table is wanted.
function Get-Peak([string] $Script) {
    $text = "`$ProgressPreference = 'SilentlyContinue'; $Script; [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64"
    [long]((Invoke-Program -Command (Get-ScriptCommand $text) -Deadline 3600).Output -split '\r?\n' | Where-Object { $_ } | Select-Object -Last 1)
}

function Test-Memory {
    New-Table
    $bare = Get-Peak '1'
    foreach ($size in $Gigabytes) {
        # About 110 bytes a row.
        $query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $([long]($size * 1e9 / 110))) SELECT i AS id, i * 1.5 AS amount, ''name '' || i AS name, ''some text that is the same in each row, and of some length, as notes are'' AS note FROM n"
        foreach ($suffix in 'csv', 'csv.gz', 'parquet') {
            $peak = Get-Peak "Import-Module '$module'; `$done = Export-StageData '@bench/memory.$suffix' -Database '$table' -Query '$query' -Force"
            [pscustomobject]@{ Case = "peak memory, $size GB to $suffix"; 'Over bare MB' = [Math]::Round(($peak - $bare) / 1MB); Target = 'under 300 MB' }
            Remove-StageFile "@bench/memory.$suffix"
        }
    }
}

try {
    Import-Module $module
    $null = New-Stage bench (New-Item -ItemType Directory (Join-Path $work 'stage')).FullName
    foreach ($case in $Only) { & "Test-$case" }
}
finally {
    Remove-Item $work -Recurse -Force
}
