# Every parameter that takes a path, with one that is relative to a place whose name looks like a wildcard: beside each lies the folder that the wildcard would find.

BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $noServer = -not (Get-BucketServer)
    $others = @{ 'd[1]' = 'd1'; 'd*' = 'dx'; 'd?' = 'dx'; 'd`x' = 'dx' }

    # What each of them does with a path; the answer is that of the folder meant. Of places: S is a stage, F the file system.
    $script:uses = @(
        @{ Use = 'Get-StageFile.Path'; In = 'S'; Run = { param($at) (Get-StageFile "${at}a.csv").Path; (Get-StageFile "${at}[a]*.csv").Path }; Answer = { "@t/$name/a.csv", "@t/$name/a.csv" } }
        @{ Use = 'Get-StageFile.LiteralPath'; In = 'S'; Run = { param($at) (Get-StageFile -LiteralPath "${at}a.csv").Path }; Answer = { "@t/$name/a.csv" } }
        @{ Use = 'Remove-StageFile.Path'; In = 'S'; Run = { param($at) (Remove-StageFile "${at}a.csv" -PassThru).Path; (Remove-StageFile "${at}?.sql" -PassThru).Path }; Answer = { "@t/$name/a.csv", "@t/$name/q.sql" } }
        @{ Use = 'Remove-StageFile.LiteralPath'; In = 'S'; Run = { param($at) (Remove-StageFile -LiteralPath "${at}a.csv" -PassThru).Path }; Answer = { "@t/$name/a.csv" } }
        @{ Use = 'Copy-StageFile.Path'; In = 'SF'; Run = { param($at) Copy-StageFile "${at}a.csv" '@out/x.csv'; Copy-StageFile "${at}[a]*.csv", "${at}sub/../q.s?l" '@out/'; Get-Content Stage:/out/x.csv, Stage:/out/a.csv, Stage:/out/q.sql }; Answer = { 'id', 'right', 'id', 'right', 'SELECT ''right'' AS id' } }
        @{ Use = 'Copy-StageFile.LiteralPath'; In = 'SF'; Run = { param($at) Copy-StageFile -LiteralPath "${at}a.csv" '@out/x.csv'; Get-Content Stage:/out/x.csv }; Answer = { 'id', 'right' } }
        @{ Use = 'Copy-StageFile.Destination'; In = 'SF'; Run = { param($at) Set-Content Stage:/out/s.csv new; Copy-StageFile '@out/s.csv' "${at}new.csv"; Get-Made new.csv }; Answer = { 'new' } }
        @{ Use = 'Import-StageData.Path'; In = 'SF'; Run = { param($at) (Import-StageData "${at}a.csv").id; (Import-StageData "${at}*.csv").id }; Answer = { 'right', 'right' } }
        @{ Use = 'Import-StageData.LiteralPath'; In = 'SF'; Run = { param($at) (Import-StageData -LiteralPath "${at}a.csv").id }; Answer = { 'right' } }
        @{ Use = 'Import-StageData.Purge'; In = 'SF'; Run = { param($at) (Import-StageData "${at}*.csv" -Into x -Database "$root/base.db" -Purge).Status; Test-Path -LiteralPath "$root/$name/a.csv" }; Answer = { 'Loaded', $false } }
        @{ Use = 'Import-StageData.Database'; In = 'F'; Run = { param($at) $null = Import-StageData "${at}a.csv" -Into x -Database "${at}made.db"; Test-Path -LiteralPath "$root/$name/made.db" }; Answer = { $true } }
        @{ Use = 'Export-StageData.Path'; In = 'S'; Run = { param($at) $null = [pscustomobject]@{ id = 'new' } | Export-StageData "${at}new.csv"; Get-Made new.csv }; Answer = { 'id', 'new' } }
        @{ Use = 'Export-StageData.Database'; In = 'F'; Run = { param($at) (Export-StageData '@out/b.csv' -Database "${at}base.db" -Query 'SELECT id FROM x').RowsUnloaded }; Answer = { 1 } }
        @{ Use = 'Mount-Stage.Path'; In = 'S'; Run = { param($at) (Mount-Stage "${at}sub" -Name nn).Root }; Answer = { "@t/$name/sub" } }
        @{ Use = 'Invoke-StageSql.File'; In = 'SF'; Run = { param($at) (Invoke-StageSql -File "${at}q.sql").id }; Answer = { 'right' } }
        @{ Use = 'Invoke-StageSql.Database'; In = 'F'; Run = { param($at) $null = Invoke-StageSql 'CREATE TABLE made (a INT)' -Database "${at}made.db"; Test-Path -LiteralPath "$root/$name/made.db" }; Answer = { $true } }
        @{ Use = 'Invoke-StageSql.AllowPath'; In = 'F'; Run = { param($at) (Invoke-StageSql "SELECT * FROM read_csv('$($root -replace '\\', '/')/$($name -replace '[[*?]', '[$0]')/a.csv')" -AllowPath "${at}.").id }; Answer = { 'right' } }
        @{ Use = 'Invoke-StageSql.PUT'; In = 'F'; Run = { param($at) $null = Invoke-StageSql "PUT '${at}[a]*.csv' @out"; Get-Content Stage:/out/a.csv }; Answer = { 'id', 'right' } }
        @{ Use = 'Backup-StageCatalog.Path'; In = 'F'; Run = { param($at) $null = Backup-StageCatalog "${at}made.backup"; Test-Path -LiteralPath "$root/$name/made.backup" }; Answer = { $true } }
        @{ Use = 'Restore-StageCatalog.Path'; In = 'F'; Run = { param($at) $null = Backup-StageCatalog "$root/$name/made.backup"; $null = Restore-StageCatalog "${at}made.backup" -Force; (Get-Stage t).Name }; Answer = { 't' } }
    )
    $places = @(
        @{ Place = 'a location on a stage drive'; Kind = 'S'; Names = 'd[1]', 'd*', 'd?', 'd`x'; Enter = { Set-Location -LiteralPath "Stage:/t/$name" }; At = './' }
        @{ Place = 'a drive over a folder'; Kind = 'S'; Names = 'd[1]', 'd*'; Enter = { $null = Mount-Stage "@t/$name" -Name mm }; At = 'mm:/' }
        @{ Place = 'a location on such a drive'; Kind = 'S'; Names = @('d[1]'); Enter = { $null = Mount-Stage "@t/$name" -Name mm; Set-Location -LiteralPath mm:/sub }; At = '../' }
        @{ Place = 'a folder'; Kind = 'F'; Names = 'd[1]', 'd`x'; Enter = { Set-Location -LiteralPath "$root/$name" }; At = '' }
        # PowerShell itself makes no such drive of d[1], and goes to no d? of the file system.
        @{ Place = 'a drive of the file system'; Kind = 'F'; Names = @('d*'); Enter = { $null = New-PSDrive ff FileSystem "$root/$name" -Scope Global }; At = 'ff:/' }
    )
    $cases = foreach ($use in $uses) {
        foreach ($place in $places | Where-Object { $use.In.Contains($_.Kind) -and ($use.Use -ne 'Invoke-StageSql.PUT' -or $_.At -eq '') }) {
            foreach ($name in $place.Names | Where-Object { -not $IsWindows -or $_ -eq 'd[1]' }) { $use + $place + @{ Name = $name; Other = $others[$name] } }
        }
    }
}
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A relative path below a name that looks like a wildcard' {
    BeforeAll {
        $script:bases = New-TestFolder
        Enter-TestHome
        foreach ($id in 'right', 'wrong') { $null = [pscustomobject]@{ id = $id } | Export-StageData "$bases/$id.csv"; $null = Import-StageData "$bases/$id.csv" -Into x -Database "$bases/$id.db" }
        Exit-TestHome
        function Get-Made([string] $File) { [IO.File]::ReadAllLines([IO.Path]::Combine($root, $name, $File)) }

        function Get-FolderState([string] $Folder) {
            foreach ($file in [IO.Directory]::EnumerateFiles($Folder, '*', 'AllDirectories') | Sort-Object) { "$file $((Get-FileHash -LiteralPath $file).Hash)" }
        }
    }
    BeforeEach {
        Enter-TestHome
        $script:root, $script:name = (New-TestFolder), $Name
        foreach ($folder in @{ At = $Name; Id = 'right' }, @{ At = $Other; Id = 'wrong' }) {
            New-TestFile $root @{ "$($folder.At)/a.csv" = "id`n$($folder.Id)`n"; "$($folder.At)/sub/b.txt" = 'b'; "$($folder.At)/q.sql" = "SELECT '$($folder.Id)' AS id" }
            [IO.File]::Copy("$bases/$($folder.Id).db", "$root/$($folder.At)/base.db")
        }
        $null = New-Stage t $root
        $null = New-Stage out (New-TestFolder)
        $script:untouched = Get-FolderState "$root/$Other"
        & $Enter
    }
    AfterEach { Exit-TestHome; Remove-PSDrive ff -Force -Scope Global -ErrorAction Ignore }

    It 'is that place''s: <Use> from <Place> called <Name>' -ForEach $cases {
        & $Run $At | Should -Be (& $Answer)
        Get-FolderState "$root/$Other" | Should -Be $untouched
    }
}

