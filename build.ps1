#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds StageTools, and what belongs to building it.
.DESCRIPTION
    Build    compiles and lays the importable module in out/StageTools
    Test     runs the engine's tests and the Pester suites
    Docs     makes the help file from docs/en-US (needs Microsoft.PowerShell.PlatyPS)
    Package  makes out/StageTools-<version>.zip of the module
    Demo     shows the main job, with a catalog of its own
.EXAMPLE
    pwsh ./build.ps1
.EXAMPLE
    pwsh ./build.ps1 Build, Demo
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Demo')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$module = Join-Path $PSScriptRoot 'out' 'StageTools'

function Invoke-Native {
    param([string] $Command, [string[]] $Arguments)
    & $Command @Arguments
    if ($LASTEXITCODE -ne 0) { throw "'$Command $($Arguments -join ' ')' failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    param([string[]] $Properties)
    Invoke-Native dotnet (@('build', (Join-Path $PSScriptRoot 'StageTools.sln'), '-c', $Configuration) + $Properties)
}

function Invoke-Test {
    Invoke-Build
    foreach ($suite in 'StageTools.DuckDb.Tests', 'StageTools.Core.Tests', 'StageSql.Tests') {
        Invoke-Native dotnet @((Resolve-Path (Join-Path $PSScriptRoot "tests/$suite/bin/$Configuration/net*/$suite.dll")).Path, '-noLogo')
    }
    Invoke-Native (Get-Process -Id $PID).Path @('-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot 'tests/Invoke-Suites.ps1'))
}

function Invoke-Docs {
    Invoke-Build
    # A process of its own: the module must not stay loaded while it is built again with its new help.
    Invoke-Native (Get-Process -Id $PID).Path @('-NoProfile', '-File', (Join-Path $PSScriptRoot 'docs/Build-Help.ps1'))
    Invoke-Build
}

function Invoke-Package {
    # A package is for every platform, not for this machine's alone.
    Invoke-Build '-p:DuckDbPlatforms=all'
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'StageTools.psd1')).ModuleVersion
    $archive = Join-Path $PSScriptRoot 'out' "StageTools-$version.zip"
    Compress-Archive -Path $module -DestinationPath $archive -Force
    Get-Item $archive
}

function Invoke-Demo {
    if (-not (Test-Path $module)) { Invoke-Build }
    Invoke-Native (Get-Process -Id $PID).Path @('-NoProfile', '-File', (Join-Path $PSScriptRoot 'demo/Demo.ps1'))
}

foreach ($name in $Task) { & "Invoke-$name" }
