BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Update-StageKey' {
    BeforeAll {
        Enter-TestHome
        $script:keyBefore = $env:STAGETOOLS_KEY
        $script:given = [Convert]::ToBase64String([byte[]](1..32))
        $script:other = [Convert]::ToBase64String([byte[]](33..64))
        function Get-KeyLine { Get-Content "$env:STAGETOOLS_HOME/catalog.key" }
        function ConvertTo-Secret($Text) { ConvertTo-SecureString $Text -AsPlainText }
    }
    BeforeEach {
        $env:STAGETOOLS_KEY = $null
        $env:STAGETOOLS_HOME = New-TestFolder
        $null = New-Stage bucket s3://bucket/ -Connection @{ access_key_id = 'AKIAKEYIDVALUE'; secret_access_key = 'TOPSECRETVALUE' } -WarningAction Ignore
        $null = New-Stage plain
    }
    AfterAll {
        $env:STAGETOOLS_KEY = $keyBefore
        Exit-TestHome
    }

    It 'encrypts the secrets with a key that it makes' {
        $before = Get-KeyLine
        $update = Update-StageKey
        $update.Stages | Should -Be 1
        $update.KeyId | Should -Match '^[0-9a-f]{8}$'
        $update.Location | Should -Be (Join-Path $env:STAGETOOLS_HOME catalog.key)
        (Get-KeyLine)[0] | Should -Not -Be $before
        (Get-KeyLine)[1] | Should -Be $before
        (Update-StageKey).Stages | Should -Be 1
        (Get-KeyLine)[2] | Should -Be $before
    }

    It 'takes a key that is given' {
        (Update-StageKey -NewKey (ConvertTo-Secret $given)).Stages | Should -Be 1
        (Get-KeyLine)[0] | Should -Be $given
    }

    It 'refuses a key that is none, and does not show it' {
        $found = Get-FirstError { Update-StageKey -NewKey (ConvertTo-Secret 'nokeyatall') }
        $found.FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        $found | Format-List * -Force | Out-String | Should -Not -Match 'Message.*nokeyatall'
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-KeyLine
        Update-StageKey -WhatIf | Should -BeNullOrEmpty
        Get-KeyLine | Should -Be $before
    }

    It 'names a stage whose secrets do not open, and changes nothing' {
        [IO.File]::WriteAllText("$env:STAGETOOLS_HOME/catalog.key", $given)
        $found = Get-FirstError { Update-StageKey }
        $found.FullyQualifiedErrorId | Should -BeLike 'SecretUnreadable,*'
        $found.CategoryInfo.Category | Should -Be AuthenticationError
        $found.TargetObject | Should -Be bucket
        Get-KeyLine | Should -Be $given
    }

    It 'says what to do, and it works: a key that is lost' {
        Remove-Item "$env:STAGETOOLS_HOME/catalog.key"
        (Get-FirstError { Update-StageKey }).Exception.Message | Should -Match 'Set-Stage bucket -Credential'
        Set-Stage bucket -Credential ([pscredential]::new('AKIAKEYIDVALUE', (ConvertTo-Secret TOPSECRETVALUE)))
        (Update-StageKey).Stages | Should -Be 1
    }

    It 'wants a key to be given where STAGETOOLS_KEY is in use, and says to set it' {
        $null = Update-StageKey -NewKey (ConvertTo-Secret $given)
        $env:STAGETOOLS_KEY = $given
        (Get-FirstError { Update-StageKey }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        $update = Update-StageKey -NewKey (ConvertTo-Secret $other) -WarningVariable warning -WarningAction SilentlyContinue
        $update.Location | Should -Be STAGETOOLS_KEY
        "$warning" | Should -BeLike '*set STAGETOOLS_KEY to it*'
        (Get-FirstError { Update-StageKey -NewKey (ConvertTo-Secret $given) }).FullyQualifiedErrorId | Should -BeLike 'SecretUnreadable,*'
        $env:STAGETOOLS_KEY = $other
        (Update-StageKey -NewKey (ConvertTo-Secret $given) -WarningAction Ignore).Stages | Should -Be 1
    }

    It 'shows no key in any output, error or message' {
        $env:STAGETOOLS_KEY = (Get-KeyLine)
        $all = @{ Verbose = $true; Debug = $true; Confirm = $false; WarningAction = 'Continue'; ErrorAction = 'Continue' }
        $Error.Clear()
        $text = @(
            Update-StageKey -NewKey (ConvertTo-Secret $given) @all *>&1
            try { Update-StageKey @all *>&1 } catch { $_ }
            try { Update-StageKey -NewKey (ConvertTo-Secret $other) @all *>&1 } catch { $_ }
        ) + @($Error) | Format-List * -Force | Out-String -Width 4000
        foreach ($key in $given, $other, $env:STAGETOOLS_KEY) { $text.Contains($key) | Should -BeFalse }
    }
}
