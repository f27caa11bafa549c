# The README: each block of the page is run as it is printed, in order, in a fresh copy of the tree, by somebody with a home of his own.
#
# A section begins in the folder of the copy. `sh` and `powershell` run without an error; `console` shows commands behind a prompt (PS> and >>, or $) and
# what each prints, but for blanks and times; `sql` is the file that its first line names. Then the packages that it made are looked at.

BeforeDiscovery {
    $text = (Get-Content (Join-Path (Split-Path $PSScriptRoot) 'README.md') -Raw) -replace "`r", ''
    $section = 'StageTools'
    $blocks = foreach ($match in [regex]::Matches($text, '(?ms)^## (?<section>[^\n]+)$|^```(?<kind>sh|powershell|console|sql)\n(?<text>.*?)\n```$')) {
        if ($match.Groups['section'].Success) { $section = $match.Groups['section'].Value; continue }
        @{ Section = $section; Kind = $match.Groups['kind'].Value; Text = $match.Groups['text'].Value; FirstLine = ($match.Groups['text'].Value -split "`n")[0] }
    }
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $root = Split-Path $PSScriptRoot
    # Not in TestDrive, which lives no longer than a block.
    $script:own = [IO.Directory]::CreateTempSubdirectory('stagetools-readme-').FullName
    $copy = Join-Path $own 'StageTools'
    $person = (New-Item -ItemType Directory (Join-Path $own 'person')).FullName
    foreach ($file in Get-ChildItem $root -Recurse -File -Force) {
        $path = [IO.Path]::GetRelativePath($root, $file.FullName)
        if ($path -match '(^|[\\/])(bin|obj|out|try|\.git|\.vs)[\\/]') { continue }
        $null = [IO.Directory]::CreateDirectory((Split-Path (Join-Path $copy $path)))
        Copy-Item -LiteralPath $file.FullName (Join-Path $copy $path)
    }

    # A person of his own; only the packages are those of this machine.
    $packages = $env:NUGET_PACKAGES ? $env:NUGET_PACKAGES : (Join-Path $HOME '.nuget' 'packages')
    $platform = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $script:environment = @{
        HOME = $person; USERPROFILE = $person; LOCALAPPDATA = $person; DOTNET_CLI_HOME = $person; NUGET_PACKAGES = $packages
        XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null; PSModulePath = $null; STAGETOOLS_HOME = $null
        # A client is native where StageSql's own tests run it: here it is made once for every platform, and compiled ahead for this one. The tree was
        # analyzed when it was built. Builds leave nobody behind.
        NativeClient = 'false'; CompileAheadPlatforms = $platform; RunAnalyzers = 'false'; MSBUILDDISABLENODEREUSE = '1'; UseSharedCompilation = 'false'
    }
    $script:state = @{ Section = ''; Folder = $copy }

    # PowerShell's commands of a console or of a text, one by one: a mark before each, what it prints behind it.
    $script:session = @'
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$PSStyle.OutputRendering = 'PlainText'
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
if ($env:README_MODULE) { Import-Module $env:README_MODULE }
foreach ($command in ConvertFrom-Json $env:README_COMMANDS) {
    '@@@@'
    . ([scriptblock]::Create($command)) | Out-String -Width 160
}
Set-Content $env:README_FOLDER (Get-Location -PSProvider FileSystem).ProviderPath
'@

    # Runs commands where the section is, and keeps where they left it; what each printed.
    function Invoke-Block([string] $Kind, [string[]] $Command, [switch] $Failing) {
        $place = Join-Path $person 'folder.txt'
        $module = Join-Path $copy 'out' 'StageTools' 'StageTools.psd1'
        $with = $environment + @{
            README_FOLDER = $place; README_COMMANDS = ConvertTo-Json $Command
            README_MODULE = $state.Section -ne 'Install' -and (Test-Path $module) ? $module : $null
        }
        $script = @('exec 2>&1'; if (-not $Failing) { 'set -e' }; $Command | ForEach-Object { 'echo @@@@'; $_ }; '(pwd -W 2>/dev/null || pwd) >"$README_FOLDER"') -join "`n"
        $line = $Kind -eq 'powershell' ? (Get-ScriptCommand $session) : @('bash', '-c', $script)
        $ended = Invoke-Program -Command $line -Environment $with -WorkingDirectory $state.Folder -Deadline 1200
        $ended.Error | Should -BeNullOrEmpty -Because $ended.Output
        $ended.ExitCode | Should -Be 0 -Because $ended.Output

        if (Test-Path $place) { $state.Folder = (Get-Content $place -Raw).Trim() }
        , @($ended.Output -split '(?m)^@@@@\r?\n' | Select-Object -Skip 1)
    }

    # The commands of a console behind their prompts, each with what is shown below it.
    function Get-ShownCommand([string] $Text) {
        foreach ($match in [regex]::Matches($Text, '(?ms)^(?:PS>|\$) (?<command>[^\n]*(?:\n>> [^\n]*)*)(?:\n(?<shown>.*?))??(?=\n(?:PS>|\$) |\z)')) {
            [pscustomobject]@{ Command = $match.Groups['command'].Value -replace "(?m)^>> ", ''; Shown = $match.Groups['shown'].Value }
        }
    }

    function Get-Essence([string] $Text) { $Text -replace '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.:+]*Z?', 'TIME' -replace "[\s─┬┴┼]" }

    # The packages of a name, one version later, beside those that were made: what there is to update to.
    function Add-NewerPackage([string] $Name) {
        $version = (Import-PowerShellDataFile (Join-Path $copy 'StageTools.psd1')).ModuleVersion
        foreach ($file in Get-ChildItem (Join-Path $copy 'out' 'packages') -Filter "$Name*$version.nupkg") {
            $newer = Copy-Item $file.FullName ($file.FullName -replace [regex]::Escape($version), '99.0.0') -PassThru
            $archive = [IO.Compression.ZipFile]::Open($newer.FullName, 'Update')
            foreach ($entry in @($archive.Entries | Where-Object FullName -Match '^[^/]+\.(nuspec|psd1)$')) {
                $reader = [IO.StreamReader]::new($entry.Open())
                $text = $reader.ReadToEnd() -replace "(<version>|ModuleVersion += ')$([regex]::Escape($version))", '${1}99.0.0'
                $reader.Dispose()
                $name = $entry.FullName
                $entry.Delete()
                $writer = [IO.StreamWriter]::new($archive.CreateEntry($name).Open())
                $writer.Write($text)
                $writer.Dispose()
            }
            $archive.Dispose()
        }
    }
}

