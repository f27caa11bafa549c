# Connections and file formats by name, as a user of the module has them.

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $script:Secret = 'wJalrXUtnFEMI-K7MDENG'
    $script:Keys = New-Credential AKIAEXAMPLE $Secret
}

Describe 'A connection by name' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    AfterEach {
        Get-Stage | Remove-Stage -Force
        Get-StageConnection | Remove-StageConnection
    }

    It 'has what it was made with, and shows no secret' {
        $made = New-StageConnection lake s3 -Region eu-central-1 -Credential $Keys -Comment ours
        $made.StorageType, $made.HasCredentials, $made.Settings['region'], $made.Comment | Should -Be 's3', $true, 'eu-central-1', 'ours'
        $made | Out-String -Width 500 | Should -Not -Match $Secret
        $made | ConvertTo-Json -Depth 5 | Should -Not -Match $Secret
    }

    It 'binds by property name from one cmdlet to the next' {
        $null = New-StageConnection a1 s3 -ProfileName x
        $null = New-StageConnection a2 s3 -ProfileName x
        Get-StageConnection a* | Set-StageConnection -Comment both
        (Get-StageConnection).Comment | Should -Be both, both
        Get-StageConnection a1 | Remove-StageConnection
        (Get-StageConnection).Name | Should -Be a2
    }

    It 'is referred to by a stage that is made, set, and set free' {
        $null = New-StageConnection lake s3 -Credential $Keys
        $null = New-Stage s s3://bucket/ -ConnectionName lake
        (Get-Stage s).ConnectionName | Should -Be lake
        Set-Stage s -ProfileName own
        (Get-Stage s).ConnectionName | Should -BeNullOrEmpty
        Set-Stage s -ConnectionName LAKE -PassThru | Select-Object -ExpandProperty HasCredentials | Should -BeTrue
    }

    It 'does not go with settings of the stage itself' {
        $null = New-StageConnection lake s3 -Credential $Keys
        { New-Stage s s3://bucket/ -ConnectionName lake -Region eu-central-1 -ErrorAction Stop } |
            Should -Throw -ErrorId 'OptionInvalid*' -ExpectedMessage '*stands alone*'
        Get-Stage | Should -BeNullOrEmpty
    }

    It 'says <ErrorId> where <What>' -ForEach @(
        @{ What = 'none has the name'; ErrorId = 'ConnectionNotFound'; Code = { Get-StageConnection nono -ErrorAction Stop } }
        @{ What = 'a stage names none'; ErrorId = 'ConnectionNotFound'; Code = { New-Stage s s3://bucket/ -ConnectionName nono -ErrorAction Stop } }
        @{ What = 'the name is taken'; ErrorId = 'ConnectionAlreadyExists'; Code = { 1..2 | ForEach-Object { New-StageConnection twice s3 -ErrorAction Stop } } }
        @{ What = 'the name is none'; ErrorId = 'StageNameInvalid'; Code = { New-StageConnection '~' s3 -ErrorAction Stop } }
        @{ What = 'the storage has no connection'; ErrorId = 'OptionInvalid'; Code = { New-StageConnection c file -ErrorAction Stop } }
        @{ What = 'the storage is not served'; ErrorId = 'StorageNotServed'; Code = { New-StageConnection c azblob -ErrorAction Stop } }
    ) {
        $Code | Should -Throw -ErrorId "$ErrorId,*"
    }

    It 'is not made, changed or dropped with -WhatIf' {
        New-StageConnection lake s3 -WhatIf
        Get-StageConnection | Should -BeNullOrEmpty
        $null = New-StageConnection lake s3 -Comment before
        Set-StageConnection lake -Comment after -WhatIf
        Remove-StageConnection lake -WhatIf
        (Get-StageConnection).Comment | Should -Be before
    }

    It 'is completed where one is named' {
        $null = New-StageConnection lakehouse s3
        foreach ($line in 'Get-StageConnection lak', 'New-Stage s s3://bucket/ -ConnectionName lak') {
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain lakehouse
        }
    }
}

Describe 'A file format by name' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    AfterEach {
        Get-Stage | Remove-Stage -Force
        Get-StageFileFormat | Remove-StageFileFormat
    }

    It 'says how files of a stage are written and read' {
        $null = New-StageFileFormat semi @{ type = 'csv'; field_delimiter = ';' }
        $null = New-Stage s -FileFormat semi
        [pscustomobject]@{ a = 1; b = 'x' } | Export-StageData '@s/t.csv' | Out-Null
        Get-Content Stage:/s/t.csv | Should -Be 'a;b', '1;x'
        (Import-StageData '@s/t.csv').b | Should -Be x
        Set-StageFileFormat semi @{ type = 'csv'; field_delimiter = '|' }
        [pscustomobject]@{ a = 1; b = 'x' } | Export-StageData '@s/u.csv' | Out-Null
        Get-Content Stage:/s/u.csv | Should -Be 'a|b', '1|x'
    }

    It 'is the ground for other options of an import' {
        $null = New-StageFileFormat semi @{ type = 'csv'; field_delimiter = ';' }
        $null = New-Stage s
        Set-Content Stage:/s/t.dat "1;x`n2;y"
        (Import-StageData '@s/t.dat' -FormatOption @{ format_name = 'semi' } -NoHeader).c2 | Should -Be x, y
    }

    It 'stays while a stage refers to it' {
        $null = New-StageFileFormat semi csv
        $null = New-Stage s -FileFormat semi
        { Remove-StageFileFormat semi -ErrorAction Stop } | Should -Throw -ErrorId 'FileFormatInUse,*'
        Set-Stage s -FileFormat @{}
        Remove-StageFileFormat semi
        Get-StageFileFormat | Should -BeNullOrEmpty
    }

    It 'is told from a row format that is not there' {
        { New-Stage s -FileFormat cvs -ErrorAction Stop } | Should -Throw -ErrorId 'FileFormatNotFound,*' -ExpectedMessage "*'cvs'*"
    }
}
