<#
.SYNOPSIS
    Measures stages on a bucket against rclone and the AWS CLI, on one server and in one run, and prints the ratios.
.DESCRIPTION
    Needs the S3 server of the tests (tests/servers/start-s3.sh), rclone and aws. Each case of ours runs in a PowerShell of its own, which tells the time
    of the command and the peak of its memory; the peers' times are those of their processes. Compare ratios, and only those of one run.
.EXAMPLE
    tests/servers/start-s3.sh; dotnet pwsh -NoProfile ./bench/Measure-Buckets.ps1
.EXAMPLE
    dotnet pwsh -NoProfile ./bench/Measure-Buckets.ps1 -Only List, Remove -Rounds 5
#>
[CmdletBinding()]
param(
    [ValidateSet('List', 'Large', 'Remove', 'Requests')]
    [string[]] $Only = @('List', 'Large', 'Remove', 'Requests'),
    [ValidateRange(1, 99)]
    [int] $Rounds = 3
)

$ErrorActionPreference = 'Stop'
$module = Join-Path $PSScriptRoot '../out/StageTools/StageTools.psd1' | Resolve-Path
$proxyProgram = Join-Path $PSScriptRoot '../tests/StageTools.TestServers/bin/Release/net10.0/StageTools.TestServers.dll' | Resolve-Path
. (Join-Path $PSScriptRoot '../eng/Programs.ps1')
$work = Join-Path ([IO.Path]::GetTempPath()) "stagetools-bench-$PID"
$file = $env:STAGETOOLS_S3 ? $env:STAGETOOLS_S3 : (Join-Path ([IO.Path]::GetTempPath()) 'stagetools-s3/server.env')
$server = Get-Content $file | ForEach-Object { , ($_ -split '=', 2) } | ForEach-Object -Begin { $all = @{} } { $all[$_[0]] = $_[1] } -End { $all }
$port = ([uri]$server.S3_ENDPOINT).Port
$bucket = "bench-$PID"
$null = New-Item -ItemType Directory $work

# Everybody takes address and keys from the environment: no key stands on a command line.
$env:STAGETOOLS_HOME = Join-Path $work 'home'
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
$env:AWS_ACCESS_KEY_ID = $server.S3_ACCESS_KEY
$env:AWS_SECRET_ACCESS_KEY = $server.S3_SECRET_KEY
$env:AWS_DEFAULT_REGION = 'us-east-1'
$env:AWS_CA_BUNDLE = $null
$env:RCLONE_CONFIG_S_TYPE = 's3'
$env:RCLONE_CONFIG_S_PROVIDER = 'Ceph'
$env:RCLONE_CONFIG_S_ENV_AUTH = 'true'

function Set-Address([int] $Port) {
    $env:AWS_ENDPOINT_URL = "http://127.0.0.1:$Port"
    $env:RCLONE_CONFIG_S_ENDPOINT = $env:AWS_ENDPOINT_URL
}

function Get-Median([double[]] $Values) { ($Values | Sort-Object)[[int][Math]::Floor(($Values.Count - 1) / 2)] }

# Runs a command of ours in a session of its own: its milliseconds, and the peak of the session's memory in MiB over that of a bare one.
function Measure-Ours([string] $Command) {
    $script = "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$module'; `$null = Get-Stage; `$c = [Diagnostics.Stopwatch]::StartNew(); `$n = & { $Command }; `"`$(`$c.ElapsedMilliseconds) `$([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64) `$n`""
    $time, $peak, $count = (Invoke-Program -Command (Get-ScriptCommand $script) -Deadline 3600).Output -split ' '
    [pscustomobject]@{ Time = [double]$time; Peak = [Math]::Round(([long]$peak - $script:bare) / 1MB); Count = $count }
}

function Measure-Peer([scriptblock] $Command) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $Command 2>&1
    if ($LASTEXITCODE) { throw "The peer failed: $Command" }
    $clock.Elapsed.TotalMilliseconds
}

function Compare-Work([string] $Case, [string] $Ours, [string] $PeerName, [scriptblock] $Peer, [string] $Target, [scriptblock] $Before = {}, [int] $Times = $Rounds) {
    $runs = 1..$Times | ForEach-Object {
        & $Before | Out-Null
        [pscustomobject]@{ Ours = Measure-Ours $Ours; Peer = Measure-Peer $Peer }
    }
    $mine, $theirs = (Get-Median $runs.Ours.Time), (Get-Median $runs.Peer)
    [pscustomobject]@{
        Case = $Case; Count = $runs[0].Ours.Count; 'Ours ms' = $mine; Peer = $PeerName; 'Peer ms' = [Math]::Round($theirs)
        Ratio = [Math]::Round($mine / $theirs, 2); Target = $Target; '+MiB' = ($runs.Ours.Peak | Measure-Object -Maximum).Maximum
    }
}

function New-Tree([string] $Root, [int] $Folders, [int] $Files) {
    foreach ($folder in 1..$Folders) {
        $path = [IO.Directory]::CreateDirectory((Join-Path $Root ('d{0:d3}' -f $folder))).FullName
        foreach ($file in 1..$Files) { [IO.File]::WriteAllText("$path/file-$file.csv", "id,city`n$folder,$file`n") }
    }
}

function Start-Proxy {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$proxyProgram`" --target 127.0.0.1:$port")
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $script:proxy = [Diagnostics.Process]::Start($start)
    [int]($script:proxy.StandardOutput.ReadLine() -replace '\D')
}

