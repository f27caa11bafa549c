<#
.SYNOPSIS
    Writes THIRD-PARTY-NOTICES.txt: the packages that a project carries, with their files and licences.
.DESCRIPTION
    What is carried is read from the project's project.assets.json, and each licence from its package: the files it brings, or the standard text that it
    names, with its copyright. With -LaidIn, what does not lie below that folder is not carried. A package whose licence cannot be told is an error.
.EXAMPLE
    ./eng/Write-Notices.ps1 -Assets src/StageSql/obj/project.assets.json -Path out/THIRD-PARTY-NOTICES.txt
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Assets,

    [Parameter(Mandatory)]
    [string] $Path,

    [string] $LaidIn
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$rule = '=' * 100
# Projects lay their native libraries themselves, by platform, so that the restore knows nothing of them.
$laidByProject = 'DuckDB.NET.Bindings.Full', 'SourceGear.sqlite3'
# Whoever gave his work away has no licence text; his package says so in its copyright.
$publicDomain = 'Public Domain'

$restored = Get-Content $Assets -Raw | ConvertFrom-Json -AsHashtable
$laid = if ($LaidIn) { (Get-ChildItem $LaidIn -Recurse -File).Name }
$standardTexts = [Collections.Generic.SortedSet[string]]::new()

# The files that a package brings to the output; nothing where it only takes part in the build.
function Get-CarriedFile([string] $Name, [string] $Folder, [hashtable] $Parts) {
    $isLaid = $Name -in $laidByProject
    if ($isLaid) { (Get-ChildItem "$Folder/runtimes/*/native/*" -Exclude *.a).Name }
    $paths = foreach ($part in $isLaid ? 'runtime' : 'runtime', 'native', 'runtimeTargets') { if ($Parts[$part]) { $Parts[$part].Keys } }
    $paths | Where-Object { $_ -notlike '*/_._' } | ForEach-Object { [IO.Path]::GetFileName($_) }
}

# The licence of the package in this folder, as text.
function Get-License([string] $Folder, [Xml.XmlElement] $Metadata) {
    Get-ChildItem $Folder -File | Where-Object Name -Match '^(licen[cs]e|notice|copying|third-party)' | ForEach-Object { "$($_.Name):`n`n$((Get-Content $_ -Raw).Trim())" }
    $expression = $Metadata.SelectSingleNode("*[local-name()='license'][@type='expression']")
    $copyright = $Metadata.SelectSingleNode("*[local-name()='copyright']")
    if ($expression) {
        if (-not (Test-Path "$PSScriptRoot/licenses/$($expression.InnerText).txt")) { throw "eng/licenses has no text of the licence '$($expression.InnerText)'." }
        $null = $standardTexts.Add($expression.InnerText)
        "Licence: $($expression.InnerText), whose text stands at the end."
    }
    elseif ($copyright -and $copyright.InnerText -eq $publicDomain) {
        'Dedicated to the public domain by its authors.'
    }
}

$notices = foreach ($name in $restored.libraries.Keys | Sort-Object) {
    $id, $version = $name -split '/'
    if ($restored.libraries[$name].type -ne 'package') { continue }
    $folder = $restored.packageFolders.Keys | ForEach-Object { Join-Path $_ $restored.libraries[$name].path } | Where-Object { Test-Path $_ } | Select-Object -First 1
    $files = @($restored.targets.Values | ForEach-Object { if ($_[$name]) { Get-CarriedFile $id $folder $_[$name] } } | Sort-Object -Unique)
    if ($LaidIn) { $files = @($files | Where-Object { $_ -in $laid }) }
    if (-not $files) { continue }
    $metadata = ([xml](Get-Content "$folder/*.nuspec" -Raw)).package.metadata
    $license = @(Get-License $folder $metadata)
    if (-not $license) { throw "The package $id $version does not tell its licence: nobody may carry it." }
    $rule
    "$id $version"
    foreach ($what in 'authors', 'copyright', 'projectUrl') { foreach ($node in $metadata.SelectNodes("*[local-name()='$what']")) { $node.InnerText } }
    "Files: $($files -join ', ')"
    ''
    $license -join "`n`n"
    ''
}

$texts = foreach ($license in $standardTexts) { $rule; "The licence $license"; ''; (Get-Content "$PSScriptRoot/licenses/$license.txt" -Raw).Trim("`n"); '' }
@('StageTools carries the work of others, by the licences below.', '') + $notices + $texts | Set-Content $Path
