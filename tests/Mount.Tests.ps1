BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Mount-Stage' {
    BeforeAll { Enter-TestHome; $null = New-FolderStage sales @{ '2026/q1.csv' = 'x'; 'two words/a.csv' = 'y'; '[x]/b.csv' = 'z' }; $null = New-Stage archive }
    AfterAll { Exit-TestHome }
    AfterEach { Get-PSDrive -PSProvider Stage | Where-Object Name -ne Stage | Remove-PSDrive -Scope Global -Force }

    It 'makes a drive of the stage''s name' { (Mount-Stage '@sales').Name | Should -Be sales; Get-Content sales:/2026/q1.csv | Should -Be x }
    It 'takes a name without @' { (Mount-Stage sales).Root | Should -Be '@sales' }
    It 'takes another name' { $null = Mount-Stage '@sales' other; Test-Path other:/2026 | Should -BeTrue }
    It 'takes a folder of a stage' { $null = Mount-Stage '@sales/2026' y26; (Get-ChildItem y26:/).Name | Should -Be q1.csv }
    It 'takes folders with blanks and brackets' { $null = Mount-Stage '@sales/two words' a; $null = Mount-Stage '@sales/[x]' b; (Get-ChildItem a:/).Name | Should -Be a.csv; (Get-ChildItem b:/).Name | Should -Be b.csv }
    It 'takes a path of a drive' { $null = Mount-Stage Stage:/sales/2026 d; (Get-ChildItem d:/).Name | Should -Be q1.csv }
    It 'takes a path of the current drive' { Push-Location Stage:/sales; try { $null = Mount-Stage ./2026 d } finally { Pop-Location }; (Get-ChildItem d:/).Name | Should -Be q1.csv }
    It 'makes Home: of the user stage' { (Mount-Stage '~').Name | Should -Be Home; Set-Content Home:/m.txt x; (Get-StageFile '@~').Name | Should -Be m.txt }
    It 'takes -Description' { (Mount-Stage sales -Description words).Description | Should -Be words }
    It 'takes stages from the pipeline' { (Get-Stage | Mount-Stage).Name | Should -Be archive, sales }
    It 'takes a folder of a drive from the pipeline' { (Get-Item Stage:/sales/2026 | Mount-Stage -Name piped).Root | Should -Be '@sales/2026' }
    It 'makes a drive for the whole session, not for a function alone' { function Mount-Inside { $null = Mount-Stage '@sales' inside }; Mount-Inside; Test-Path inside:/2026 | Should -BeTrue }
    It 'makes no drive with -WhatIf' { Mount-Stage sales -WhatIf; Get-PSDrive sales -ErrorAction Ignore | Should -BeNullOrEmpty }
    It 'makes two drives of one stage' { $null = Mount-Stage sales a; $null = Mount-Stage sales b; Set-Content a:/n.txt x; Get-Content b:/n.txt | Should -Be x }
    It 'leaves no drive for <_>' -ForEach '@nosuch', '@sales/nosuch', '@sales/2026/q1.csv' { $null = Mount-Stage $_ half -ErrorAction SilentlyContinue -ErrorVariable errors; $errors | Should -Not -BeNullOrEmpty; Get-PSDrive half -ErrorAction Ignore | Should -BeNullOrEmpty }
    It 'refuses a name that every path on it would be a wildcard by: <_>' -ForEach 'd[1]', 'd*', 'd?' {
        (Get-FirstError { Mount-Stage sales $_ }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError { New-PSDrive $_ Stage '@sales' }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-PSDrive -PSProvider Stage).Name | Should -Be Stage
    }
    It 'refuses a path that leaves the stage' { (Get-FirstError { Mount-Stage '@sales/../archive' bad }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }
    It 'refuses a name that a drive has, and says it without ending the pipeline' {
        $null = Mount-Stage sales
        $made = 'sales', 'archive' | ForEach-Object { [pscustomobject]@{ Path = "@$_" } } | Mount-Stage -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.Count | Should -BeGreaterThan 0
        $made.Name | Should -Be archive
    }
    It 'copies between drives, and between a drive and a folder' { $null = Mount-Stage sales; $null = Mount-Stage archive; Copy-Item sales:/2026/q1.csv archive:/; Copy-StageFile archive:/q1.csv "$TestDrive/"; Get-Content "$TestDrive/q1.csv" | Should -Be x }
}

