BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'An error' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.txt' = 'a'; 'd/b.txt' = 'b'; 'bad.json' = '[{' }
        $null = New-Stage internal
        $null = New-Stage off -Disabled
        $null = New-Stage bucket s3://bucket/p/ -ProfileName nosuch-profile
        $gone = New-FolderStage gone
        Remove-Item $gone
    }
    AfterAll { Exit-TestHome }

    It '<Id>: <Script>' -ForEach @(
        @{ Script = 'Get-Stage nosuch'; Id = 'StageNotFound'; Category = 'ObjectNotFound'; Target = 'nosuch' }
        @{ Script = 'New-Stage s'; Id = 'StageAlreadyExists'; Category = 'ResourceExists'; Target = 's' }
        @{ Script = 'New-Stage 1x'; Id = 'StageNameInvalid'; Category = 'InvalidArgument'; Target = '1x' }
        @{ Script = "1 | Export-StageData '@off/x.csv'"; Id = 'StageDisabled'; Category = 'InvalidOperation'; Target = 'off' }
        @{ Script = "Set-Content Stage:/off/x.txt x"; Id = 'StageDisabled'; Category = 'InvalidOperation'; Target = 'off' }
        @{ Script = '1 | Export-StageData /tmp/x.csv'; Id = 'StageRequired'; Category = 'InvalidOperation'; Target = '/tmp/x.csv' }
        @{ Script = "Remove-Stage '~' -Force"; Id = 'UserStageFixed'; Category = 'InvalidOperation'; Target = '~' }
        @{ Script = "New-Stage '~'"; Id = 'UserStageFixed'; Category = 'InvalidOperation'; Target = '~' }
        @{ Script = 'New-Stage x stage://y/'; Id = 'StageUrlInvalid'; Category = 'InvalidArgument'; Target = 'stage://y/' }
        @{ Script = 'New-Stage x hdfs://y/'; Id = 'StorageNotServed'; Category = 'NotImplemented'; Target = 'hdfs://y/' }
        @{ Script = "Get-StageFile '@bucket'"; Id = 'CredentialRequired'; Category = 'AuthenticationError'; Target = 'nosuch-profile' }
        @{ Script = "Get-StageFileUrl '@s/a.txt'"; Id = 'StorageNotServed'; Category = 'NotImplemented'; Target = '*' }
        @{ Script = "Get-StageFile '@s/../x'"; Id = 'PathOutsideStage'; Category = 'SecurityError'; Target = '../x' }
        @{ Script = "Get-StageFile '@s/nosuch'"; Id = 'FileNotFound'; Category = 'ObjectNotFound'; Target = '*nosuch' }
        @{ Script = "Get-StageFile Env:/PATH"; Id = 'PathInvalid'; Category = 'InvalidArgument'; Target = 'Env:/PATH' }
        @{ Script = "Copy-StageFile '@s/a.txt' '@s/d/b.txt'"; Id = 'FileAlreadyExists'; Category = 'ResourceExists'; Target = '*d/b.txt' }
        @{ Script = "Copy-StageFile '@s/d' '@internal'"; Id = 'ItemKindMismatch'; Category = 'InvalidArgument'; Target = '@s/d' }
        @{ Script = "Set-Content Stage:/s/d x"; Id = 'ItemKindMismatch'; Category = 'InvalidArgument'; Target = '*d' }
        @{ Script = "Get-StageFile '@gone'"; Id = 'StoreUnavailable'; Category = 'ResourceUnavailable'; Target = '*' }
        @{ Script = "Import-StageData '@s/bad.json'"; Id = 'DataInvalid'; Category = 'InvalidData'; Target = '*' }
        @{ Script = "Import-StageData '@s/a.txt'"; Id = 'OptionInvalid'; Category = 'InvalidArgument'; Target = '*' }
        @{ Script = "Get-StageFile '@s' -Pattern '['"; Id = 'PatternInvalid'; Category = 'InvalidArgument'; Target = '`[' }
        @{ Script = "Get-StageFile '@s/[a'"; Id = 'PatternInvalid'; Category = 'InvalidArgument'; Target = '`[a' }
        @{ Script = 'Update-StageDirectoryTable s'; Id = 'DirectoryTableDisabled'; Category = 'InvalidOperation'; Target = 's' }
        @{ Script = 'New-Stage x s3://bucket/ -Connection @{ access_key_id = "abcdefgh" }'; Id = 'CredentialRequired'; Category = 'AuthenticationError'; Target = '' }
        @{ Script = '[pscustomobject]@{ A = "`u{d800}" } | Export-StageData "@s/v.csv"'; Id = 'ValueNotRepresentable'; Category = 'InvalidData'; Target = '*' }
    ) {
        $found = Get-FirstError ([scriptblock]::Create($Script))
        $found.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $found.CategoryInfo.Category | Should -Be $Category
        "$($found.TargetObject)" | Should -BeLike $Target
    }

    It 'of a folder that may not be read is AccessDenied' -Skip:$IsWindows {
        $closed = New-FolderStage closed @{ 'a.txt' = 'x' }
        chmod 000 $closed
        # Root may read everything, until those rights are taken from it.
        $asAnybody = (id -u) -eq 0 ? @('setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--') : @()
        $listing = Get-ScriptCommand "Import-Module '$ModulePath'; try { Get-StageFile '@closed' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
        try { (Invoke-Program -Command ($asAnybody + $listing)).Output | Should -BeLike 'AccessDenied,*' } finally { chmod 700 $closed }
    }

    It 'of a catalog that is none is CatalogCorrupt' {
        $before = $env:STAGETOOLS_HOME
        $env:STAGETOOLS_HOME = New-TestFolder
        [IO.File]::WriteAllText("$env:STAGETOOLS_HOME/catalog.db", 'this is no database, and long enough to be looked at as one' * 40)
        try { (Get-FirstError { Get-Stage }).FullyQualifiedErrorId | Should -BeLike 'CatalogCorrupt,*' } finally { $env:STAGETOOLS_HOME = $before }
    }

    It 'is one sentence or two, and shows no stack trace: <_>' -ForEach 'Get-Stage nosuch', "Get-StageFile '@s/../x'", "Get-StageFile '@gone'", "Import-StageData '@s/bad.json'", 'New-Stage x hdfs://y/' {
        $message = (Get-FirstError ([scriptblock]::Create($_))).Exception.Message
        $message | Should -Not -Match ' at StageTools|Exception|\n'
        $message | Should -Match '[.)]$'
    }

    It 'says what to do, and it works: a disabled stage' {
        $null = New-Stage advised -Disabled
        $advice = [regex]::Match((Get-FirstError { 1 | Export-StageData '@advised/x.csv' }).Exception.Message, 'Set-Stage .*[^.]').Value
        Invoke-Expression $advice
        (Get-Stage advised).Enabled | Should -BeTrue
    }

    It 'says what to do, and it works: no directory table' {
        $null = New-FolderStage tabled @{ 'a.txt' = 'x' }
        $advice = [regex]::Match((Get-FirstError { Update-StageDirectoryTable tabled }).Exception.Message, 'Set-Stage [^,.]*').Value
        Invoke-Expression $advice
        { Update-StageDirectoryTable tabled -ErrorAction Stop } | Should -Not -Throw
        (Get-StageFile '@tabled' -FromDirectoryTable).Name | Should -Be a.txt
    }

    It 'with one bad item lets the rest of the pipeline go on: <Script>' -ForEach @(
        @{ Script = "'s', 'nosuch', 'off' | Get-Stage"; Count = 2 }
        @{ Script = "'@s/a.txt', '@nosuch/x', '@s/d/b.txt' | Get-StageFile"; Count = 2 }
        @{ Script = "'@s/a.txt', 'nosuchdrive:/x', '@s/d/b.txt' | Get-StageFile"; Count = 2 }
        @{ Script = "'@s/a.txt', '@s/nosuch', '@s/d/b.txt' | Copy-StageFile -Destination '@internal/' -Force -PassThru"; Count = 2 }
        @{ Script = "'s', 'nosuch' | Set-Stage -Comment c -PassThru"; Count = 1 }
        @{ Script = "'@s/nosuch.csv', '@s/a.txt' | Import-StageData -Format Csv -NoHeader"; Count = 1 }
        @{ Script = "'Stage:/s/a.txt', 'Stage:/s/nosuch', 'Stage:/s/d/b.txt' | Get-Item"; Count = 2 }
    ) {
        $found = & ([scriptblock]::Create("$Script")) 2>&1
        @($found | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] }).Count | Should -Be $Count
        @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 1
    }

    It 'ends the command with -ErrorAction Stop' { { 'nosuch', 's' | Get-Stage -ErrorAction Stop } | Should -Throw '*nosuch*' }
}

