#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Makes the help file of the module from the pages in docs/en-US.
.DESCRIPTION
    Writes src/StageTools/en-US/StageTools.dll-Help.xml, which the build lays beside the module. The same pages always give the same file.

    With -Check nothing is written: it fails with one sentence when the file is not what the pages give, or when a page does not fit the
    module in out/StageTools: a page too few or too many, a parameter too few or too many, another type or alias, a placeholder left in,
    fewer than three examples.

    Needs Microsoft.PowerShell.PlatyPS 1.0 or later, and for -Check a built module.
.EXAMPLE
    dotnet pwsh ./docs/Build-Help.ps1
.EXAMPLE
    dotnet pwsh ./docs/Build-Help.ps1 -Check
#>
[CmdletBinding()]
param(
    [switch] $Check,

    # The module that the pages are checked against.
    [string] $ModulePath = (Join-Path $PSScriptRoot '..' 'out' 'StageTools' 'StageTools.psd1')
)

. (Join-Path $PSScriptRoot '..' 'eng' 'Programs.ps1')
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$leastExamples = 3
$helpFile = Join-Path $PSScriptRoot '..' 'src' 'StageTools' 'en-US' 'StageTools.dll-Help.xml'

# Ends with one sentence, and without the stack of a script.
function Stop-Build([string] $Sentence) {
    [Console]::Error.WriteLine("docs: $Sentence")
    exit 1
}

# Lines that the page wraps become one: Get-Help wraps for the width of the console. List items keep their lines.
function Join-WrappedLine([string] $Text) {
    ($Text -replace "`r", '' -split "`n`n" | ForEach-Object { $_ -replace '\n(?!- )\s*', ' ' }) -join "`n`n"
}

function Set-Text([System.Xml.XmlNode] $Node, [string] $Text) {
    $Node.RemoveAll()
    if ($Text) {
        $paragraph = $Node.OwnerDocument.CreateElement('maml', 'para', $Node.GetNamespaceOfPrefix('maml'))
        $paragraph.InnerText = $Text
        $null = $Node.AppendChild($paragraph)
    }
}

# An example of a page is text, code, and mostly output and text again. Get-Help shows them in these places, without the fences.
function Format-Example([System.Xml.XmlElement] $Example) {
    $introduction = $Example['maml:introduction']
    $text = @($introduction.ChildNodes.InnerText | Where-Object { $_ -ne "`u{80}" }) -join "`n`n"
    $before, $code, $after = [regex]::Match($text, '(?s)\A(.*?)```powershell\n(.*?)\n```(.*)\z').Groups[1..3].Value
    $after = [regex]::Split($after, '(?s)(```output\n.*?\n```)').ForEach{
        if ($_.StartsWith('```')) { $_ -replace '(?s)\A```output\n(.*)\n```\z', '$1' } else { Join-WrappedLine $_.Trim() }
    }.Where{ $_ } -join "`n`n"
    Set-Text $introduction (Join-WrappedLine $before.Trim())
    $Example['dev:code'].InnerText = $code
    Set-Text $Example['dev:remarks'] $after
    # Parts the example from the next.
    $null = $Example['dev:remarks'].AppendChild($Example.OwnerDocument.CreateElement('maml', 'para', $Example.GetNamespaceOfPrefix('maml')))
}

