BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Get-StageFileUrl' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:prefix = New-BucketStage s @{ 'a.txt' = 'abc'; 'd/b.txt' = 'b'; 'd/c.csv' = 'c'; 'n/two words & [1] #%+?.txt' = 'nasty' }
        $null = New-FolderStage folder @{ 'a.txt' = 'x' }
        function Get-Status([scriptblock] $Request) { try { (& $Request).StatusCode } catch { [int]$_.Exception.Response.StatusCode } }
    }
    AfterAll { Exit-BucketHome }

    It 'gives a URL that is read without credentials' { (Read-Url (Get-StageFileUrl '@s/a.txt').Url) | Should -BeExactly abc }
    It 'gives one that is read, and nothing else, with -Method Get' {
        $url = Get-StageFileUrl '@s/a.txt' -Method Get
        $url.Method, $url.Path | Should -Be GET, '@s/a.txt'
        Read-Url $url.Url | Should -BeExactly abc
        Get-Status { Invoke-WebRequest $url.Url -Method $url.Method } | Should -Be 200
        Get-Status { Invoke-WebRequest $url.Url -Method Put -Body x } | Should -Be 403
        Get-Content Stage:/s/a.txt | Should -Be abc
    }
    It 'gives one that is written without credentials' {
        $url = Get-StageFileUrl '@s/new.txt' -Method Put
        $null = Invoke-WebRequest $url.Url -Method $url.Method -Body 'from outside'
        Get-Content Stage:/s/new.txt | Should -Be 'from outside'
    }
    It 'says what it is for, and until when' {
        $url = Get-StageFileUrl '@s/a.txt' -ExpiresIn 600
        $url.Method, $url.Path, $url.Headers.Count | Should -Be GET, '@s/a.txt', 0
        ($url.ExpiresOn - [DateTimeOffset]::UtcNow).TotalSeconds | Should -BeGreaterThan 590
        ($url.ExpiresOn - [DateTimeOffset]::UtcNow).TotalSeconds | Should -BeLessThan 601
        "$($url.Url)" | Should -Match "^$([regex]::Escape($Server.S3_ENDPOINT))/$Bucket/$prefix/a\.txt\?.*X-Amz-Expires=(600|599)&"
    }
    It 'holds for an hour unless told otherwise' { [Math]::Round(((Get-StageFileUrl '@s/a.txt').ExpiresOn - [DateTimeOffset]::UtcNow).TotalMinutes) | Should -Be 60 }
    It 'is refused by the server when it has expired' {
        # A signature's time has whole seconds: what holds for one may hold for a moment only.
        $short, $longer = 1, 30 | ForEach-Object { Get-StageFileUrl '@s/a.txt' -ExpiresIn $_ }
        "$($short.Url)" | Should -Match 'X-Amz-Expires=[12]&'
        Wait-Until { (Get-Status { Invoke-WebRequest $short.Url }) -eq 403 }
        Get-Status { Invoke-WebRequest $longer.Url } | Should -Be 200
    }
    It 'is good for its method and its file alone' {
        $read = (Get-StageFileUrl '@s/a.txt').Url
        Get-Status { Invoke-WebRequest $read -Method Put -Body x } | Should -Be 403
        Get-Status { Invoke-WebRequest "$read".Replace('/a.txt?', '/d/b.txt?') } | Should -Be 403
        Get-Content Stage:/s/a.txt | Should -Be abc
    }
    It 'wants the content type that -ContentType says' {
        $url = Get-StageFileUrl '@s/t.json' -Method Put -ContentType application/json
        $url.Headers['Content-Type'] | Should -Be application/json
        Get-Status { Invoke-WebRequest $url.Url -Method Put -Body '{}' -ContentType text/plain } | Should -Be 403
        Get-Status { Invoke-WebRequest $url.Url -Method Put -Body '{}' -ContentType application/json } | Should -Be 200
        (Invoke-Aws s3api head-object --bucket $Bucket --key "$prefix/t.json").ContentType | Should -Be application/json
    }
    It 'reaches a file with special characters in its name' { Read-Url (Get-StageFileUrl -LiteralPath '@s/n/two words & [1] #%+?.txt').Url | Should -BeExactly nasty }
    It 'gives one for each file that a wildcard finds' { (Get-StageFileUrl '@s/d/*').Path | Should -Be '@s/d/b.txt', '@s/d/c.csv' }
    It 'takes files from the pipeline' { $urls = Get-StageFile '@s/d' | Get-StageFileUrl; $urls.Path | Should -Be '@s/d/b.txt', '@s/d/c.csv'; Read-Url $urls[1].Url | Should -BeExactly c }
    It 'follows the current location' { Push-Location Stage:/s/d; try { (Get-StageFileUrl b.txt).Path | Should -Be '@s/d/b.txt' } finally { Pop-Location } }
    It 'gives a URL as a text that other programs take as it stands' {
        $url = (Get-StageFileUrl -LiteralPath '@s/n/two words & [1] #%+?.txt').Url
        $url | Should -BeOfType string
        $url | Should -Not -Match '[ "<>\[\]]'
        $said = (Invoke-StageSql "PRESIGN '@s/n/two words & [1] #%+?.txt'").url
        foreach ($text in $url, ((Get-StageFileUrl -LiteralPath '@s/n/two words & [1] #%+?.txt' | ConvertTo-Json | ConvertFrom-Json).Url), ((Get-StageFileUrl -LiteralPath '@s/n/two words & [1] #%+?.txt' | ConvertTo-Csv | ConvertFrom-Csv).Url), $said) {
            (Invoke-Program -Command 'curl', '--silent', '--fail', $text).Output | Should -BeExactly nasty
        }
    }
    It 'does not ask whether the file is there' { Get-Status { Invoke-WebRequest (Get-StageFileUrl '@s/nosuch.txt' -ErrorAction Stop).Url } | Should -Be 404 }
    It 'takes -ExpiresIn in seconds and as a time span, up to seven days' { foreach ($time in 60, '01:00:00', [timespan]::FromDays(7), 604800) { (Get-StageFileUrl '@s/a.txt' -ExpiresIn $time).Url | Should -Not -BeNullOrEmpty } }
    It 'is good for seven days where the server says so' { Read-Url (Get-StageFileUrl '@s/a.txt' -ExpiresIn 7.00:00:00).Url | Should -BeExactly abc; 1..20 | ForEach-Object { "$((Get-StageFileUrl '@s/a.txt' -ExpiresIn 7.00:00:00).Url)" | Should -Match 'X-Amz-Expires=604(800|799)&'; Start-Sleep -Milliseconds 70 } }
    It 'refuses -ExpiresIn <_>' -ForEach '8.00:00:00', 0, -5 { (Get-FirstError { Get-StageFileUrl '@s/a.txt' -ExpiresIn $_ }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*' }
    It 'refuses another method' { { Get-StageFileUrl '@s/a.txt' -Method Delete } | Should -Throw '*Method*' }
    It 'refuses <What>' -ForEach @(
        @{ What = 'a stage on a folder'; Path = '@folder/a.txt'; Id = 'StorageNotServed' }
        @{ What = 'the user stage in the catalog''s folder'; Path = '@~/a.txt'; Id = 'StorageNotServed' }
        @{ What = 'a stage itself'; Path = '@s'; Id = 'PathInvalid' }
        @{ What = 'a path outside'; Path = '@s/../x'; Id = 'PathOutsideStage' }
        @{ What = 'a stage that is not there'; Path = '@nosuch/x'; Id = 'StageNotFound' }
    ) {
        (Get-FirstError { Get-StageFileUrl $Path }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
    It 'makes none for writing to a disabled stage' {
        $null = New-BucketStage off -Prefix $prefix -With @{ Disabled = $true }
        (Get-FirstError { Get-StageFileUrl '@off/x.txt' -Method Put }).FullyQualifiedErrorId | Should -BeLike 'StageDisabled,*'
        Read-Url (Get-StageFileUrl '@off/a.txt').Url | Should -BeExactly abc
    }
    It 'shows the method, the path, the time and the whole URL' {
        $url = Get-StageFileUrl '@s/a.txt' -Method Put -ContentType text/csv
        $text = $url | Out-String -Width 100
        $text | Should -Match '(?m)^Method\s+: PUT'
        $text | Should -Match '(?m)^Path\s+: @s/a.txt'
        $text | Should -Match '(?m)^ExpiresOn\s+: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d'
        $text | Should -Match '(?m)^Headers\s+: Content-Type: text/csv'
        $text -replace '\s' | Should -Match ([regex]::Escape("Url:$($url.Url)"))
        $url | Format-Table | Out-String | Should -Match 'Method ExpiresOn\s+Path'
    }
    It 'holds the key id, as URLs do, and never the secret' { $text = Get-StageFileUrl '@s/a.txt' | Format-List * | Out-String -Width 4000; $text | Should -Not -Match $Server.S3_SECRET_KEY }
}