Describe 'A secret' {
    BeforeAll {
        Enter-TestHome
        $script:secrets = 'AKIAKEYIDVALUE', 'TOPSECRETVALUE', 'SESSIONTOKENVALUE'
        $credential = [pscredential]::new($secrets[0], (ConvertTo-SecureString $secrets[1] -AsPlainText))
        $all = @{ Verbose = $true; Debug = $true; Confirm = $false; WarningAction = 'Continue'; ErrorAction = 'Continue' }
        $reading = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue'; ErrorAction = 'Continue' }
        $Error.Clear()
        $script:transcript = @(
            New-Stage one s3://bucket/p/ -Region east -Credential $credential -SessionToken (ConvertTo-SecureString $secrets[2] -AsPlainText) @all *>&1
            New-Stage two s3://bucket/p/ -Connection @{ access_key_id = $secrets[0]; secret_access_key = $secrets[1]; session_token = $secrets[2] } @all *>&1
            Set-Stage two -Connection @{ aws_key_id = $secrets[0]; aws_secret_key = (ConvertTo-SecureString $secrets[1] -AsPlainText) } -PassThru @all *>&1
            New-Stage one s3://bucket/p/ -Credential $credential *>&1
            New-Stage three $TestDrive -Credential $credential *>&1
            New-Stage four s3://bucket/p/ -Connection @{ secret_access_key = $secrets[1] } *>&1
            Get-StageFile '@one' @reading *>&1
            Test-Stage one *>&1
        )
    }
    AfterAll { Exit-TestHome }

    It 'is in no output, error, warning, verbose or debug message' { $text = $transcript | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is not in $Error' { $text = $Error | Format-List * -Force | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is not in <_> of the stage' -ForEach 'Format-List', 'Format-List * -Force', 'Format-Table *', 'ConvertTo-Json -Depth 9', 'ConvertTo-Csv', 'ConvertTo-Xml -As String -Depth 9', 'Select-Object *', 'Get-Member', 'Out-String' {
        $text = & ([scriptblock]::Create("Get-Stage one, two | $_")) | Out-String -Width 4000
        foreach ($secret in $secrets) { $text | Should -Not -Match $secret }
    }
    It 'is not in the list of the drive' { $text = Get-ChildItem Stage:/ | Format-List * -Force | Out-String -Width 4000; foreach ($secret in $secrets) { $text | Should -Not -Match $secret } }
    It 'is shown masked: two characters, three stars, two characters' { (Get-Stage one).Connection['access_key_id'] | Should -Be 'AK***UE'; Get-Stage one | Format-List | Out-String | Should -Match 'secret_access_key=TO\*\*\*UE' }
    It 'of four characters or fewer is shown as stars alone' { $null = New-Stage five s3://bucket/ -Connection @{ access_key_id = 'abcd'; secret_access_key = 'x' } -WarningAction Ignore; (Get-Stage five).Connection['access_key_id'] | Should -Be '***'; (Get-Stage five).Connection['secret_access_key'] | Should -Be '***' }
    It 'is not in any file of the catalog' { foreach ($file in [IO.Directory]::GetFiles($env:STAGETOOLS_HOME, '*', 'AllDirectories')) { $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($file)); foreach ($secret in $secrets) { $text.Contains($secret) | Should -BeFalse } } }
    It 'in a URL is refused without showing it' { (Get-FirstError { New-Stage six 's3://AKIAKEYIDVALUE:TOPSECRETVALUE@bucket/p/' }).Exception.Message | Should -Not -Match 'TOPSECRETVALUE' }
    It 'in an endpoint is refused without showing it' { (Get-FirstError { New-Stage seven s3://bucket/ -Endpoint 'https://user:TOPSECRETVALUE@host' }) | Format-List * -Force | Out-String | Should -Not -Match 'Message.*TOPSECRETVALUE' }
}
