# Runs the Pester suites and writes the counts to a file, where one is named.
param([string] $CountsPath)

$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
Import-Module Pester -MinimumVersion 5.3.0 -ErrorAction Stop

$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.StackTraceVerbosity = 'FirstLine'
$result = Invoke-Pester -Configuration $configuration

$result.Skipped | ForEach-Object { "skipped: $($_.ExpandedPath)" }
# A file or a block that could not be run at all is a failure like any other.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
if ($CountsPath) {
    "$($result.PassedCount) $failed $($result.SkippedCount + $result.NotRunCount)" | Set-Content $CountsPath
}
exit [Math]::Min($failed, 100)
