BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'The connection of a new stage' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'keeps the connection setting <Key>' -ForEach @(
        @{ Key = 'region'; Given = @{ Region = 'eu-central-1' }; Expected = 'eu-central-1' }
        @{ Key = 'profile_name'; Given = @{ ProfileName = 'ops' }; Expected = 'ops' }
        @{ Key = 'path_style'; Given = @{ PathStyle = $true }; Expected = 'true' }
        @{ Key = 'role_arn'; Given = @{ RoleArn = 'arn:aws:iam::1:role/r' }; Expected = 'arn:aws:iam::1:role/r' }
        @{ Key = 'storage_class'; Given = @{ StorageClass = 'STANDARD_IA' }; Expected = 'STANDARD_IA' }
        @{ Key = 'server_side_encryption'; Given = @{ Encryption = 'aes256' }; Expected = 'AES256' }
        @{ Key = 'kms_key_id'; Given = @{ KmsKeyId = '1234'; Encryption = 'aws:kms' }; Expected = '1234' }
        @{ Key = 'allow_anonymous'; Given = @{ Connection = @{ allow_anonymous = $true } }; Expected = 'true' }
    ) {
        (New-Stage "connection_$Key" 's3://bucket/p/' @Given -WarningAction Ignore).Connection[$Key] | Should -Be $Expected
    }

    It 'lets single parameters go over -Connection' {
        (New-Stage over1 's3://bucket/' -Region west -Connection @{ region = 'east' } -WarningAction Ignore).Connection['region'] | Should -Be west
    }

    It 'keeps an external id as a secret' {
        $stage = New-Stage external2 's3://bucket/' -RoleArn arn:aws:iam::1:role/r -ExternalId 'external-value' -WarningAction Ignore
        $stage.HasCredentials | Should -BeTrue
        $stage.Connection['external_id'] | Should -Be 'ex***ue'
    }

    It 'completes the kinds of encryption' {
        $line = 'New-Stage x s3://bucket/ -Encryption '
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -Be AES256, aws:kms
        { New-Stage x s3://bucket/ -Encryption rot13 } | Should -Throw '*AES256*'
    }

    It 'refuses the connection <Id>: <Given.Values>' -ForEach @(
        @{ Given = @{ ExternalId = 'x' }; Id = 'OptionInvalid' }
        @{ Given = @{ KmsKeyId = 'x'; Encryption = 'AES256' }; Id = 'OptionInvalid' }
        @{ Given = @{ PathStyle = $true; Connection = @{ enable_virtual_host_style = $true } }; Id = 'OptionInvalid' }
        @{ Given = @{ ProfileName = 'x'; Connection = @{ allow_anonymous = 'yes' } }; Id = 'OptionInvalid' }
        @{ Given = @{ Connection = @{ master_key = 'x' } }; Id = 'OptionInvalid' }
        @{ Given = @{ SessionToken = (ConvertTo-SecureString x -AsPlainText) }; Id = 'CredentialRequired' }
        @{ Given = @{ Url = 'oss://bucket/' }; Id = 'OptionInvalid' }
        @{ Given = @{ Url = 'gs://bucket/' }; Id = 'CredentialRequired' }
    ) {
        if (-not $Given.Url) { $Given.Url = 's3://bucket/' }
        (Get-FirstError { New-Stage refused4 @Given }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'refuses credentials for a folder' {
        (Get-FirstError { New-Stage refused2 (New-TestFolder) -Region x }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }

    It 'refuses half a credential' {
        (Get-FirstError { New-Stage refused3 s3://bucket/ -Connection @{ access_key_id = 'abcdefgh' } }).FullyQualifiedErrorId | Should -BeLike 'CredentialRequired,*'
    }
}

Describe 'The connection of a stage that is there' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'changes the connection: <_>' -ForEach 'Region', 'ProfileName', 'Endpoint', 'RoleArn', 'StorageClass', 'KmsKeyId' {
        $name = "connection$_"
        $null = New-Stage $name s3://bucket/ -WarningAction Ignore
        $given = @{ $_ = 'value.example' }
        (Set-Stage $name @given -PassThru).Connection.Values -like '*value.example' | Should -HaveCount 1
    }

    It 'replaces the whole connection by any part of it' {
        $null = New-Stage whole1 s3://bucket/ -Region east -StorageClass STANDARD_IA -WarningAction Ignore
        (Set-Stage whole1 -Encryption AES256 -PassThru).Connection.Keys | Should -Be server_side_encryption
        (Set-Stage whole1 -RoleArn arn:aws:iam::1:role/r -ExternalId external-value -PassThru).Connection['external_id'] | Should -Be 'ex***ue'
    }

    It 'changes credentials' {
        $null = New-Stage credential1 s3://bucket/ -WarningAction Ignore
        $credential = [pscredential]::new('AKIAEXAMPLE', (ConvertTo-SecureString 'secret-value' -AsPlainText))
        (Set-Stage credential1 -Credential $credential -SessionToken (ConvertTo-SecureString 'token-value' -AsPlainText) -PathStyle -PassThru).HasCredentials | Should -BeTrue
    }

    It 'changes the connection by hashtable' {
        $null = New-Stage connection1 s3://bucket/ -WarningAction Ignore
        (Set-Stage connection1 -Connection @{ REGION = 'north' } -PassThru).Connection['region'] | Should -Be north
    }
}
