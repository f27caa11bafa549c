BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A stage on a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:prefix = New-BucketStage lake @{ 'a.txt' = 'abc' } }
    AfterAll { Exit-BucketHome }

    It 'says what it is' { $stage = Get-Stage lake; $stage.StorageType, $stage.Type | Should -Be S3, External; $stage.Url | Should -Be "s3://$Bucket/$prefix/"; $stage.Endpoint | Should -Be $Server.S3_ENDPOINT }
    It 'is another way to reach what another client sees' { Get-BucketKey $prefix | Should -Be a.txt }
    It 'passes Test-Stage, and nothing stays of the test' {
        $checks = Test-Stage lake
        $checks.Check | Should -Be Reach, List, Write, Read
        $checks.Passed | Should -Not -Contain $false
        Get-BucketKey $prefix | Should -Be a.txt
    }
    It 'over TLS passes with the authority of the server, and not without' {
        $null = New-Stage tls "s3://$Bucket/$prefix/" -Endpoint $Server.S3_TLS_ENDPOINT -Credential $BucketCredential
        $check = Test-Stage tls
        $check.Passed | Should -BeFalse
        $check.Message | Should -Match 'certificate.*ca_bundle'
        $null = New-Stage tls "s3://$Bucket/$prefix/" -Endpoint $Server.S3_TLS_ENDPOINT -Credential $BucketCredential -Connection @{ ca_bundle = $Server.S3_CA } -Force
        (Get-StageFile '@tls').Name | Should -Be a.txt
    }
    It 'is reached with AWS_ENDPOINT_URL_S3 and the keys of the environment' {
        $env:AWS_ENDPOINT_URL_S3, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $Server.S3_ENDPOINT, $Server.S3_ACCESS_KEY, $Server.S3_SECRET_KEY
        try { $null = New-Stage machine "s3://$Bucket/$prefix/"; (Get-StageFile '@machine').Name | Should -Be a.txt } finally { Remove-Item Env:AWS_ENDPOINT_URL_S3, Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY }
    }
    It 'is reached with a profile' {
        $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path (New-TestFolder) credentials
        [IO.File]::WriteAllText($env:AWS_SHARED_CREDENTIALS_FILE, "[ops]`naws_access_key_id = $($Server.S3_ACCESS_KEY)`naws_secret_access_key = $($Server.S3_SECRET_KEY)`n")
        try { $null = New-Stage profiled "s3://$Bucket/$prefix/" -Endpoint $Server.S3_ENDPOINT -ProfileName ops; (Get-StageFile '@profiled').Name | Should -Be a.txt } finally { Remove-Item Env:AWS_SHARED_CREDENTIALS_FILE }
    }
    It 'is reached with a role' {
        $null = New-Stage role "s3://$Bucket/$prefix/" -Endpoint $Server.S3_ENDPOINT -Credential $BucketCredential -RoleArn $Server.S3_ROLE_ARN
        (Get-StageFile '@role').Name | Should -Be a.txt
    }
    It 'that is disabled is listed and takes nothing' {
        $null = New-BucketStage off -Prefix $prefix -With @{ Disabled = $true }
        (Get-StageFile '@off').Name | Should -Be a.txt
        (Get-FirstError { 1 | Export-StageData '@off/x.csv' }).FullyQualifiedErrorId | Should -BeLike 'StageDisabled,*'
    }
    It 'leaves its objects where they are when it is removed' { $null = New-BucketStage gone -Prefix $prefix; Remove-Stage gone; Get-BucketKey $prefix | Should -Be a.txt }
    It 'fills a directory table' {
        $null = New-BucketStage tabled @{ 'x.csv' = '1'; 'd/y.csv' = '2' } -With @{ DirectoryTable = $true }
        (Update-StageDirectoryTable tabled).PSObject.Properties.Value | Should -Contain 2
        (Get-StageFile '@tabled' -FromDirectoryTable).MD5 | Should -Be (Get-StageFile '@tabled').MD5
    }
}