Describe 'A relative path of a bucket below a name that looks like a wildcard' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $null = New-BucketStage t @{ 'd[1]/a.txt' = 'right'; 'd1/a.txt' = 'wrong'; 'd1/b.txt' = 'wrong' } }
    AfterAll { Exit-BucketHome }

    It 'is that place''s: Get-StageFileUrl.<Parameter> with <Path>' -ForEach @{ Parameter = 'Path'; Path = './a.txt' }, @{ Parameter = 'Path'; Path = '*.txt' }, @{ Parameter = 'LiteralPath'; Path = 'a.txt' } {
        Push-Location -LiteralPath 'Stage:/t/d[1]'
        try { $with = @{ $Parameter = $Path }; Read-Url (Get-StageFileUrl @with).Url | Should -Be right } finally { Pop-Location }
    }
}

Describe 'The parameters that take paths' {
    It 'are all among these' -ForEach @{ Known = $uses.Use } {
        # A bucket's are above, and a catalog's place is no path.
        foreach ($command in Get-Command -Module StageTools | Where-Object Name -NotIn Get-StageFileUrl, Copy-StageCatalog) {
            foreach ($parameter in $command.Parameters.Keys | Where-Object { $_ -in 'Path', 'LiteralPath', 'Destination', 'File', 'Database', 'AllowPath' }) {
                "$command.$parameter" | Should -BeIn $Known
            }
        }
    }
}
