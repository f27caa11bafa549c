BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    function Show { $PSStyle.OutputRendering = 'PlainText'; ($input | Out-String -Width 160).Trim() }
}

Describe 'Views' {
    BeforeAll {
        Enter-TestHome
        $script:rendering = $PSStyle.OutputRendering
        $script:folder = New-FolderStage sales @{ 'small.csv' = 'abc'; 'd/e.csv' = 'x' }
        [IO.File]::WriteAllBytes("$folder/large.bin", [byte[]]::new(1536 * 1024))
        $script:moment = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Local)
        foreach ($path in "$folder/small.csv", "$folder/large.bin", "$folder/d") { (Get-Item $path).LastWriteTime = $moment }
        $null = New-Stage off -Disabled -Comment 'a comment'
    }
    AfterAll { $PSStyle.OutputRendering = $script:rendering; Exit-TestHome }

    It 'a drive shows sizes that people read' { Get-ChildItem Stage:/sales | Show | Should -Match '1\.5 MiB\s+large\.bin'; Get-ChildItem Stage:/sales | Show | Should -Match '3 B\s+small\.csv' }
    It 'a drive shows a folder with / and without a size' { Get-ChildItem Stage:/sales | Show | Should -Match '(?m)^2026-01-02 03:04:05\s+d/\s*$' }
    It 'a drive shows local times' { Get-ChildItem Stage:/sales/small.csv | Show | Should -Match '2026-01-02 03:04:05' }
    It 'a drive says once which folder it shows' { $text = Get-ChildItem Stage:/sales | Show; $text | Should -Match 'Folder: @sales'; [regex]::Matches($text, 'Folder:').Count | Should -Be 1 }
    It 'the drive Stage: shows stages as Get-Stage does' { Get-ChildItem Stage:/ | Show | Should -Match 'sales\s+External\s+file\s+enabled' }
    It 'stage files show time, size, stage and key' { Get-StageFile '@sales/large.bin' | Show | Should -Match '2026-01-02 03:04:05\s+1\.5 MiB\s+sales\s+large\.bin' }
    It 'stages show name, type, storage, state, URL and comment' { Get-Stage | Show | Should -Match 'off\s+Internal\s+file\s+disabled\s+a comment'; Get-Stage sales | Show | Should -Match ([regex]::Escape("file://$folder/")) }
    It 'a temporary stage says so' { $null = New-Stage brief -Temporary; Get-Stage brief | Show | Should -Match 'brief\s+Internal\s+file\s+temporary'; Remove-Stage brief -Force }
    It 'the list of a stage shows all its properties' { $text = Get-Stage off | Format-List | Show; foreach ($name in 'Name', 'Type', 'StorageType', 'Url', 'Endpoint', 'Enabled', 'Temporary', 'DirectoryTable', 'FileFormat', 'HasCredentials', 'Connection', 'Comment', 'Creator', 'Owner', 'CreatedOn') { $text | Should -Match "(?m)^$name\s*:" } }
    It 'the list of a stage without a connection shows no error' { $Error.Clear(); $null = Get-Stage off, '~' | Format-List | Out-String; $Error | Should -BeNullOrEmpty }
    It 'checks show a line each' { Test-Stage sales | Show | Should -Match 'sales\s+Write\s+True' }
    It 'copies show status, size and both ends' { Copy-StageFile '@sales/small.csv' '@sales/copy.csv' -PassThru | Show | Should -Match 'Copied\s+3 B\s+@sales/small\.csv\s+@sales/copy\.csv' }
    It 'exports show rows, sizes and files' { 1..10 | Export-StageData '@sales/numbers.csv' | Show | Should -Match '10\s+27 B\s+27 B\s+\{?@sales/numbers\.csv' }
    It 'exports of several files show how many and the first' { 1..10 | Export-StageData '@sales/parts.csv' -MaxFileSize 12 | Show | Should -Match '4 files: @sales/parts\.csv\s*$' }
    It 'exports do not list the details of files' { 1..10 | Export-StageData '@sales/plain.csv' | Format-List | Show | Should -Not -Match 'FileDetails' }
    It 'long names of files are whole at 80 columns' {
        $name = 'a' * 60 + '.csv'
        (1..10 | Export-StageData "@sales/$name" -DetailedOutput | Out-String -Width 80) -replace '\s' | Should -Match ([regex]::Escape("@sales/$name"))
        (Import-StageData "@sales/$name" -Into t -Database (Join-Path $folder 'loads.db') | Out-String -Width 80) -replace '\s' | Should -Match ([regex]::Escape("@sales/$name"))
    }
    It 'a directory table update shows how many files' { $null = New-Stage t $folder -DirectoryTable; $text = Update-StageDirectoryTable t | Show; $text | Should -Match '\bt\b'; $text | Should -Match '\d+' }
    It 'rows show like any objects' { Import-StageData '@sales/numbers.csv' | Select-Object -First 1 | Show | Should -Match '(?s)Value.*1' }
    It 'a stage is its stage path where a text is wanted, an item of a drive its path' { "$(Get-Stage sales)" | Should -Be '@sales'; "$(Get-StageFile '@sales/d')" | Should -Be '@sales/d/e.csv'; "$(Get-Item Stage:/sales/d/e.csv)" | Should -Be Stage:/sales/d/e.csv }
}