AfterAll { Remove-Item $own -Recurse -Force }

Describe 'The README' {
    It '<Section>: <FirstLine>' -ForEach $blocks {
        if ($Section -ne $state.Section) { $state.Section, $state.Folder = $Section, $copy }
        if ($Text -like 'Update-PSResource*') { Add-NewerPackage StageTools }
        if ($Text -like 'dotnet tool update*') { Add-NewerPackage stagesql }
        switch ($Kind) {
            'sql' {
                $path = Join-Path $state.Folder ([regex]::Match($FirstLine, '^-- (\S+\.sql)').Groups[1].Value)
                $null = New-Item -ItemType Directory (Split-Path $path) -Force
                Set-Content $path $Text
            }
            'console' {
                $shown = @(Get-ShownCommand $Text)
                $shown.Count | Should -BeGreaterThan 0
                # A command may be shown to fail.
                $printed = Invoke-Block ($Text.StartsWith('PS>') ? 'powershell' : 'sh') $shown.Command -Failing
                for ($i = 0; $i -lt $shown.Count; $i++) { Get-Essence $printed[$i] | Should -BeExactly (Get-Essence $shown[$i].Shown) -Because $shown[$i].Command }
            }
            default { $null = Invoke-Block $Kind @($Text) }
        }

        # What the line was for.
        $installed = @(Get-ChildItem $person -Recurse -Force -Filter StageTools.psd1 | ForEach-Object { (Import-PowerShellDataFile $_.FullName).ModuleVersion })
        $client = Join-Path $person '.dotnet' 'tools' ($IsWindows ? 'stagesql.exe' : 'stagesql')
        switch -Wildcard ($Text) {
            "*`nInstall-PSResource*" { $installed | Should -Be (Import-PowerShellDataFile (Join-Path $copy 'StageTools.psd1')).ModuleVersion }
            '*-Database ./shop.db*' { Join-Path $copy 'try' 'shop.db' | Should -Exist }
            'Update-PSResource*' { $installed | Should -Contain '99.0.0' }
            'Uninstall-PSResource*' { $installed | Should -Not -Contain '99.0.0' }
            'dotnet tool install*' { $client | Should -Exist }
            'dotnet tool update*' { Get-ChildItem (Join-Path $person '.dotnet' 'tools' '.store' 'stagesql') | Should -BeLike '*99.0.0' }
            'dotnet tool uninstall*' { $client | Should -Not -Exist }
        }
    }
}

