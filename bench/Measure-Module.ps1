<#
.SYNOPSIS
    Measures the module against what a user would otherwise pick, both in one run, and prints the ratios.
.DESCRIPTION
    Each pair runs alternately, several times; the medians are compared. Runs on data it makes below a temporary folder. Times depend on the machine:
    compare ratios, and only those of one run.
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Module.ps1
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Module.ps1 -Only Export, Completion -Rounds 9
#>
[CmdletBinding()]
param(
    [ValidateSet('Import', 'List', 'Drive', 'Export', 'Completion', 'Memory')]
    [string[]] $Only = @('Import', 'List', 'Drive', 'Export', 'Completion', 'Memory'),
    [ValidateRange(1, 99)]
    [int] $Rounds = 5
)

$ErrorActionPreference = 'Stop'
$module = Join-Path $PSScriptRoot '../out/StageTools/StageTools.psd1' | Resolve-Path
. (Join-Path $PSScriptRoot '../eng/Programs.ps1')
$work = Join-Path ([IO.Path]::GetTempPath()) "stagetools-bench-$PID"
$env:STAGETOOLS_HOME = Join-Path $work 'home'
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
$null = New-Item -ItemType Directory $work

function Measure-Once([scriptblock] $Script) {
    [GC]::Collect(); [GC]::WaitForPendingFinalizers()
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Script
    $clock.Elapsed.TotalMilliseconds
}

function Get-Median([double[]] $Values) { ($Values | Sort-Object)[[int][Math]::Floor(($Values.Count - 1) / 2)] }

# Runs two works alternately, after one round that does not count, and tells the medians and their ratio.
function Compare-Work([string] $Case, [scriptblock] $Ours, [string] $PeerName, [scriptblock] $Peer, [string] $Target, [scriptblock] $Before = {}) {
    $times = 0..$Rounds | ForEach-Object {
        & $Before
        [pscustomobject]@{ Ours = Measure-Once $Ours; Peer = Measure-Once $Peer }
    } | Select-Object -Skip 1
    $mine, $theirs = (Get-Median $times.Ours), (Get-Median $times.Peer)
    [pscustomobject]@{ Case = $Case; 'Ours ms' = [Math]::Round($mine); Peer = $PeerName; 'Peer ms' = [Math]::Round($theirs); Ratio = [Math]::Round($mine / $theirs, 2); Target = $Target }
}

function Test-Import {
    $load = { Invoke-Program -Command (Get-ScriptCommand "Import-Module '$module'") }
    $bare = { Invoke-Program -Command (Get-ScriptCommand '1') }
    $row = Compare-Work 'import the module' $load 'bare pwsh' $bare 'at most +120 ms'
    $row.Case += ": +$($row.'Ours ms' - $row.'Peer ms') ms"
    $row
}

function New-Tree([string] $Root, [int] $Folders, [int] $Files) {
    foreach ($folder in 1..$Folders) {
        $path = [IO.Directory]::CreateDirectory((Join-Path $Root ('d{0:d3}' -f $folder))).FullName
        foreach ($file in 1..$Files) { [IO.File]::Create("$path/file-$file.csv").Dispose() }
    }
}

function Test-List {
    $tree = Join-Path $work 'tree'
    New-Tree $tree 100 1000
    $null = New-Stage tree $tree -Force
    Compare-Work 'Get-StageFile, 100,000 files in 100 folders' { Get-StageFile '@tree' } 'Get-ChildItem -Recurse -File' { Get-ChildItem $tree -Recurse -File } 'at most 0.5'
    $first = 1..$Rounds | ForEach-Object { Measure-Once { Get-StageFile '@tree' | Select-Object -First 1 } }
    [pscustomobject]@{ Case = 'Get-StageFile, first object'; 'Ours ms' = [Math]::Round((Get-Median $first), 1); Target = 'at most 50 ms' }
}

function Test-Drive {
    $tree = Join-Path $work 'tree'
    if (-not (Test-Path $tree)) { New-Tree $tree 100 1000 }
    $null = New-Stage tree $tree -Force
    Compare-Work 'Get-ChildItem -Recurse on the drive' { Get-ChildItem Stage:/tree -Recurse } 'on the file system' { Get-ChildItem $tree -Recurse } 'at most 1'
    Compare-Work 'Get-ChildItem -Recurse -Filter 7*' { Get-ChildItem Stage:/tree -Recurse -Filter file-7* } 'on the file system' { Get-ChildItem $tree -Recurse -Filter file-7* } 'at most 1'
}

