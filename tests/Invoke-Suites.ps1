# Runs the Pester suites, or those named, and writes the counts to a file, where one is named.
[CmdletBinding(PositionalBinding = $false)]
param(
    # Suites, with wildcards: Drive.* for tests/Drive.Items.Tests.ps1 and its neighbours.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Suite = '*',

    # Suites to be left out, likewise, with commas between them.
    [string] $Except = '',

    # Tests of them by their whole names, with wildcards: '*is found by Get-Help'.
    [string[]] $Test = '*',

    [string] $CountsPath
)

$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
# The build has laid it there; what is installed on this machine is left alone.
Import-Module "$PSScriptRoot/../out/Pester/Pester.psd1" -ErrorAction Stop

$configuration = New-PesterConfiguration
$files = Get-ChildItem ($Suite | ForEach-Object { Join-Path $PSScriptRoot "$_.Tests.ps1" }) -Exclude ($Except -split ',' -ne '' | ForEach-Object { "$_.Tests.ps1" })
$configuration.Run.Path = [string[]]$files.FullName
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $Test
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.StackTraceVerbosity = 'FirstLine'
$result = Invoke-Pester -Configuration $configuration

# Each by its name; that of a case which was not run still has its <places>.
foreach ($case in $result.Skipped) {
    $name = $case.ExpandedPath
    if ($case.Data -is [Collections.IDictionary]) { foreach ($key in $case.Data.Keys) { $name = $name.Replace("<$key>", $case.Data[$key]) } }
    "skipped: $name"
}

# A file or a block that could not be run at all is a failure like any other.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
if ($CountsPath) {
    $notRun = $Test -ceq '*' ? $result.NotRunCount : 0
    # What failed follows the counts, each by its name and with what it said.
    @(
        "$($result.PassedCount) $failed $($result.SkippedCount + $notRun)"
        foreach ($case in @($result.Failed) + $result.FailedBlocks + $result.FailedContainers) {
            $case.ExpandedPath ?? "$case"
            foreach ($fault in $case.ErrorRecord) { "    $("$fault" -replace '\r?\n', "`n    ")" }
        }
    ) | Set-Content $CountsPath
}
exit [Math]::Min($failed, 100)
