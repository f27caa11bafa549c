<#
.SYNOPSIS
    Makes out/packages: the module as a package for Install-PSResource, an archive of the module for each platform, and stagesql as a .NET tool.
.DESCRIPTION
    What is built for this machine in out/StageTools and out/stagesql stays as it is.
.EXAMPLE
    ./eng/Build-Packages.ps1
#>
[CmdletBinding()]
param(
    # The platforms of the tool and of the archives.
    [string[]] $Platform = @('linux-arm64', 'linux-musl-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'osx-x64', 'win-arm64', 'win-x64'),

    # Signs the files of the module, before they are packed: it is given their folder.
    [scriptblock] $Sign = {},

    # Where the packages go; what is there is replaced.
    [string] $Destination = (Join-Path $PSScriptRoot '..' 'out' 'packages')
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'Programs.ps1')

$root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '..'))
$Destination = [IO.Path]::GetFullPath($Destination)
$version = (Import-PowerShellDataFile (Join-Path $root 'StageTools.psd1')).ModuleVersion
$work = Join-Path ([IO.Path]::GetTempPath()) "stagetools-packages-$PID"
$module = Join-Path $work 'StageTools'

# So that it starts in a fraction of the time.
$asked = Invoke-Program -Command dotnet, msbuild, (Join-Path $root 'src' 'StageSql'), '-getProperty:CompileAheadPlatforms'
if ($asked.ExitCode) { throw "Which platforms are compiled ahead cannot be told: $($asked.Output)$($asked.Error)" }
$compiledAhead = $asked.Output.Trim() -split ';'

function Write-Notices([string] $Project, [string] $Path, [string] $LaidIn) {
    & (Join-Path $PSScriptRoot 'Write-Notices.ps1') -Assets (Join-Path $root 'src' $Project 'obj' 'project.assets.json') -Path $Path -LaidIn $LaidIn
}

# The module for all platforms, in $module.
function Build-Module {
    Invoke-ShownProgram dotnet, build, (Join-Path $root 'src' 'StageTools'), '-c', 'Release', '-nologo', '-v', 'minimal', "-p:ModuleOutput=$module/", '-p:CompileAhead=false', "-p:ModulePlatforms=`"$($Platform -join ';')`""
    # The engine's packages are the module's, as far as they were laid.
    Write-Notices StageTools.Core (Join-Path $module 'THIRD-PARTY-NOTICES.txt') $module
}

# The module's package and its archive for each platform.
function Compress-Module {
    Compress-PSResource -Path $module -DestinationPath $Destination
    foreach ($name in $Platform) {
        # One library of DuckDB serves both of Apple's processors.
        $kept = $name, ($name -replace '^(osx)-.*', '$1')
        $archive = [IO.Compression.ZipFile]::Open((Join-Path $Destination "StageTools-$version-$name.zip"), 'Create')
        try {
            foreach ($file in Get-ChildItem $module -Recurse -File) {
                $path = [IO.Path]::GetRelativePath($work, $file.FullName).Replace('\', '/')
                if ($path -match '^StageTools/lib/runtimes/([^/]+)/' -and $Matches[1] -notin $kept) { continue }
                $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($archive, $file.FullName, $path, 'Optimal')
            }
        }
        finally {
            $archive.Dispose()
        }
    }
}

# What the tool's package had compiled ahead of time serves the module too, as far as src/StageTools/CompileAhead.targets has it compiled.
function Copy-Compiled([string] $Name) {
    $folder = New-Item -ItemType Directory -Force (Join-Path $module 'lib' 'runtimes' $Name)
    Get-ChildItem (Join-Path $root 'src' 'StageSql' 'obj' 'Release' 'net10.0' $Name 'R2R') -Filter *.dll |
        Where-Object Name -Match '^(StageTools\.Core|DuckDB\.NET\.Bindings|SQLitePCLRaw\..*|System\..*)\.dll$' | Where-Object { Test-Path (Join-Path $module 'lib' $_.Name) } | Copy-Item -Destination $folder
}

# stagesql for one platform; for none, the package that people name, which points to those.
function Build-Tool([string] $Name) {
    $options = $Name ? @('-r', $Name, "-p:PublishReadyToRun=$($Name -in $compiledAhead)") : @('-p:_InnerToolsPublishAot=true')
    Invoke-ShownProgram (@('dotnet', 'pack', (Join-Path $root 'src' 'StageSql'), '-c', 'Release', '-o', $Destination, '-nologo', '-v', 'minimal',
            '-p:UseAppHost=false', '-p:RunAnalyzers=false', "-p:ThirdPartyNotices=$work/THIRD-PARTY-NOTICES.txt", "-p:ToolPackageRuntimeIdentifiers=`"$($Platform -join ';')`"") + $options)
}

Remove-Item $Destination -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory $Destination, $work
try {
    Build-Module
    Invoke-ShownProgram dotnet, restore, (Join-Path $root 'src' 'StageSql')
    Write-Notices StageSql (Join-Path $work 'THIRD-PARTY-NOTICES.txt')
    foreach ($name in @($Platform) + '') { Build-Tool $name }
    $Platform | Where-Object { $_ -in $compiledAhead } | ForEach-Object { Copy-Compiled $_ }
    & $Sign $module
    Compress-Module
}
finally {
    Remove-Item $work -Recurse -Force
}

Get-ChildItem $Destination | Select-Object Name, @{ n = 'MB'; e = { [Math]::Round($_.Length / 1e6, 1) } }