Describe 'Views in the culture <_>' -ForEach 'th-TH', 'ar-SA', 'fa-IR' {
    BeforeAll {
        Enter-TestHome
        $script:rendering = $PSStyle.OutputRendering
        $folder = New-FolderStage sales @{ 'a.csv' = 'abc' }
        (Get-Item "$folder/a.csv").LastWriteTime = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Local)
        $script:isOther = [datetime]::new(2026, 1, 2).ToString('yyyy', [cultureinfo]$_) -ne '2026'
        [cultureinfo]::CurrentCulture = $_
    }
    AfterAll { $PSStyle.OutputRendering = $script:rendering; Exit-TestHome }

    It 'have years of another calendar outside of them' { $isOther | Should -BeTrue }
    It 'show the years of files, of stages and of statements as everywhere' {
        $year = [cultureinfo]::InvariantCulture.Calendar.GetYear([datetime]::Now)
        foreach ($view in { Get-StageFile '@sales' }, { Get-ChildItem Stage:/sales }, { Invoke-StageSql 'LIST @sales' }) { & $view | Show | Should -Match '2026-01-02 03:04:05' }
        $null = New-Stage listed "$folder" -DirectoryTable
        foreach ($view in { Update-StageDirectoryTable listed }, { Get-Stage listed | Format-List }, { Invoke-StageSql 'SHOW STAGES' | Format-List }, { Invoke-StageSql 'DESC STAGE listed' | Format-List }) { & $view | Show | Should -Match "$year-\d\d-\d\d \d\d:\d\d:\d\d" }
    }
    It 'have no part in what is exported' {
        [pscustomobject]@{ at = [datetime]::new(2026, 1, 2, 3, 4, 5) } | Export-StageData '@sales/at.csv'
        [IO.File]::ReadAllText("$folder/at.csv") | Should -Match '2026-01-02'
        (Import-StageData '@sales/at.csv').at | Should -Be ([datetime]::new(2026, 1, 2, 3, 4, 5))
    }
}

Describe 'Progress' {
    BeforeAll { Enter-TestHome; $null = New-Stage s }
    AfterAll { Exit-TestHome }

    It 'of a long export comes a few times, and is completed' {
        $shell = Start-Shell "& { foreach (`$i in 1..5) { foreach (`$j in 1..1024) { `$j }; Start-Sleep -Milliseconds 450 } } | Export-StageData '@s/long.csv' -Force"
        $null = $shell.Shell.EndInvoke($shell.Running)
        $records = @($shell.Shell.Streams.Progress | Where-Object Activity -like 'Export*')
        $records.Count | Should -BeGreaterThan 1
        $records.Count | Should -BeLessThan 10
        $records[-1].RecordType | Should -Be Completed
        $records[0].StatusDescription | Should -Match '\d+ rows'
        $shell.Shell.Dispose()
    }

    It 'of <_> does not come' -ForEach "1..3000 | Export-StageData '@s/short.csv' -Force", "Import-StageData '@s/short.csv'", "Copy-StageFile '@s/short.csv' '@s/copy.csv' -Force", "Get-StageFile '@s'" {
        $null = 1..3000 | Export-StageData '@s/short.csv' -Force
        $shell = Start-Shell $_
        $null = $shell.Shell.EndInvoke($shell.Running)
        $shell.Shell.HadErrors | Should -BeFalse
        @($shell.Shell.Streams.Progress | Where-Object Activity -match 'Export|Copy|Import') | Should -BeNullOrEmpty
        $shell.Shell.Dispose()
    }
}
