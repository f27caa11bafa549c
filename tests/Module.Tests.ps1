BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'The module' {
    BeforeAll { Enter-TestHome; $script:manifest = Import-PowerShellDataFile $ModulePath; $script:home1 = $env:STAGETOOLS_HOME }
    AfterAll { Exit-TestHome }

    It 'has a valid manifest' { (Test-ModuleManifest $ModulePath).Name | Should -Be StageTools }
    It 'exports what its manifest names, and nothing else' { (Get-Command -Module StageTools).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object); (Get-Module StageTools).ExportedFunctions.Count + (Get-Module StageTools).ExportedAliases.Count + (Get-Module StageTools).ExportedVariables.Count | Should -Be 0 }
    It 'names all in its manifest, without wildcards' { foreach ($key in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') { $manifest[$key] -match '\*' | Should -BeNullOrEmpty } }
    It 'uses approved verbs and singular nouns' { foreach ($command in Get-Command -Module StageTools) { (Get-Verb $command.Verb) | Should -Not -BeNullOrEmpty; $command.Noun | Should -Not -Match '[^s]s$' } }
    It 'imports without a warning' { (Invoke-Child "`$w = Import-Module '$ModulePath' -PassThru 3>&1; @(`$w).Count" -NoModule).Output | Should -Be 1 }

    It 'gives every cmdlet that changes something -WhatIf and -Confirm' {
        foreach ($command in Get-Command -Module StageTools | Where-Object Verb -NotIn Get, Import, ConvertTo) { $command.Parameters.Keys | Should -Contain WhatIf -Because $command.Name; $command.Parameters.Keys | Should -Contain Confirm -Because $command.Name }
    }
    It 'gives every -Path that takes wildcards a -LiteralPath with the alias PSPath' {
        foreach ($command in Get-Command -Module StageTools | Where-Object { $_.Parameters.Path.Attributes -match 'SupportsWildcards' -or $_.Parameters['LiteralPath'] }) {
            $command.Parameters['LiteralPath'].Aliases | Should -Contain PSPath -Because $command.Name
        }
    }
    It 'gives every cmdlet an output type' { foreach ($command in Get-Command -Module StageTools | Where-Object Name -NotIn Remove-Stage, Dismount-Stage, Remove-StageConnection, Remove-StageFileFormat, Grant-StageAccess, Revoke-StageAccess) { $command.OutputType.Count | Should -BeGreaterThan 0 -Because $command.Name } }
    It 'has help with a synopsis and three examples or more: <_>' -ForEach @((Import-PowerShellDataFile "$PSScriptRoot/../out/StageTools/StageTools.psd1").CmdletsToExport) {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -Match "^\s*$_"
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
    }
    It 'describes every parameter: <_>' -ForEach @((Import-PowerShellDataFile "$PSScriptRoot/../out/StageTools/StageTools.psd1").CmdletsToExport) {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + 'WhatIf', 'Confirm'
        $described = @((Get-Help $_ -Full).parameters.parameter | Where-Object { $_.description.Text } | ForEach-Object name)
        foreach ($name in (Get-Command $_).Parameters.Keys | Where-Object { $_ -notin $common }) { $described | Should -Contain $name }
    }
    It 'has the topic <_>' -ForEach 'about_Stages', 'about_StageDrives', 'about_StageData', 'about_StageScale', 'about_StageSql', 'about_StageTeam' { [IO.File]::Exists([IO.Path]::Combine([IO.Path]::GetDirectoryName($ModulePath), 'en-US', "$_.help.txt")) | Should -BeTrue }
}

Describe 'Importing' {
    BeforeAll { Enter-TestHome; $null = New-Stage sales; Set-Content Stage:/sales/a.txt hello }
    AfterAll { Exit-TestHome }

    It 'touches no catalog: its folder is not made' {
        $before = $env:STAGETOOLS_HOME
        $env:STAGETOOLS_HOME = Join-Path (New-TestFolder) never
        try { (Invoke-Child '(Get-PSDrive Stage).Name').Output | Should -Be Stage; $env:STAGETOOLS_HOME | Should -Not -Exist } finally { $env:STAGETOOLS_HOME = $before }
    }
    It 'loads neither the engine nor a package' {
        (Invoke-Child '[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match "StageTools.Core|Sqlite|SQLitePCL|IO.Hashing" -join ","').Output | Should -BeNullOrEmpty
    }
    It 'loads the engine and its packages as they were compiled for this platform' {
        $loaded = (Invoke-Child '$null = Get-Stage; [Runtime.Loader.AssemblyLoadContext]::All.Where{ $_.Name -eq "StageTools" }.Assemblies.Location').Output -split '\r?\n'
        $loaded.Count | Should -BeGreaterThan 1
        $loaded | ForEach-Object { Split-Path (Split-Path $_) | Should -Be (Join-Path (Split-Path $ModulePath) lib runtimes) }
    }
    It 'by another name of the home reads another catalog, in one session' {
        $before = $env:STAGETOOLS_HOME
        $env:STAGETOOLS_HOME = Join-Path (New-TestFolder) other
        try { Get-Stage | Should -BeNullOrEmpty } finally { $env:STAGETOOLS_HOME = $before }
        (Get-Stage).Name | Should -Be sales
    }
    It 'again with -Force leaves Stage: and the cmdlets working' {
        $child = Invoke-Child "`$ErrorActionPreference = 'Stop'; Set-Location Stage:/sales; Import-Module '$ModulePath' -Force; (Get-ChildItem).Name; Get-Content ./a.txt; (Get-StageFile a.txt).Path; (Get-Stage).Name; Mount-Stage sales | Out-Null; Get-Content sales:/a.txt"
        $child.Output -split '\r?\n' | Where-Object { $_ } | Should -Be a.txt, hello, '@sales/a.txt', sales, hello
    }
    It 'again with -Force leaves mounted drives where they were' {
        $child = Invoke-Child "`$ErrorActionPreference = 'Stop'; Mount-Stage sales | Out-Null; Set-Location sales:/; Import-Module '$ModulePath' -Force; (Get-PSDrive sales).Root; Get-Content sales:/a.txt; Get-Content ./a.txt; (Get-StageFile a.txt).Path"
        $child.Output -split '\r?\n' | Where-Object { $_ } | Should -Be '@sales', hello, hello, '@sales/a.txt'
    }
    It 'after Remove-Module works as the first time' {
        $child = Invoke-Child "`$ErrorActionPreference = 'Stop'; Get-Content Stage:/sales/a.txt; Remove-Module StageTools; `"drives: `$(@(Get-PSDrive | Where-Object Provider -like '*Stage*').Count)`"; Import-Module '$ModulePath'; Get-Content Stage:/sales/a.txt; (Get-Stage).Name"
        $child.Output -split '\r?\n' | Should -Be hello, 'drives: 0', hello, sales
    }
    It 'works in two runspaces of a process at once' {
        $shells = 1..4 | ForEach-Object { Start-Shell "foreach (`$i in 1..20) { Set-Content Stage:/sales/r$_.txt `$i; New-Stage n$_`_`$i | Out-Null }; (Get-Content Stage:/sales/r$_.txt)" }
        foreach ($shell in $shells) { $shell.Shell.EndInvoke($shell.Running) | Should -Be 20; $shell.Shell.HadErrors | Should -BeFalse; $shell.Shell.Dispose() }
        (Get-Stage n*).Count | Should -Be 80
    }
    It 'works in thread jobs and ForEach-Object -Parallel' { 1..8 | ForEach-Object -Parallel { Import-Module $using:ModulePath; (Get-StageFile '@sales/a.txt').Size } | Should -Be (@((Get-StageFile '@sales/a.txt').Size) * 8) }
    It 'works under another culture' { (Invoke-Child "[cultureinfo]::CurrentCulture = 'de-DE'; [pscustomobject]@{ A = 1.5 } | Export-StageData '@sales/culture.csv' -Force | Out-Null; Get-Content Stage:/sales/culture.csv; (Import-StageData '@sales/culture.csv').A.GetType().Name").Output -split '\r?\n' | Should -Be A, 1.5, Double }
}

Describe 'Beside the same version of its packages' {
    # What a package's code was compiled to ahead of time may be found by its name, in whichever load context it lies. No server is needed for that.
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'leaves the session its own Npgsql, whichever opens a connection first (<First>)' -TestCases @{ First = 'module' }, @{ First = 'session' } {
        $lib = Join-Path (Split-Path $ModulePath) lib
        $steps = [ordered]@{
            module = "try { Export-StageData ./a.csv -Connection 'Host=127.0.0.1;Port=1;Username=a;Password=b' -Query 'SELECT 1' } catch { `$_.Exception.Message };"
            session = "try { [Npgsql.NpgsqlConnection]::new('Host=127.0.0.1;Port=1;Username=a;Password=b').Open() } catch { `$_.Exception.InnerException.Message };"
        }
        $order = $First, ($steps.Keys -ne $First), $First | ForEach-Object { $_ }
        $child = Invoke-Child "'Microsoft.Extensions.Logging.Abstractions', 'Npgsql' | ForEach-Object { [void][Reflection.Assembly]::LoadFrom(`"$lib/`$_.dll`") }; $($order.ForEach{ $steps[$_] })"
        $told = $child.Output -split '\r?\n'
        $told | Should -HaveCount 3
        foreach ($line in $told) { $line | Should -Match '127\.0\.0\.1' -Because $child.Output }
    }
}

Describe 'Beside another version of its packages' {
    BeforeAll {
        Enter-TestHome
        # The generation before of the catalog's package, and an older one of PostgreSQL's, restored as any project would.
        $script:older = New-TestFolder
        New-TestFile $older @{
            'Older.csproj' = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit><CopyLocalLockFileAssemblies>true</CopyLocalLockFileAssemblies></PropertyGroup><ItemGroup><PackageReference Include="System.Data.SQLite.Core" Version="1.0.119" /><PackageReference Include="Npgsql" Version="8.0.3" /></ItemGroup></Project>'
            'Directory.Packages.props' = '<Project />'; 'Directory.Build.props' = '<Project />'; 'Directory.Build.targets' = '<Project />'
        }
        $built = Invoke-Program -Command dotnet, build, $older, '-c', 'Release', '-o', "$older/out", '-nologo', '-v', 'quiet'
        if ($built.ExitCode) { throw "The older packages cannot be had: $($built.Output)" }
        $script:load = "'System.Data.SQLite', 'Npgsql' | ForEach-Object { [void][Reflection.Assembly]::LoadFrom(`"$older/out/`$_.dll`") };"
        $script:versions = "[System.Data.SQLite.SQLiteConnection].Assembly.GetName().Version.ToString(3); [Npgsql.NpgsqlConnection].Assembly.GetName().Version.ToString(3)"
        $script:use = "New-Stage beside | Out-Null; Set-Content Stage:/beside/a.txt fine; Get-Content Stage:/beside/a.txt; Remove-Stage beside -Force;"
    }
    AfterAll { Exit-TestHome }

    It 'works when the session loaded that version first, which keeps working too' {
        $child = Invoke-Child -NoModule "`$ErrorActionPreference = 'Stop'; $load
            Get-ChildItem '$older/out/runtimes' -Recurse -File | Where-Object FullName -Like `"*`$(`$IsWindows ? 'win' : `$IsMacOS ? 'osx' : 'linux')-x64*`" | Where-Object { [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -eq 'X64' } | ForEach-Object { [void][Runtime.InteropServices.NativeLibrary]::Load(`$_.FullName) }
            Import-Module '$ModulePath'; $use $versions
            ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'System.Data.SQLite' }).Count"
        $child.Output -split '\r?\n' | Should -Be fine, '1.0.119', '8.0.3', 2
    }
    It 'shows none of its packages to the session' {
        (Invoke-Child "$use [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -match 'Sqlite|SQLitePCL|Npgsql|DuckDb' -join ','").Output | Should -Be fine
    }
    It 'leaves the session able to load that version afterwards' {
        (Invoke-Child "$use $load $versions").Output -split '\r?\n' | Should -Be fine, '1.0.119', '8.0.3'
    }
}

Describe 'build.ps1' {
    It 'takes tasks as PowerShell and as other shells give them: <_>' -ForEach @(@('Docs', 'Wrong'), @('Docs,', 'Wrong'), @('Docs,Wrong'), @('-Task', 'Docs,Wrong')) {
        $ended = Invoke-Program -Command ((Get-PowerShellCommand) + '-NoProfile', '-File', "$PSScriptRoot/../build.ps1" + $_)
        $ended.Error | Should -Match "There is no task 'Wrong'"
    }
}