# What PlatyPS writes, made to read well in a console.
function Format-Help([string] $Path, [object[]] $Page) {
    $document = [System.Xml.XmlDocument]::new()
    $document.PreserveWhitespace = $false
    $document.Load($Path)
    $names = [System.Xml.XmlNamespaceManager]::new($document.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    foreach ($example in $document.SelectNodes('//command:example', $names)) { Format-Example $example }
    foreach ($paragraph in $document.SelectNodes('//maml:para[not(ancestor::command:example)]', $names)) {
        $paragraph.InnerText = Join-WrappedLine $paragraph.InnerText
    }
    foreach ($type in $document.SelectNodes('//command:parameterValue', $names)) {
        $type.InnerText = $type.InnerText -replace '^System\.Nullable`1\[(.*)\]$', '$1' -replace '^.*\.'
    }
    foreach ($command in $document.SelectNodes('//command:command', $names)) {
        $described = $Page | Where-Object Title -EQ $command['command:details']['command:name'].InnerText
        foreach ($parameter in $command.SelectNodes('command:parameters/command:parameter', $names)) {
            $default = ($described.Parameters | Where-Object Name -EQ $parameter['maml:name'].InnerText).DefaultValue
            if ($default) {
                $value = $document.CreateElement('dev', 'defaultValue', $parameter.GetNamespaceOfPrefix('dev'))
                $value.InnerText = $default
                $null = $parameter.AppendChild($value)
            }
        }
    }

    foreach ($link in $document.SelectNodes('//maml:navigationLink', $names)) {
        # Links between pages mean nothing in a console, and there is no page online.
        $link['maml:uri'].IsEmpty = $true
        if ($link['maml:linkText'].InnerText -eq 'Online Version') { $null = $link.ParentNode.RemoveChild($link) }
    }

    $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
    $bytes = [System.IO.MemoryStream]::new()
    $writer = [System.Xml.XmlWriter]::Create($bytes, $settings)
    $document.Save($writer)
    $writer.Dispose()
    [System.Text.Encoding]::UTF8.GetString($bytes.ToArray()) + "`n"
}

function Build-Help([object[]] $Page) {
    $folder = Join-Path ([IO.Path]::GetTempPath()) "stagetools-help-$([guid]::NewGuid().ToString('N'))"
    try {
        $made = $Page | Export-MamlCommandHelp -OutputFolder $folder -Force
        Format-Help $made.FullName $Page
    }
    finally {
        Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    }
}

# The cmdlets and their parameters, told by a process of its own: the module must not stay loaded in this one.
function Get-ModuleCommand {
    $ended = Invoke-Program -Command (Get-ScriptCommand {
            $common = [System.Management.Automation.Cmdlet]::CommonParameters
            ConvertTo-Json -Depth 3 @(foreach ($command in (Import-Module $env:STAGETOOLS_HELP_MODULE -PassThru).ExportedCmdlets.Values) {
                    [pscustomobject]@{
                        Name       = $command.Name
                        Parameters = @($command.Parameters.Values | Where-Object Name -NotIn $common | ForEach-Object {
                                '-{0} <{1}> {2}' -f $_.Name, $_.ParameterType, (($_.Aliases | Sort-Object) -join ',')
                            } | Sort-Object)
                    }
                })
        }) -Environment @{ STAGETOOLS_HELP_MODULE = $ModulePath }
    if ($ended.ExitCode) { Stop-Build "The module could not be looked at: $($ended.Error.Trim())" }
    ConvertFrom-Json $ended.Output
}

function Test-Page([object] $Page, [object] $Command) {
    $name = $Page.Title
    $source = Join-Path $PSScriptRoot 'en-US' "$name.md"
    if (-not (Test-MarkdownCommandHelp $source)) { Stop-Build "The page of $name is not laid out as PlatyPS wants it; Test-MarkdownCommandHelp -DetailView says where." }
    if ((Get-Content $source -Raw) -match '\{\{.*?\}\}') { Stop-Build "The page of $name still holds the placeholder '$($Matches[0])'." }
    if ($Page.Examples.Count -lt $leastExamples) { Stop-Build "The page of $name has $($Page.Examples.Count) examples; $leastExamples are the least." }
    $described = @($Page.Parameters | ForEach-Object { '-{0} <{1}> {2}' -f $_.Name, $_.Type, (($_.Aliases | Sort-Object) -join ',') })
    $different = @(Compare-Object @($Command.Parameters) $described)
    if ($different) {
        $what = $different[0].SideIndicator -eq '<=' ? 'lacks' : 'has, and the cmdlet has not,'
        Stop-Build "The page of $name $what the parameter '$($different[0].InputObject.Trim())'; Update-MarkdownCommandHelp brings it up to date."
    }
}

if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE 1.0.0)) {
    Stop-Build 'Microsoft.PowerShell.PlatyPS is not installed; install it with: Install-PSResource Microsoft.PowerShell.PlatyPS.'
}

Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0.0
$files = [string[]](Get-ChildItem (Join-Path $PSScriptRoot 'en-US') -Filter *-*.md | ForEach-Object FullName)
[Array]::Sort($files, [StringComparer]::Ordinal)
$pages = @(Import-MarkdownCommandHelp -LiteralPath $files)

if ($Check) {
    if (-not (Test-Path $ModulePath)) { Stop-Build "The module is not built; run build.ps1 first." }
    $commands = @(Get-ModuleCommand)
    $different = @(Compare-Object @($commands.Name) @($pages.Title))
    if ($different) {
        Stop-Build "$($different[0].InputObject) $($different[0].SideIndicator -eq '<=' ? 'has no page in docs/en-US' : 'has a page, but the module has no such cmdlet')."
    }

    foreach ($page in $pages) { Test-Page $page ($commands | Where-Object Name -EQ $page.Title) }
}

$help = Build-Help $pages
if (-not $Check) {
    $null = New-Item -ItemType Directory (Split-Path $helpFile) -Force
    [IO.File]::WriteAllText([IO.Path]::GetFullPath($helpFile), $help)
}
elseif (-not (Test-Path $helpFile) -or [IO.File]::ReadAllText([IO.Path]::GetFullPath($helpFile)).Replace("`r", '') -cne $help) {
    Stop-Build 'StageTools.dll-Help.xml is not what the pages in docs/en-US give; make it again with docs/Build-Help.ps1.'
}
