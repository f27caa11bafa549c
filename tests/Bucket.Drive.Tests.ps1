BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A bucket as a drive' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $files = @{ '2026/q1.csv' = "a`nb`nc`n"; '2026/q2.csv' = '22'; '2026/deep/q3.csv' = '3'; '2026/deep/er/q4.csv' = '4'; 'notes.txt' = 'n'; 'two words/x.txt' = 'x' }
        $NastyNames | ForEach-Object { $files["n/$_"] = $_ }
        $script:prefix = New-BucketStage sales $files
        Set-Location Stage:/sales
    }
    AfterAll { Exit-BucketHome }

    It 'is gone down and up' { Push-Location 2026/deep; try { (Get-ChildItem).Name | Should -Be er, q3.csv; Set-Location ..; "$PWD" | Should -Be Stage:/sales/2026; Set-Location '../two words'; (Get-ChildItem).Name | Should -Be x.txt } finally { Pop-Location } }
    It 'shows folders without a time, and files with theirs' {
        $items = Get-ChildItem 2026
        $items.Name | Should -Be deep, q1.csv, q2.csv
        $items[0].PSIsContainer, $items[0].LastModified, $items[0].Size | Should -Be $true, $null, $null
        $items[1].Size, $items[1].LastModified.Year | Should -Be 6, ([DateTime]::UtcNow.Year)
        ($items[0] | Out-String).Trim() -split "`n" | Select-Object -Last 1 | Should -Match '^\s*deep/$'
    }
    It 'lists with <Line>' -ForEach @(
        @{ Line = 'Get-ChildItem'; Expected = '2026', 'n', 'notes.txt', 'two words' }
        @{ Line = 'Get-ChildItem 2026 -Recurse -File'; Expected = 'q1.csv', 'q2.csv', 'q3.csv', 'q4.csv' }
        @{ Line = 'Get-ChildItem 2026 -Recurse -Directory'; Expected = 'deep', 'er' }
        @{ Line = 'Get-ChildItem 2026 -Depth 1'; Expected = 'deep', 'q1.csv', 'q2.csv', 'er', 'q3.csv' }
        @{ Line = 'Get-ChildItem . -Recurse -Filter q*.csv'; Expected = 'q1.csv', 'q2.csv', 'q3.csv', 'q4.csv' }
        @{ Line = 'Get-ChildItem 2026 -Recurse -Include q3*, q4*'; Expected = 'q4.csv', 'q3.csv' }
        @{ Line = 'Get-ChildItem 2026/*.csv'; Expected = 'q1.csv', 'q2.csv' }
        @{ Line = 'Get-ChildItem */q?.csv'; Expected = 'q1.csv', 'q2.csv' }
        @{ Line = 'Get-Item 2026/q[2-9].csv'; Expected = 'q2.csv' }
        @{ Line = 'Get-Item 2026, notes.txt'; Expected = '2026', 'notes.txt' }
    ) { (Invoke-Expression $Line).Name | Should -Be $Expected }
    It 'lists names alone' { Get-ChildItem 2026 -Name | Should -Be deep, q1.csv, q2.csv; Get-ChildItem 2026 -Name -Recurse | Sort-Object | Should -Be deep, deep/er, deep/er/q4.csv, deep/q3.csv, q1.csv, q2.csv }
    It 'tells what is there' {
        Test-Path 2026 -PathType Container | Should -BeTrue
        Test-Path 2026/q1.csv -PathType Leaf | Should -BeTrue
        Test-Path 2026/q | Should -BeFalse
        Test-Path 2026/Q1.csv | Should -BeFalse
        Test-Path Stage:/sales/nosuch/x | Should -BeFalse
    }
    It 'resolves wildcards' { (Resolve-Path Stage:/sales/*/q1.csv).Path | Should -Be Stage:/sales/2026/q1.csv }
    It 'finds each name with special characters, reads it, and only it' { foreach ($name in $NastyNames) { Test-Path -LiteralPath "Stage:/sales/n/$name" | Should -BeTrue -Because $name; Get-Content -LiteralPath "Stage:/sales/n/$name" | Should -BeExactly $name } }
    It 'writes, renames and removes each of them' {
        foreach ($name in $NastyNames) { Set-Content -LiteralPath "Stage:/sales/m/$name" x; Rename-Item -LiteralPath "Stage:/sales/m/$name" "new $name"; Remove-Item -LiteralPath "Stage:/sales/m/new $name" }
        Test-Path Stage:/sales/m | Should -BeFalse
    }
    It 'never leaves the stage' { { Get-Item Stage:/sales/../../../x -ErrorAction Stop } | Should -Throw -ErrorId 'System.Management.Automation.PSArgumentException,*'; (Get-FirstError { Get-StageFile 'Stage:/sales/%2e%2e/x' }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }
    It 'is mounted over a folder' {
        $null = Mount-Stage '@sales/2026' y26
        (Get-ChildItem y26:/).Name | Should -Be deep, q1.csv, q2.csv
        $null = New-PSDrive -Name y27 -PSProvider Stage -Root '@sales/2026/deep' -Scope Global
        (Get-ChildItem y27:/).Name | Should -Be er, q3.csv
        { New-PSDrive -Name y28 -PSProvider Stage -Root '@sales/nosuch' -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'
    }
    It 'completes <Text>' -ForEach @(
        @{ Text = "Get-StageFile '@sales/2026/q"; Expected = "'@sales/2026/q1.csv'", "'@sales/2026/q2.csv'" }
        @{ Text = "Get-StageFile '@sales/tw"; Expected = "'@sales/two words'" }
        @{ Text = 'Get-Content Stage:/sales/2026/q'; Expected = 'Stage:/sales/2026/q1.csv', 'Stage:/sales/2026/q2.csv' }
        @{ Text = 'Get-Content ./no'; Expected = './notes.txt' }
    ) { [System.Management.Automation.CommandCompletion]::CompleteInput($Text, $Text.Length, $null).CompletionMatches.CompletionText | Should -Be $Expected }
}

Describe 'Items of a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome }
    AfterAll { Exit-BucketHome }
    BeforeEach { $script:prefix = New-BucketStage s @{ 'a.txt' = 'a'; 'd/b.txt' = 'bb'; 'd/e/c.txt' = 'ccc' }; Set-Location Stage:/s }

    It 'New-Item makes a file, and a folder that is there with nothing in it' {
        (New-Item new.txt -Value 'new').Size | Should -Be 3
        (New-Item -ItemType Directory empty/one).PSIsContainer | Should -BeTrue
        Test-Path empty/one | Should -BeTrue
        Get-ChildItem empty/one | Should -BeNullOrEmpty
        Get-BucketKey $prefix | Should -Contain empty/one/
        (Get-StageFile '@s').Name | Should -Not -Contain empty/one/
    }
    It 'New-Item replaces nothing without -Force' { (Get-FirstError { New-Item a.txt -Value x }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'; (Get-FirstError { New-Item d -ItemType Directory }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*' }
    It 'Copy-Item copies a file and a folder' {
        Copy-Item a.txt d/
        Copy-Item d f -Recurse
        (Get-StageFile '@s').Name | Should -Be a.txt, d/a.txt, d/b.txt, d/e/c.txt, f/a.txt, f/b.txt, f/e/c.txt
        Get-Content f/e/c.txt | Should -Be ccc
    }
    It 'Copy-Item copies to another stage' { $null = New-Stage local (New-TestFolder) -Force; Copy-Item d Stage:/local/ -Recurse; Get-Content Stage:/local/d/b.txt | Should -Be bb; Copy-Item Stage:/local/d/b.txt back.txt; Get-Content back.txt | Should -Be bb }
    It 'Move-Item moves a file and a folder' { Move-Item a.txt d; Move-Item d moved; Get-BucketKey $prefix | Should -Be moved/a.txt, moved/b.txt, moved/e/c.txt }
    It 'Rename-Item renames a file and a folder' { Rename-Item a.txt z.txt; Rename-Item d y; Get-BucketKey $prefix | Should -Be y/b.txt, y/e/c.txt, z.txt }
    It 'Rename-Item replaces nothing' { (Get-FirstError { Rename-Item d/b.txt e }).FullyQualifiedErrorId | Should -Match '^(FileAlreadyExists|ItemKindMismatch),'; (Get-StageFile '@s').Count | Should -Be 3 }
    It 'Remove-Item removes a file, and a folder with -Recurse' { Remove-Item a.txt; Remove-Item d -Recurse; Get-BucketKey $prefix | Should -BeNullOrEmpty; Test-Path d | Should -BeFalse }
    It 'Remove-Item of a folder of a great many asks nothing with -Recurse' { $files = @{}; 1..1200 | ForEach-Object { $files["m/$_"] = '' }; $null = New-BucketStage many $files; Remove-Item Stage:/many/m -Recurse; Get-StageFile '@many' | Should -BeNullOrEmpty }
}

Describe 'Content of a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:prefix = New-BucketStage s @{ 'l.txt' = (1..500 -join "`n") + "`n" }; Set-Location Stage:/s }
    AfterAll { Exit-BucketHome }

    It 'Get-Content reads lines, all of it, its beginning and its end' {
        @(Get-Content l.txt).Count | Should -Be 500
        Get-Content l.txt -TotalCount 2 | Should -Be 1, 2
        Get-Content l.txt -Tail 2 | Should -Be 499, 500
        (Get-Content l.txt -Raw).Length | Should -Be 1892
        (Get-Content l.txt -AsByteStream -Raw).Length | Should -Be 1892
        (Get-Content l.txt -AsByteStream -TotalCount 3) | Should -Be 49, 10, 50
    }
    It 'Set-Content replaces, Add-Content adds, Clear-Content empties' {
        Set-Content c.txt one; Set-Content c.txt two; Add-Content c.txt three, four
        Get-Content c.txt | Should -Be two, three, four
        Clear-Content c.txt
        (Get-Item c.txt).Size | Should -Be 0
        Set-Content c.txt five -NoNewline
        Get-Content c.txt -Raw | Should -BeExactly five
    }
    It 'keeps bytes and encodings' {
        Set-Content b.bin ([byte[]](0..255)) -AsByteStream
        Get-Content b.bin -AsByteStream | Should -Be (0..255)
        Set-Content u.txt 'Grüße' -Encoding utf8BOM
        (Get-Content u.txt -AsByteStream -TotalCount 3) | Should -Be 239, 187, 191
        Get-Content u.txt | Should -BeExactly Grüße
        Set-Content l1.txt 'Grüße' -Encoding latin1
        Get-Content l1.txt -Encoding latin1 | Should -BeExactly Grüße
    }
    It 'Add-Content writes a byte order mark at the beginning alone, in the encoding <Name>' -ForEach @{ Name = 'utf8BOM'; Bytes = 239, 187, 191, 97, 98 }, @{ Name = 'unicode'; Bytes = 255, 254, 97, 0, 98, 0 }, @{ Name = 'utf32'; Bytes = 255, 254, 0, 0, 97, 0, 0, 0, 98, 0, 0, 0 } {
        Add-Content m.txt a -NoNewline -Encoding $Name
        Add-Content m.txt b -NoNewline -Encoding $Name
        Get-Content m.txt -AsByteStream | Should -Be $Bytes
        Set-Content m.txt a -NoNewline -Encoding $Name
        Add-Content m.txt b -NoNewline
        Get-Content m.txt -AsByteStream | Should -Be $Bytes
        Clear-Content m.txt
        Add-Content m.txt a -NoNewline -Encoding $Name
        Add-Content m.txt b -NoNewline -Encoding $Name
        Get-Content m.txt -AsByteStream | Should -Be $Bytes
        Remove-Item m.txt
    }
    It 'writes more than one part' { & { 1..12 | ForEach-Object { 'x' * 1MB } } | Set-Content large.txt; (Get-Item large.txt).Size | Should -Be (12 * (1MB + 1)); (Get-Content large.txt -Tail 1).Length | Should -Be 1MB }
    It 'keeps the old content when the pipeline fails' { Set-Content keep.txt old; { & { 'new'; throw 'enough' } | Set-Content keep.txt } | Should -Throw -ErrorId enough; Get-Content keep.txt | Should -Be old }
}