Describe 'Dismount-Stage' {
    BeforeAll { Enter-TestHome; $null = New-FolderStage sales @{ 'a.csv' = 'x' } }
    AfterAll { Exit-TestHome }
    BeforeEach { $null = Mount-Stage sales d }
    AfterEach { Get-PSDrive d -ErrorAction Ignore | Remove-PSDrive -Force -Scope Global }

    It 'takes the drive away; the stage and its files stay' { Dismount-Stage d; Get-PSDrive d -ErrorAction Ignore | Should -BeNullOrEmpty; (Get-StageFile '@sales').Name | Should -Be a.csv }
    It 'takes a name with a colon, in any case' { Dismount-Stage D:; Get-PSDrive d -ErrorAction Ignore | Should -BeNullOrEmpty }
    It 'takes drives from the pipeline' { Get-PSDrive d | Dismount-Stage; Get-PSDrive d -ErrorAction Ignore | Should -BeNullOrEmpty }
    It 'takes nothing away with -WhatIf' { Dismount-Stage d -WhatIf; Get-PSDrive d | Should -Not -BeNullOrEmpty }
    It 'refuses a drive that is the current location' { Push-Location d:/; try { { Dismount-Stage d -ErrorAction Stop } | Should -Throw -ErrorId 'OptionInvalid,*' } finally { Pop-Location }; Get-PSDrive d | Should -Not -BeNullOrEmpty }
    It 'leaves the drive and takes it away with -Force' { Push-Location $TestDrive; Set-Location d:/; Dismount-Stage d -Force; "$PWD" | Should -Be (Get-Item $TestDrive).FullName; Pop-Location; Get-PSDrive d -ErrorAction Ignore | Should -BeNullOrEmpty }
    It 'misses a drive that is not there, or is not of a stage' { (Get-FirstError { Dismount-Stage nosuch }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*'; (Get-FirstError { Dismount-Stage Env }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*' }
}

Describe 'A drive over a bucket that cannot be reached' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $null = New-Stage wrong "s3://$Bucket/" -Endpoint $Server.S3_ENDPOINT -Credential (New-Credential $Server.S3_ACCESS_KEY 'wr0ng')
        $null = New-Stage nobody "s3://$Bucket-nobody/" -Endpoint $Server.S3_ENDPOINT -Credential $BucketCredential
        $null = New-Stage gone (New-TestFolder)
        Remove-Item ([uri](Get-Stage gone).Url).LocalPath
    }
    AfterAll { Exit-BucketHome }

    It 'is not made by Mount-Stage: <_>' -ForEach wrong, nobody, gone {
        $null = Mount-Stage $_ half -ErrorAction SilentlyContinue -ErrorVariable told
        $told.Count | Should -BeGreaterThan 0
        "$told" | Should -Not -Match 'wr0ng'
        Get-PSDrive half -ErrorAction Ignore | Should -BeNullOrEmpty
    }
    It 'is not made by New-PSDrive: <_>' -ForEach wrong, nobody, gone {
        $null = New-PSDrive half Stage "@$_" -Scope Global -ErrorAction SilentlyContinue -ErrorVariable told
        $told.Count | Should -BeGreaterThan 0
        Get-PSDrive half -ErrorAction Ignore | Should -BeNullOrEmpty
    }
    It 'says why' { (Get-FirstError { Mount-Stage wrong half }).FullyQualifiedErrorId | Should -BeLike 'CredentialRequired,*'; (Get-FirstError { Mount-Stage nobody half }).Exception.Message | Should -Match 'There is no bucket' }
}
