BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'New-Stage' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'makes an internal stage without a URL' {
        $stage = New-Stage internal1
        $stage.Type | Should -Be Internal
        $stage.StorageType | Should -Be file
        $stage.Url | Should -BeNullOrEmpty
    }

    It 'makes an external stage of a folder' {
        $folder = New-TestFolder
        $stage = New-Stage external1 $folder
        $stage.Type | Should -Be External
        $stage.Url | Should -Be "file://$folder/"
    }

    It 'takes <_> as a URL' -ForEach 'file://{0}/', 'fs://{0}/', '{0}', '{0}/' {
        $folder = New-TestFolder
        (New-Stage "url$([guid]::NewGuid().ToString('N'))" ($_ -f $folder)).Url | Should -Be "file://$folder/"
    }

    It 'reads a relative folder from the current one' {
        $folder = New-TestFolder
        Push-Location $folder
        try { (New-Stage relative1 './sub' -WarningAction Ignore).Url | Should -Be "file://$folder/sub/" } finally { Pop-Location }
    }

    It 'warns when the folder is not there yet' {
        $null = New-Stage absent1 (Join-Path (New-TestFolder) absent) -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -BeLike '*not there yet*'
    }

    It 'is enabled unless -Disabled' {
        (New-Stage enabled1).Enabled | Should -BeTrue
        (New-Stage disabled1 -Disabled).Enabled | Should -BeFalse
    }

    It 'keeps <Property>' -ForEach @(
        @{ Property = 'Comment'; Given = @{ Comment = 'for tests' }; Expected = 'for tests' }
        @{ Property = 'Temporary'; Given = @{ Temporary = $true }; Expected = $true }
        @{ Property = 'DirectoryTable'; Given = @{ DirectoryTable = $true }; Expected = $true }
        @{ Property = 'FileFormat'; Given = @{ FileFormat = 'csv' }; Expected = 'CSV' }
        @{ Property = 'Endpoint'; Given = @{ Url = 's3://bucket/p/'; Endpoint = 'http://localhost:9000' }; Expected = 'http://localhost:9000' }
        @{ Property = 'HasCredentials'; Given = @{ Url = 's3://bucket/p/'; Connection = @{ AWS_KEY_ID = 'abcdefgh'; aws_secret_key = 'ijklmnop' } }; Expected = $true }
    ) {
        $name = "keeps$Property"
        $null = New-Stage $name @Given -WarningAction Ignore
        (Get-Stage $name).$Property | Should -Be $Expected
    }

    It 'takes a file format as a hashtable of options' {
        (New-Stage format1 -FileFormat @{ type = 'CSV'; field_delimiter = ';' }).FileFormat.Delimiter | Should -Be ';'
    }

    It 'takes a file format that another stage has' {
        $first = New-Stage format2 -FileFormat @{ type = 'TSV'; header = $false }
        (New-Stage format3 -FileFormat $first.FileFormat).FileFormat | Should -Be $first.FileFormat
    }

    It 'refuses a file format option that does not exist' {
        { New-Stage format4 -FileFormat @{ colour = 'red' } } | Should -Throw "*no option 'colour'*"
    }

    It 'refuses the name <_>' -ForEach '1abc', 'a b', 'a/b', 'a.b', '-a', ('x' * 65), '..', "a`u{0}b" {
        (Get-FirstError { New-Stage $_ }).FullyQualifiedErrorId | Should -BeLike 'StageNameInvalid,*'
    }

    It 'takes the name <_>' -ForEach '_a', 'a$b', 'a-b', ('y' * 64), 'Größe', '@with_at' {
        (New-Stage $_).Name | Should -BeExactly $_.TrimStart('@')
    }

    It 'refuses a second stage of a name, whatever its case' {
        $null = New-Stage Twice
        (Get-FirstError { New-Stage tWICE }).FullyQualifiedErrorId | Should -BeLike 'StageAlreadyExists,*'
    }

    It 'returns the older stage with -IfNotExists' {
        $null = New-Stage keep1 -Comment old
        (New-Stage keep1 -Comment new -IfNotExists).Comment | Should -Be old
    }

    It 'replaces the older stage and its files with -Force' {
        $null = New-Stage replace1 -Comment old
        Set-Content Stage:/replace1/a.txt x
        (New-Stage replace1 -Comment new -Force).Comment | Should -Be new
        Get-StageFile '@replace1' | Should -BeNullOrEmpty
    }

    It 'takes never both -IfNotExists and -Force' {
        { New-Stage both1 -IfNotExists -Force } | Should -Throw '*Parameter set cannot be resolved*'
    }

    It 'makes nothing with -WhatIf' {
        New-Stage whatif1 -WhatIf | Should -BeNullOrEmpty
        Get-Stage whatif* | Should -BeNullOrEmpty
    }

    It 'refuses <Url>' -ForEach @(
        @{ Url = 'stage://other/'; Id = 'StageUrlInvalid' }
        @{ Url = '@other/x'; Id = 'StageUrlInvalid' }
        @{ Url = 'azblob://c/x'; Id = 'StorageNotServed' }
        @{ Url = 's3://'; Id = 'StageUrlInvalid' }
        @{ Url = 's3://Bucket/'; Id = 'StageUrlInvalid' }
        @{ Url = 's3://bucket/../other/'; Id = 'PathOutsideStage' }
    ) {
        (Get-FirstError { New-Stage refused1 $Url }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'binds name, URL and comment from the pipeline' {
        $folder = New-TestFolder
        $made = [pscustomobject]@{ Name = 'piped1'; Url = $folder; Comment = 'c1' }, [pscustomobject]@{ Name = 'piped2'; Url = $folder; Comment = 'c2' } | New-Stage
        $made.Name | Should -Be piped1, piped2
        $made.Comment | Should -Be c1, c2
    }

    It 'goes on after one bad item in the pipeline' {
        $made = 'good1', '1bad', 'good2' | ForEach-Object { [pscustomobject]@{ Name = $_ } } | New-Stage -ErrorAction SilentlyContinue -ErrorVariable errors
        $made.Name | Should -Be good1, good2
        $errors.Count | Should -Be 1
    }
}

Describe 'Get-Stage' {
    BeforeAll {
        Enter-TestHome
        $null = 'Sales', 'sandbox', 'archive' | ForEach-Object { New-Stage $_ }
    }
    AfterAll { Exit-TestHome }

    It 'lists all created stages, and the user stage not' { (Get-Stage).Name | Should -Be archive, Sales, sandbox }
    It 'describes the user stage by name' { (Get-Stage '~').Type | Should -Be User }
    It 'finds by wildcard, without case' { (Get-Stage 'SA*').Name | Should -Be Sales, sandbox }
    It 'finds no user stage by wildcard' { (Get-Stage '*').Name | Should -Not -Contain '~' }
    It 'takes a name with or without @' { (Get-Stage '@sales', 'sales').Name | Should -Be Sales, Sales }
    It 'shows the name as created, whatever case is asked' { (Get-Stage SALES).Name | Should -BeExactly Sales }
    It 'says nothing about a wildcard that finds nothing' { Get-Stage 'x*' -ErrorAction Stop | Should -BeNullOrEmpty }
    It 'takes names from the pipeline, plain or as a property' {
        ('sales', 'archive' | Get-Stage).Name | Should -Be Sales, archive
        ([pscustomobject]@{ Name = 'archive' } | Get-Stage).Name | Should -Be archive
        (Get-Stage sales | Get-Stage).Name | Should -Be Sales
    }

    It 'names what was asked for when there is no such stage' {
        $found = Get-FirstError { Get-Stage nosuch }
        $found.FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*'
        $found.TargetObject | Should -Be nosuch
    }

    It 'has the properties that DESIGN.md promises' {
        (Get-Stage sales).PSObject.Properties.Name | Should -Contain @('Name', 'Type', 'StorageType', 'Url', 'Endpoint', 'Enabled', 'Temporary', 'DirectoryTable', 'FileFormat', 'HasCredentials', 'Comment', 'Creator', 'Owner', 'CreatedOn')[$_]
    } -ForEach (0..13)
}

Describe 'Set-Stage' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'changes the URL of an external stage' {
        $null = New-FolderStage url1
        $other = New-TestFolder
        Set-Stage url1 -Url $other
        (Get-Stage url1).Url | Should -Be "file://$other/"
    }

    It 'refuses a URL for an internal stage' {
        $null = New-Stage url2
        (Get-FirstError { Set-Stage url2 -Url (New-TestFolder) }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }

    It 'takes a URL by name only, so that a stray word changes no place' { $null = New-FolderStage url3; { Set-Stage url3 other } | Should -Throw '*positional*' }

    It 'changes the comment, and removes it with the empty text' {
        $null = New-Stage comment1 -Comment old
        (Set-Stage comment1 -Comment new -PassThru).Comment | Should -Be new
        (Set-Stage comment1 -Comment '' -PassThru).Comment | Should -BeNullOrEmpty
    }

    It 'disables and enables' {
        $null = New-Stage enabled1
        (Set-Stage enabled1 -Enabled:$false -PassThru).Enabled | Should -BeFalse
        (Set-Stage enabled1 -Enabled -PassThru).Enabled | Should -BeTrue
    }

    It 'changes the file format, and removes it with an empty hashtable' {
        $null = New-Stage format1
        "$((Set-Stage format1 -FileFormat ndjson -PassThru).FileFormat)" | Should -Be NDJSON
        (Set-Stage format1 -FileFormat @{} -PassThru).FileFormat | Should -BeNullOrEmpty
    }

    It 'gives and takes a directory table' {
        $null = New-Stage table1
        (Set-Stage table1 -DirectoryTable -PassThru).DirectoryTable | Should -BeTrue
        (Set-Stage table1 -DirectoryTable:$false -PassThru).DirectoryTable | Should -BeFalse
    }

    It 'returns nothing without -PassThru' {
        $null = New-Stage quiet1
        Set-Stage quiet1 -Comment x | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        $null = New-Stage whatif1 -Comment old
        Set-Stage whatif1 -Comment new -WhatIf
        (Get-Stage whatif1).Comment | Should -Be old
    }

    It 'changes all stages of the pipeline' {
        $null = New-Stage piped1; $null = New-Stage piped2
        Get-Stage piped* | Set-Stage -Comment all
        (Get-Stage piped*).Comment | Should -Be all, all
    }

    It 'refuses the user stage' { (Get-FirstError { Set-Stage '~' -Comment x }).FullyQualifiedErrorId | Should -BeLike 'UserStageFixed,*' }
    It 'misses a stage that is not there' { (Get-FirstError { Set-Stage nosuch -Comment x }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*' }
}
