BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'What a drive shows of a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:prefix = New-BucketStage s @{ 'a.txt' = 'a' }
        # Written by another client in no time: by a URL.
        function Write-Elsewhere([string] $Path, [string] $Text) { $null = Invoke-WebRequest (Get-StageFileUrl $Path -Method Put).Url -Method Put -Body $Text }
    }
    AfterAll { Exit-BucketHome }

    It 'is one''s own write, at once' {
        foreach ($i in 1..5) {
            Test-Path Stage:/s/own.txt | Should -BeFalse
            Set-Content Stage:/s/own.txt $i
            Get-Content Stage:/s/own.txt | Should -Be $i
            (Get-ChildItem Stage:/s).Name | Should -Contain own.txt
            Copy-Item Stage:/s/own.txt Stage:/s/copy.txt
            Test-Path Stage:/s/copy.txt | Should -BeTrue
            Remove-StageFile '@s/own.txt'
            (Get-ChildItem Stage:/s).Name | Should -Not -Contain own.txt
            Remove-Item Stage:/s/copy.txt
        }
    }
    It 'is what another stage of this process wrote into the bucket, at once' {
        $null = New-BucketStage alias -Prefix $prefix
        Test-Path Stage:/s/alias.txt | Should -BeFalse
        Set-Content Stage:/alias/alias.txt x
        Test-Path Stage:/s/alias.txt | Should -BeTrue
    }
    It 'is another client''s write, at once with -Force' {
        Test-Path Stage:/s/other.txt | Should -BeFalse
        (Get-Item Stage:/s/a.txt).Size | Should -Be 1
        Write-Elsewhere '@s/other.txt' other
        Write-Elsewhere '@s/a.txt' longer
        (Get-Item Stage:/s/a.txt -Force).Size | Should -Be 6
        (Get-ChildItem Stage:/s -Force).Name | Should -Contain other.txt
    }
    It 'is another client''s write without it, after two seconds' {
        Test-Path Stage:/s/late.txt | Should -BeFalse
        (Get-Item Stage:/s/a.txt -Force).Size | Should -BeGreaterThan 0
        Write-Elsewhere '@s/late.txt' late
        Write-Elsewhere '@s/a.txt' 'longer still'
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Wait-Until { (Test-Path Stage:/s/late.txt) -and (Get-Item Stage:/s/a.txt).Size -eq 12 }
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
    }
    It 'is read anew by Get-StageFile each time' { $null = Get-StageFile '@s/a.txt'; Write-Elsewhere '@s/a.txt' abc; (Get-StageFile '@s/a.txt').Size | Should -Be 3 }
}

Describe 'What a drive asks a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:deep = (1..15 | ForEach-Object { "d$_" }) -join '/'
        $files = @{ "$deep/file.txt" = 'deep'; 'flat/x.txt' = 'x' }
        1..3000 | ForEach-Object { $files["wide/$_.txt"] = 'w' }
        $script:prefix = New-BucketStage direct $files
        $script:proxy = Start-BucketProxy
        $null = New-BucketStage s -Endpoint $proxy.Endpoint -Prefix $prefix
        function Count([int] $AtMost, [scriptblock] $Script) { $requests = @(Get-Request $proxy $Script); $requests.Count | Should -BeLessOrEqual $AtMost -Because ($requests -join "`n") }
    }
    AfterAll { Exit-BucketHome }

    It 'for a file 15 folders deep: three requests to read it' { Count 3 { Get-Content "Stage:/s/$deep/file.txt" | Should -Be deep } }
    It 'for Test-Path: two requests, of <What>' -ForEach @(
        @{ What = 'a file'; Path = 'file.txt'; There = $true }, @{ What = 'a folder'; Path = ''; There = $true }, @{ What = 'nothing'; Path = 'nosuch.txt'; There = $false }
    ) { Count 2 { Test-Path "Stage:/s/$deep/$Path".TrimEnd('/') | Should -Be $There } }
    It 'for Get-Item: two requests' { Count 2 { (Get-Item "Stage:/s/$deep/file.txt").Size | Should -Be 4 } }
    It 'for a folder of 3,000 files: four requests' { Count 4 { @(Get-ChildItem Stage:/s/wide).Count | Should -Be 3000 } }
    It 'for its names alone: four requests' { Count 4 { @(Get-ChildItem Stage:/s/wide -Name).Count | Should -Be 3000 } }
    It 'for a wildcard: no request for a file by itself' { Count 8 { @(Get-ChildItem Stage:/s/wide/12*.txt).Count | Should -Be 111 } }
    It 'for what a wildcard finds, read: two requests a file at most' { Count 230 { @(Get-Content Stage:/s/wide/12*.txt -Raw).Count | Should -Be 111 } }
    It 'for what a list gives, read: two requests a file at most' { Count 230 { @(Get-ChildItem Stage:/s/wide -Filter 12*.txt | Get-Content -Raw).Count | Should -Be 111 } }
    It 'for a filter: no more than what begins like it' { Count 3 { @(Get-ChildItem Stage:/s/wide -Filter 12*.txt).Count | Should -Be 111 } }
    It 'for a new file: five requests' { Count 5 { Set-Content Stage:/s/flat/new.txt x } }
    It 'for the removal of a file: five requests' { Count 5 { Remove-Item Stage:/s/flat/x.txt } }
    It 'for all that lies below: no request for a file by itself' { Count 40 { @(Get-ChildItem Stage:/s -Recurse -File).Count | Should -Be 3002 } }
    It 'for a new drive: two requests' { Count 2 { New-PSDrive -Name counted -PSProvider Stage -Root "@s/$deep" -Scope Global } }
    It 'for Set-Location and a list: four requests' { Count 4 { Push-Location Stage:/s/flat; Get-ChildItem; Pop-Location } }
}