Describe 'Get-StageFile on a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:prefix = New-BucketStage sales @{ '2026/q1.csv' = 'abc'; '2026/q2.csv' = 'abcdef'; '2026/deep/q3.csv' = 'x'; '2026-old.csv' = 'o'; 'readme.txt' = 'r' }
        $files = @{}
        $NastyNames | ForEach-Object { $files["d/$_"] = $_ }
        $script:nasty = New-BucketStage nasty $files
        $script:proxy = Start-BucketProxy
        $null = New-BucketStage proxied -Endpoint $proxy.Endpoint -Prefix $prefix
    }
    AfterAll { Exit-BucketHome }

    It 'lists in the order of the keys' { (Get-StageFile '@sales').Name | Should -Be 2026-old.csv, 2026/deep/q3.csv, 2026/q1.csv, 2026/q2.csv, readme.txt }
    It 'finds with <Path>' -ForEach @(
        @{ Path = '@sales/2026'; Expected = '2026/deep/q3.csv', '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@sales/2026/*.csv'; Expected = '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@sales/**/*.csv'; Expected = '2026-old.csv', '2026/deep/q3.csv', '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@sales/2026/q[2-9].csv'; Expected = '2026/q2.csv' }
        @{ Path = 'Stage:/sales/2026/q?.csv'; Expected = '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@SALES/readme.txt'; Expected = 'readme.txt' }
    ) { (Get-StageFile $Path).Name | Should -Be $Expected }
    It 'takes -Prefix and -Pattern' { (Get-StageFile '@sales' -Prefix 2026).Count | Should -Be 4; (Get-StageFile '@sales/2026' -Pattern 'q\d\.csv').Name | Should -Be 2026/q1.csv, 2026/q2.csv }
    It 'tells the size, the time, the MD5 and the class' {
        $file = Get-StageFile '@sales/2026/q1.csv'
        $file.Size, $file.MD5, $file.StorageClass | Should -Be 3, 900150983cd24fb0d6963f7d28e17f72, STANDARD
        [Math]::Abs(([DateTimeOffset]::UtcNow - $file.LastModified).TotalMinutes) | Should -BeLessThan 10
    }
    It 'misses what is not there' { (Get-FirstError { Get-StageFile '@sales/2026/q9.csv' }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'; Get-StageFile '@sales/*.none' -ErrorAction Stop | Should -BeNullOrEmpty }
    It 'refuses a path that leaves the stage' { (Get-FirstError { Get-StageFile '@sales/../x' }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }
    It 'finds each name with special characters, and only it' { foreach ($name in $NastyNames) { (Get-StageFile -LiteralPath "@nasty/d/$name").Name | Should -BeExactly "d/$name" } }
    It 'finds each of them again from the pipeline' { (Get-StageFile '@nasty' | Get-StageFile).Count | Should -Be $NastyNames.Count }
    It 'lists what another client wrote, and not its marks of folders' {
        Set-BucketObject "$prefix/marked/"
        Set-BucketObject "$prefix/marked/z.txt"
        (Get-StageFile '@sales/marked').Name | Should -Be marked/z.txt
    }
    It 'asks once for a thousand files, and for no file by itself' { Get-Request $proxy { Get-StageFile '@proxied' } | Should -HaveCount 1 }
    It 'asks a wildcard of what lies below its folder only' { Get-Request $proxy { Get-StageFile '@proxied/2026/q*' } | Should -Match 'prefix=[0-9a-f]+%2F2026%2Fq' }
}

Describe 'Export-StageData and Import-StageData on a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:prefix = New-BucketStage s
        $script:rows = 1..3 | ForEach-Object { [pscustomobject]@{ Id = $_; Name = "Zoë, $_"; Ratio = $_ / 4 } }
    }
    AfterAll { Exit-BucketHome }

    It 'brings rows back from <_>' -ForEach 'r.csv', 'r.tsv', 'r.ndjson', 'r.json', 'r.csv.gz', 'r.ndjson.gz', 'r.tsv.br' {
        $export = $rows | Export-StageData "@s/f/$_"
        $export.RowsUnloaded, $export.Files | Should -Be 3, "@s/f/$_"
        (Get-StageFile "@s/f/$_").Size | Should -Be $export.OutputBytes
        Import-StageData "@s/f/$_" | ConvertTo-Csv | Should -Be ($rows | ConvertTo-Csv)
    }
    It 'imports by wildcard' { $rows | Export-StageData '@s/w/1.csv'; $rows | Export-StageData '@s/w/2.csv'; @(Import-StageData '@s/w/*.csv').Count | Should -Be 6 }
    It 'writes what another client reads' { $rows | Export-StageData '@s/plain.csv'; (Invoke-Aws s3 cp "s3://$Bucket/$prefix/plain.csv" -) -split "`n" | Select-Object -First 2 | Should -Be 'Id,Name,Ratio', '1,"Zoë, 1",0.25' }
    It 'gives a file a name of its own' { (1..3 | Export-StageData '@s/g/' -Format NdJson -Compression Gzip).Files | Should -Match '^@s/g/data_[0-9a-f]{32}_0000_00000000\.ndjson\.gz$' }
    It 'replaces a file with -Force only' {
        $null = 'old' | Export-StageData '@s/once.csv'
        (Get-FirstError { 'new' | Export-StageData '@s/once.csv' }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        (Import-StageData '@s/once.csv').Value | Should -Be old
        $null = 'new' | Export-StageData '@s/once.csv' -Force
        (Import-StageData '@s/once.csv').Value | Should -Be new
    }
    It 'leaves nothing when the pipeline fails' {
        { & { 1..5; throw 'enough' } | Export-StageData '@s/half.csv' } | Should -Throw enough
        Test-Path Stage:/s/half.csv | Should -BeFalse
        Get-BucketUpload $prefix | Should -BeNullOrEmpty
    }
    It 'writes and reads more than one part' {
        $text = 'x' * 1000
        $export = 1..12000 | ForEach-Object { [pscustomobject]@{ Id = $_; Text = $text } } | Export-StageData '@s/large.csv'
        $export.OutputBytes | Should -BeGreaterThan 12e6
        (Import-StageData '@s/large.csv' | Select-Object -Last 1).Id | Should -Be 12000
    }
}

Describe 'Export-StageData to a URL' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:url = "s3://$Bucket/bare" }
    AfterAll { Exit-BucketHome }

    It 'is refused while a stage is enabled' {
        $null = New-BucketStage s
        $found = Get-FirstError { 1 | Export-StageData "$url/x.csv" -Endpoint $Server.S3_ENDPOINT -Credential $BucketCredential }
        $found.FullyQualifiedErrorId | Should -BeLike 'StageRequired,*'
        $found.Exception.Message | Should -Match 'stage exists, please try to check and use a stage instead'
        Set-Stage s -Enabled:$false
    }
    It 'wants the credential in the same call' { (Get-FirstError { 1 | Export-StageData "$url/x.csv" -Endpoint $Server.S3_ENDPOINT }).FullyQualifiedErrorId | Should -BeLike 'CredentialRequired,*' }
    It 'works with it' {
        (1..2 | Export-StageData "$url/x.csv" -Endpoint $Server.S3_ENDPOINT -Region us-east-1 -Credential $BucketCredential).Files | Should -Be "$url/x.csv"
        Get-BucketKey bare | Should -Be x.csv
    }
    It 'replaces nothing without -Force' { (Get-FirstError { 1 | Export-StageData "$url/x.csv" -Endpoint $Server.S3_ENDPOINT -Credential $BucketCredential }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*' }
    It 'gives a file a name of its own below a folder' { (1 | Export-StageData "$url/d/" -Endpoint $Server.S3_ENDPOINT -Credential $BucketCredential).Files | Should -Match "^$url/d/data_.*\.csv$" }
}