function Send-Proxy([string] $Command) {
    $script:proxy.StandardInput.WriteLine($Command)
    $script:proxy.StandardOutput.ReadLine()
}

# Runs a script while everybody goes by way of a proxy.
function Use-Proxy([scriptblock] $Script) {
    Set-Address (Start-Proxy)
    & $Script
    $null = Send-Proxy 'quit'
    Set-Address $port
}

function Test-List {
    New-Tree "$work/list" 100 1000
    Copy-StageFile "$work/list" '@bench/list' -Recurse -ThrottleLimit 16
    Compare-Work 'list 100,000 objects' '$n = 0; Get-StageFile "@bench/list" | ForEach-Object { $n++ }; $n' 'rclone lsf -R --fast-list' { rclone lsf -R --fast-list --files-only "S:$bucket/list" } 'at most 1.3'
    Compare-Work '… kept in a variable' '(Get-StageFile "@bench/list").Count' 'rclone lsf -R --fast-list' { rclone lsf -R --fast-list --files-only "S:$bucket/list" } 'at most 1.3'
    Use-Proxy {
        $null = Send-Proxy 'latency 100'
        Compare-Work '… with 100 ms of latency' '(Get-StageFile "@bench/list").Count' 'aws s3 ls --recursive' { aws s3 ls --recursive "s3://$bucket/list/" } 'at most 0.2'
    }
}

function Test-Large {
    $path = "$work/large.bin"
    $stream = [IO.File]::Create($path)
    $block = [byte[]]::new(1MB)
    1..2048 | ForEach-Object { [Random]::Shared.NextBytes($block); $stream.Write($block) }
    $stream.Dispose()
    $clear = { rclone purge "S:$bucket/large"; rclone purge "S:$bucket/large-peer" }
    Compare-Work 'upload a 2 GiB file' "Copy-StageFile '$path' '@bench/large/' -ThrottleLimit 16" 'rclone copy --transfers 16' { rclone copy --transfers 16 $path "S:$bucket/large-peer" } 'at most 1' $clear
    $clear = { Remove-Item "$work/back", "$work/back-peer" -Recurse -ErrorAction Ignore }
    Compare-Work 'download a 2 GiB file' "Copy-StageFile '@bench/large/large.bin' '$work/back/'" 'rclone copy --transfers 16' { rclone copy --transfers 16 "S:$bucket/large-peer" "$work/back-peer" } 'at most 1' $clear
    if ((Get-FileHash "$work/back/large.bin").Hash -ne (Get-FileHash $path).Hash) { throw 'What came back is not what went in.' }
    Remove-Item $path, "$work/back", "$work/back-peer" -Recurse
}

function Test-Remove {
    New-Tree "$work/small" 100 100
    $fill = { rclone copy --transfers 16 "$work/small" "S:$bucket/ours"; rclone copy --transfers 16 "$work/small" "S:$bucket/theirs" }
    $ours = 'Get-StageFile "@bench/ours" | Remove-StageFile; (Get-StageFile "@bench" -Prefix ours/).Count'
    Use-Proxy {
        $slow = { & $fill; $null = Send-Proxy 'latency 20' }
        Compare-Work 'remove 10,000 objects with 20 ms of latency' $ours 'rclone delete' { rclone delete "S:$bucket/theirs"; $null = Send-Proxy 'latency 0' } 'at most 0.2' $slow -Times 1
    }
}

function Test-Requests {
    New-Tree "$work/folder" 1 10000
    Copy-StageFile "$work/folder" '@bench/folder' -Recurse -ThrottleLimit 16
    $deep = '1/2/3/4/5/6/7/8/9/10/11/12/13/14/15'
    [pscustomobject]@{ Id = 1 } | Export-StageData "@bench/$deep/a.csv" | Out-Null
    Use-Proxy {
        foreach ($case in @(
                @("Get-Content Stage:/bench/$deep/a.csv", 3), @('Get-ChildItem Stage:/bench/folder/d001', 11), @("Test-Path Stage:/bench/$deep/a.csv", 2),
                @("Test-Path Stage:/bench/$deep", 2), @('Test-Path Stage:/bench/nothing', 2))) {
            $null = Send-Proxy 'clear'
            $null = Measure-Ours $case[0]
            [pscustomobject]@{ Case = $case[0]; Count = Send-Proxy 'count'; 'Ours ms' = $null; Peer = 'requests'; 'Peer ms' = $null; Ratio = $null; Target = "at most $($case[1])"; '+MiB' = $null }
        }
    }
}

try {
    $script:bare = [long](Invoke-Program -Command (Get-ScriptCommand '[Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64')).Output
    Import-Module $module
    Set-Address $port
    aws s3api create-bucket --bucket $bucket | Out-Null
    $null = New-Stage bench "s3://$bucket/"
    foreach ($name in $Only) { & "Test-$name" }
}
finally {
    Set-Address $port
    rclone purge "S:$bucket" 2>$null
    if ($script:proxy -and -not $script:proxy.HasExited) { $script:proxy.Kill() }
    Remove-Item $work -Recurse -Force
}