Describe 'A package' {
    BeforeAll {
        $made = Get-ChildItem (Join-Path $copy 'out' 'packages') | Where-Object Name -NotLike '*99.0.0*'
        # Files by the package's name: what is in it, with its size.
        $script:contents = @{}
        foreach ($file in $made) {
            $archive = [IO.Compression.ZipFile]::OpenRead($file.FullName)
            $contents[$file.Name] = @($archive.Entries | Select-Object FullName, Length)
            $archive.Dispose()
        }

        function Read-Entry([IO.FileInfo] $File, [string] $Pattern) {
            $archive = [IO.Compression.ZipFile]::OpenRead($File.FullName)
            try { [IO.StreamReader]::new(($archive.Entries | Where-Object FullName -Like $Pattern | Select-Object -First 1).Open()).ReadToEnd() } finally { $archive.Dispose() }
        }
    }

    It 'is made of the module, of its archive for each platform, and of the client for each' {
        $made.Name -replace '[.-]\d+\.\d+\.\d+(?=[.-])' | Sort-Object | Should -Be @(
            'stagesql.linux-arm64.nupkg', 'stagesql.linux-musl-arm64.nupkg', 'stagesql.linux-musl-x64.nupkg', 'stagesql.linux-x64.nupkg', 'stagesql.nupkg'
            'stagesql.osx-arm64.nupkg', 'stagesql.osx-x64.nupkg', 'stagesql.win-arm64.nupkg', 'stagesql.win-x64.nupkg'
            'StageTools-linux-arm64.zip', 'StageTools-linux-musl-arm64.zip', 'StageTools-linux-musl-x64.zip', 'StageTools-linux-x64.zip'
            'StageTools-osx-arm64.zip', 'StageTools-osx-x64.zip', 'StageTools-win-arm64.zip', 'StageTools-win-x64.zip', 'StageTools.nupkg' | Sort-Object)
    }

    It 'is no larger than a download may be' {
        foreach ($file in $made) {
            $most = switch -Regex ($file.Name) { '^StageTools\.\d' { 150 } '^stagesql\.osx' { 60 } default { 50 } }
            $file.Length / 1e6 | Should -BeLessOrEqual $most -Because $file.Name
        }
    }

    It 'carries DuckDB and SQLite for its platform, and for no other' {
        $wanted = @{
            'linux' = 'libduckdb.so', 'libe_sqlite3.so'; 'linux-musl' = @('libe_sqlite3.so'); 'osx' = 'libduckdb.dylib', 'libe_sqlite3.dylib'; 'win' = 'duckdb.dll', 'e_sqlite3.dll'
        }
        foreach ($file in $made | Where-Object Name -Match '-(linux|osx|win)-|\.(linux|osx|win)-') {
            $natives = $contents[$file.Name].FullName | ForEach-Object { [IO.Path]::GetFileName($_) } | Where-Object { $_ -match '^(lib)?(duckdb|e_sqlite3)\.(so|dylib|dll)$' }
            $natives | Sort-Object | Should -Be $wanted[[regex]::Match($file.Name, 'linux-musl|linux|osx|win').Value] -Because $file.Name
        }
    }

    It 'of the client has no client of MySQL or SQL Server, which are the module''s' {
        foreach ($file in $made | Where-Object Name -Match '^stagesql') {
            $contents[$file.Name].FullName | Where-Object { $_ -match 'MySqlConnector|SqlClient' } | Should -BeNullOrEmpty -Because $file.Name
        }
    }

    It 'has the licence of each file that it carries' {
        foreach ($file in $made | Where-Object Name -NotMatch '^stagesql\.\d') {
            $notices = Read-Entry $file '*THIRD-PARTY-NOTICES.txt'
            $told = [regex]::Matches($notices, '(?m)^Files: (.*?)\r?$') | ForEach-Object { $_.Groups[1].Value -split ', ' }
            $carried = $contents[$file.Name].FullName | ForEach-Object { [IO.Path]::GetFileName($_) } | Where-Object { $_ -match '\.(dll|so|dylib|exe)$' -and $_ -notmatch '^(StageTools|stagesql)' }
            $carried.Count | Should -BeGreaterThan 10
            $carried | Where-Object { $_ -notin $told } | Should -BeNullOrEmpty -Because $file.Name
            $notices | Should -Match 'Apache License\s+Version 2\.0'
            $notices | Should -Match 'DuckDB Foundation'
        }
    }

    It 'tells where it comes from and what is new' {
        $module = $made | Where-Object Name -Match '^StageTools\.\d'
        $told = ([xml](Read-Entry $module '*.nuspec')).package.metadata
        foreach ($what in 'projectUrl', 'releaseNotes', 'licenseUrl', 'tags', 'description') { $told.$what | Should -Not -BeNullOrEmpty -Because $what }
        foreach ($name in 'README.md', 'CHANGELOG.md', 'LICENSE') { $contents[$module.Name].FullName | Should -Contain $name }
        $manifest = Import-PowerShellDataFile (Join-Path $root 'StageTools.psd1')
        ([xml](Get-Content (Join-Path $root 'Directory.Build.props'))).SelectSingleNode('//Version').InnerText | Should -Be $manifest.ModuleVersion
        Get-Content (Join-Path $root 'CHANGELOG.md') | Should -Contain "## $($manifest.ModuleVersion)"
    }

    It 'was made without a change to the module that was built' {
        Get-ChildItem (Join-Path $copy 'out' 'StageTools' 'lib' 'runtimes') | Should -HaveCount 1
    }
}