function Test-Export {
    $objects = foreach ($i in 1..200000) {
        [pscustomobject]@{ Id = $i; Name = "name $i"; Price = $i * 1.1; Flag = ($i % 2 -eq 0); Date = [datetime]::Now; City = 'Zürich, CH'; Note = 'a "quoted" text'; Count = [long]$i * 1000; Ratio = [double]$i / 3; Empty = $null }
    }
    $file = Join-Path $work 'peer'
    Compare-Work 'export 200,000 objects to CSV' { $objects | Export-StageData '@~/bench.csv' -Force } 'Export-Csv' { $objects | Export-Csv "$file.csv" } 'at most 0.6'
    Compare-Work 'export 200,000 objects to NDJSON' { $objects | Export-StageData '@~/bench.ndjson' -Force } 'ConvertTo-Json -Compress, an object a line' { $objects | ForEach-Object { ConvertTo-Json $_ -Compress } | Set-Content "$file.ndjson" } 'at most 0.2'
    Compare-Work 'export 200,000 objects to JSON' { $objects | Export-StageData '@~/bench.json' -Force } 'ConvertTo-Json -Compress, one array' { $objects | ConvertTo-Json -Compress | Set-Content "$file.json" } 'none'
    Compare-Work 'import 200,000 rows from CSV, typed' { Import-StageData '@~/bench.csv' } 'Import-Csv, text' { Import-Csv "$file.csv" } 'none'
}

function Test-Completion {
    $db = Join-Path $work 'completion'
    $old, $env:STAGETOOLS_HOME = $env:STAGETOOLS_HOME, $db
    1..10000 | ForEach-Object { New-Stage ('stage{0:d5}' -f $_) } | Out-Null
    $complete = { param($line) (TabExpansion2 $line $line.Length).CompletionMatches.Count }
    $cold = 1..$Rounds | ForEach-Object {
        [double](Invoke-Program -Command (Get-ScriptCommand "Import-Module '$module'; `$null = TabExpansion2 'Get-Item x' 10; `$c = [Diagnostics.Stopwatch]::StartNew(); `$null = TabExpansion2 'Get-Stage stage0' 16; `$c.Elapsed.TotalMilliseconds")).Output
    }
    $warm = 1..($Rounds * 4) | ForEach-Object { Measure-Once { & $complete 'Get-Stage stage0' } }
    $all = 1..($Rounds * 4) | ForEach-Object { Measure-Once { & $complete 'Get-Stage ' } }
    $env:STAGETOOLS_HOME = $old
    [pscustomobject]@{ Case = 'complete a name among 10,000 stages (1,000 match)'; 'Ours ms' = [Math]::Round((Get-Median $warm), 1); Target = 'at most 50 ms' }
    [pscustomobject]@{ Case = 'complete an empty name, 10,000 stages'; 'Ours ms' = [Math]::Round((Get-Median $all), 1); Target = 'at most 50 ms' }
    [pscustomobject]@{ Case = 'the first completion of a session'; 'Ours ms' = [Math]::Round((Get-Median $cold), 1); Target = 'none' }
}

function Test-Memory {
    foreach ($count in 10000, 1000000) {
        $tree = Join-Path $work "memory-$count"
        New-Tree $tree ($count / 1000) 1000
        $script = "Import-Module '$module'; `$null = New-Stage memory '$tree' -Force; `$n = 0; Get-StageFile '@memory' | ForEach-Object { `$n++ }; `"`$n `$([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64)`""
        $found, $peak = (Invoke-Program -Command (Get-ScriptCommand $script)).Output -split ' '
        [pscustomobject]@{ Case = "list $found files, peak memory"; 'Ours ms' = $null; Peer = "$([Math]::Round([long]$peak / 1MB)) MiB"; Target = 'the same for both' }
    }
}

try {
    if ($Only -contains 'Import') { Test-Import }
    Import-Module $module
    foreach ($name in $Only -ne 'Import') { & "Test-$name" }
}
finally {
    Remove-Item $work -Recurse -Force
}
