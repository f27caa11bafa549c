BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Internal stages in a bucket (STAGETOOLS_STORAGE)' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        # The machine's own credentials, as the setting holds no secrets.
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $Server.S3_ACCESS_KEY, $Server.S3_SECRET_KEY
        $script:setting = "s3://$Bucket/team/?endpoint_url=$([uri]::EscapeDataString($Server.S3_ENDPOINT))&region=us-east-1"
        $env:STAGETOOLS_STORAGE = $setting
    }
    AfterAll { Exit-BucketHome }
    AfterEach { $env:STAGETOOLS_STORAGE = $setting }

    It 'keep their files there, and nothing in the home folder' {
        $stage = New-Stage raw
        $stage.Type, $stage.Url | Should -Be Internal, $null
        Set-Content Stage:/raw/d/a.txt one
        Get-Content Stage:/raw/d/a.txt | Should -Be one
        (Get-StageFile '@raw').Name | Should -Be d/a.txt
        Get-BucketKey team | Should -Match '^stages/[^/]+/d/a\.txt$'
        Test-Path "$env:STAGETOOLS_HOME/stages" | Should -BeFalse
    }
    It 'say nothing of the bucket in their paths' { (Get-FirstError { Get-StageFile '@raw/nosuch' }).Exception.Message | Should -Match "'@raw/nosuch'" }
    It 'take exports, imports and copies' {
        $null = 1..3 | Export-StageData '@raw/n.csv.gz'
        (Import-StageData '@raw/n.csv.gz').Value | Should -Be 1, 2, 3
        Copy-StageFile '@raw/n.csv.gz' '@raw/copy/'
        (Get-StageFile '@raw/copy').Size | Should -Be (Get-StageFile '@raw/n.csv.gz').Size
    }
    It 'pass Test-Stage' { (Test-Stage raw).Passed | Should -Not -Contain $false }
    It 'have URLs' { Read-Url (Get-StageFileUrl '@raw/d/a.txt').Url | Should -Match one }
    It 'lose their files when they are removed' {
        $null = New-Stage gone; Set-Content Stage:/gone/x.txt x; $before = @(Get-BucketKey team).Count
        Remove-Stage gone -Force
        @(Get-BucketKey team).Count | Should -Be ($before - 1)
    }
    It 'keep them with -KeepFiles, and a warning says where' {
        $null = New-Stage kept; Set-Content Stage:/kept/x.txt x
        $before = @(Get-BucketKey team).Count
        $said = Remove-Stage kept -KeepFiles -Confirm:$false 3>&1
        @(Get-BucketKey team).Count | Should -Be $before
        "$said" | Should -Match "s3://$Bucket/team/stages/"
    }
    It 'are emptied by New-Stage -Force' { $null = New-Stage again; Set-Content Stage:/again/x.txt x; $null = New-Stage again -Force; Get-StageFile '@again' | Should -BeNullOrEmpty }
    It 'that are temporary go with their files when the process ends' {
        $before = @(Get-BucketKey team).Count
        (Invoke-Child '$null = New-Stage brief -Temporary; Set-Content Stage:/brief/x.txt x; (Get-StageFile "@brief").Name').Output | Should -Be x.txt
        Get-Stage brief -ErrorAction Ignore | Should -BeNullOrEmpty
        @(Get-BucketKey team).Count | Should -Be $before
    }
    It 'are one user''s own in the user stage' {
        Set-Content Stage:/~/mine.txt m
        (Get-StageFile '@~').Name | Should -Be mine.txt
        Get-BucketKey team | Should -Contain "users/$([uri]::EscapeDataString([Environment]::UserName))/mine.txt"
        Test-Path "$env:STAGETOOLS_HOME/users" | Should -BeFalse
    }
    It 'are found again by another process' { (Invoke-Child 'Get-Content Stage:/~/mine.txt').Output | Should -Be m }
    It 'lie in the home folder without the setting' {
        $env:STAGETOOLS_STORAGE = ''
        Get-StageFile '@~' | Should -BeNullOrEmpty
        Set-Content Stage:/~/here.txt h
        Test-Path "$env:STAGETOOLS_HOME/users/*/here.txt" | Should -BeTrue
    }
    It 'refuse the setting <Setting>' -ForEach @(
        @{ Setting = '/srv/files'; Id = 'OptionInvalid' }
        @{ Setting = 's3://bucket/?secret_access_key=TOPSECRETVALUE&access_key_id=AKIAKEYIDVALUE'; Id = 'OptionInvalid' }
        @{ Setting = 's3://bucket/?colour=red'; Id = 'OptionInvalid' }
        @{ Setting = 's3://bucket/?region'; Id = 'OptionInvalid' }
        @{ Setting = 'stage://bucket/'; Id = 'StageUrlInvalid' }
    ) {
        $env:STAGETOOLS_STORAGE = $Setting
        $found = Get-FirstError { Get-StageFile '@~' }
        $found.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $found | Format-List * -Force | Out-String | Should -Not -Match 'TOPSECRETVALUE'
    }
    It 'leave the list of stages and folder stages alone when the bucket is away' {
        $env:STAGETOOLS_STORAGE = 's3://nosuch-bucket/?endpoint_url=http://127.0.0.1:9'
        (Get-Stage raw).Name | Should -Be raw
        $null = New-FolderStage local @{ 'a.txt' = 'a' }
        (Get-StageFile '@local').Name | Should -Be a.txt
        (Get-FirstError { Get-StageFile '@raw' }).FullyQualifiedErrorId | Should -BeLike 'StoreUnavailable,*'
    }
}
