#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds StageTools, and what belongs to building it.
.DESCRIPTION
    Build    compiles everything, and lays the importable module in out/StageTools and the terminal client in out/stagesql
    Test     runs all tests, as tests/run.sh does
    Docs     makes the help file from docs/en-US (needs Microsoft.PowerShell.PlatyPS)
    Package  makes out/packages: the module for Install-PSResource, an archive of it for each platform, and stagesql as a .NET tool
    Demo     shows the main job, with a catalog of its own

    Needs the .NET SDK alone; 'dotnet tool restore' brings the PowerShell that 'dotnet pwsh' starts.
.EXAMPLE
    dotnet pwsh ./build.ps1
.EXAMPLE
    dotnet pwsh ./build.ps1 Build, Demo
#>
[CmdletBinding()]
param(
    # Several are an array in PowerShell, and words with commas from another shell.
    [Parameter(Position = 0, ValueFromRemainingArguments)]
    [ArgumentCompletions('Build', 'Test', 'Docs', 'Package', 'Demo')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$names = @($Task -split '[,\s]+' -ne '')
$unknown = $names -notmatch '^(Build|Test|Docs|Package|Demo)$'
if ($unknown) { throw "There is no task '$($unknown[0])'; name Build, Test, Docs, Package or Demo." }

. (Join-Path $PSScriptRoot 'eng' 'Programs.ps1')

function Invoke-Build { Invoke-ShownProgram dotnet, build, (Join-Path $PSScriptRoot 'StageTools.sln'), '-c', 'Release' }

function Invoke-Test { Invoke-ShownProgram bash, (Join-Path $PSScriptRoot 'tests' 'run.sh') }

function Invoke-Script([string] $Path) { Invoke-ShownProgram ((Get-PowerShellCommand) + '-NoProfile', '-File', (Join-Path $PSScriptRoot $Path)) }

function Invoke-Docs {
    Invoke-Build
    # A process of its own: the module must not stay loaded while it is built again with its new help.
    Invoke-Script docs/Build-Help.ps1
    Invoke-Build
}

function Invoke-Package { Invoke-Script eng/Build-Packages.ps1 }

function Invoke-Demo {
    Invoke-Build
    Invoke-Script demo/Demo.ps1
}

foreach ($name in $names) { & "Invoke-$name" }
