BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Get-StageFile' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage sales @{
            '2026/q1.csv' = 'abc'; '2026/q2.csv' = 'abcdef'; '2026/notes.txt' = 'n'; '2026/deep/q3.csv' = 'x'; '2026-old.csv' = 'o'; 'readme.txt' = 'r'
        }
        $null = New-Stage empty
    }
    AfterAll { Exit-TestHome }

    It 'lists all files below a stage' { (Get-StageFile '@sales').Count | Should -Be 6 }
    It 'lists all files below a folder' { (Get-StageFile '@sales/2026').Name | Sort-Object | Should -Be 2026/deep/q3.csv, 2026/notes.txt, 2026/q1.csv, 2026/q2.csv }
    It 'lists one file' { (Get-StageFile '@sales/2026/q1.csv').Size | Should -Be 3 }
    It 'lists an empty stage as nothing' { Get-StageFile '@empty' -ErrorAction Stop | Should -BeNullOrEmpty }
    It 'lists the user stage' { Set-Content Stage:/~/mine.txt x; (Get-StageFile '@~').Name | Should -Be mine.txt }
    It 'takes several paths' { (Get-StageFile '@sales/readme.txt', '@sales/2026/deep').Name | Should -Be readme.txt, 2026/deep/q3.csv }

    It 'finds with <Path>' -ForEach @(
        @{ Path = '@sales/2026/*.csv'; Expected = '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@sales/**/*.csv'; Expected = '2026-old.csv', '2026/deep/q3.csv', '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@sales/2026/q?.csv'; Expected = '2026/q1.csv', '2026/q2.csv' }
        @{ Path = '@sales/2026/q[2-9].csv'; Expected = '2026/q2.csv' }
        @{ Path = '@sales/20*/deep'; Expected = '2026/deep/q3.csv' }
        @{ Path = '@SALES/readme.*'; Expected = 'readme.txt' }
        @{ Path = 'Stage:/sales/2026/q*.csv'; Expected = '2026/q1.csv', '2026/q2.csv' }
    ) {
        (Get-StageFile $Path).Name | Sort-Object -Culture '' | Should -Be $Expected
    }

    It 'tells keys apart by case' { Get-StageFile '@sales/README.*' | Should -BeNullOrEmpty }
    It 'takes the path as a prefix with -Prefix' { (Get-StageFile '@sales' -Prefix 2026).Count | Should -Be 5 }
    It 'takes -Prefix below a folder' { (Get-StageFile '@sales/2026' -Prefix q).Name | Sort-Object | Should -Be 2026/q1.csv, 2026/q2.csv }
    It 'matches -Pattern with the whole of what follows the path' {
        (Get-StageFile '@sales/2026' -Pattern 'q\d\.csv').Name | Sort-Object | Should -Be 2026/q1.csv, 2026/q2.csv
        Get-StageFile '@sales/2026' -Pattern 'q\d' | Should -BeNullOrEmpty
    }
    It 'matches -Pattern with what follows the prefix' { (Get-StageFile '@sales' -Prefix '2026/q' -Pattern '[12]\.csv').Count | Should -Be 2 }
    It 'refuses a pattern that is none' { (Get-FirstError { Get-StageFile '@sales' -Pattern '(' }).FullyQualifiedErrorId | Should -BeLike 'PatternInvalid,*' }
    It 'refuses -Prefix with a wildcard' { (Get-FirstError { Get-StageFile '@sales/*.csv' -Prefix 2 }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*' }

    It 'gives typed properties' {
        $file = Get-StageFile '@sales/2026/q2.csv'
        $file.Size | Should -BeOfType long
        $file.LastModified | Should -BeOfType DateTimeOffset
        $file.Stage | Should -Be sales
        $file.Path | Should -Be '@sales/2026/q2.csv'
        $file.PSObject.Properties.Name | Should -Contain MD5
        $file.PSObject.Properties.Name | Should -Contain StorageClass
        $file.PSObject.Properties.Name | Should -Contain Creator
    }

    It 'streams: the first file is there before the rest is listed' { Get-StageFile '@sales' | Select-Object -First 1 | Should -Not -BeNullOrEmpty }
    It 'takes stages from the pipeline' { (Get-Stage sales, empty | Get-StageFile).Count | Should -Be 6 }
    It 'takes stage paths from the pipeline' { ('@sales/readme.txt', '@sales/2026/q1.csv' | Get-StageFile).Name | Should -Be readme.txt, 2026/q1.csv }
    It 'takes items of a drive from the pipeline' { (Get-ChildItem Stage:/sales/2026 | Get-StageFile).Count | Should -Be 4 }
    It 'takes its own files from the pipeline' { (Get-StageFile '@sales/2026' | Get-StageFile).Count | Should -Be 4 }

    It 'follows the current location on a stage drive' {
        Push-Location Stage:/sales/2026
        try { (Get-StageFile q1.csv).Name | Should -Be 2026/q1.csv; (Get-StageFile .).Count | Should -Be 4; (Get-StageFile ../readme.txt).Name | Should -Be readme.txt } finally { Pop-Location }
    }

    It 'follows the current location with wildcards' {
        Push-Location Stage:/sales
        try { (Get-StageFile 2026/q*.csv).Count | Should -Be 2 } finally { Pop-Location }
    }

    It 'refuses a path of the file system' { (Get-FirstError { Get-StageFile $folder }).FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*' }
    It 'refuses a path that leaves the stage: <_>' -ForEach '@sales/../x', '@sales/2026/../../x', '@sales/./x', '@sales/%2e%2e/x', '@sales/*/../../x' {
        (Get-FirstError { Get-StageFile $_ }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
    }
    It 'misses a stage that is not there' { (Get-FirstError { Get-StageFile '@nosuch' }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*' }
    It 'misses a file that is not there' { (Get-FirstError { Get-StageFile '@sales/nosuch.csv' }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*' }
    It 'says nothing about a wildcard that finds nothing' { Get-StageFile '@sales/*.none' -ErrorAction Stop | Should -BeNullOrEmpty }
    It 'follows no link out of the stage' {
        $outside = New-TestFolder
        New-TestFile $outside @{ 'secret.txt' = 's' }
        $null = New-Item -ItemType SymbolicLink "$folder/out" -Target $outside
        try {
            (Get-StageFile '@sales').Name | Should -Not -Contain out/secret.txt
            (Get-FirstError { Get-StageFile '@sales/out/secret.txt' }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
        }
        finally { Remove-Item "$folder/out" }
    }
}

Describe 'Get-StageFile of names with special characters' {
    BeforeAll {
        Enter-TestHome
        $files = @{}
        $NastyNames | ForEach-Object { $files["d/$_"] = $_ }
        $null = New-FolderStage nasty $files
    }
    AfterAll { Exit-TestHome }

    It 'lists them all' { (Get-StageFile '@nasty').Count | Should -Be $NastyNames.Count }
    It 'finds each by -LiteralPath, and only it' { foreach ($name in $NastyNames) { (Get-StageFile -LiteralPath "@nasty/d/$name").Name | Should -BeExactly "d/$name" } }
    It 'finds each by an escaped -Path, and only it' { foreach ($name in $NastyNames) { (Get-StageFile ("@nasty/d/" + [wildcardpattern]::Escape($name).Replace('``', '`').Replace('back`tick', 'back``tick'))).Name | Should -BeExactly "d/$name" } }
    It 'finds each again from the pipeline' { (Get-StageFile '@nasty' | Get-StageFile).Count | Should -Be $NastyNames.Count }
    It 'finds each from the items of a drive' { (Get-ChildItem -LiteralPath Stage:/nasty/d | Get-StageFile).Count | Should -Be $NastyNames.Count }
    It 'finds each by its name on the current drive' {
        Push-Location Stage:/nasty/d
        try { foreach ($name in $NastyNames | Where-Object { $_ -notmatch '^[~@]|:' }) { (Get-StageFile -LiteralPath "./$name").Name | Should -BeExactly "d/$name" } } finally { Pop-Location }
    }
}

Describe 'Remove-StageFile' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    BeforeEach { $script:folder = New-TestFolder; New-TestFile $folder @{ 'a.txt' = 'a'; 'b.txt' = 'b'; 'd/c.csv' = 'c'; 'd/e.txt' = 'e' }; $null = New-Stage s $folder -Force }

    It 'removes one file' { Remove-StageFile '@s/a.txt'; "$folder/a.txt" | Should -Not -Exist; "$folder/b.txt" | Should -Exist }
    It 'removes all below a folder' { Remove-StageFile '@s/d' -Recurse; (Get-StageFile '@s').Name | Sort-Object | Should -Be a.txt, b.txt }
    It 'removes all of a stage' { Remove-StageFile '@s' -Recurse; Get-StageFile '@s' | Should -BeNullOrEmpty }
    It 'removes what a wildcard finds' { Remove-StageFile '@s/*.txt'; (Get-StageFile '@s').Name | Sort-Object | Should -Be d/c.csv, d/e.txt }
    It 'removes what a pattern finds' { Remove-StageFile '@s' -Pattern '.*\.txt'; (Get-StageFile '@s').Name | Should -Be d/c.csv }
    It 'takes a literal path' { New-TestFile $folder @{ '[a].txt' = 'x' }; Remove-StageFile -LiteralPath '@s/[a].txt'; "$folder/a.txt" | Should -Exist; Test-Path -LiteralPath "$folder/[a].txt" | Should -BeFalse }
    It 'removes no folder that was not meant, where nobody can be asked' {
        $child = Invoke-Child @'
$ErrorActionPreference = 'Stop'
foreach ($path in '@s', '@s/', '@s/d', '@s/d/', 'Stage:/s', 'Stage:/s/d') {
    foreach ($run in { Remove-StageFile $path }, { Remove-StageFile -LiteralPath $path }, { $path | Remove-StageFile }, { Get-Item Stage:/s/d | Remove-StageFile }) {
        try { & $run; "nothing asked: $path $run" } catch { "$($_.FullyQualifiedErrorId) $_" }
    }
}
'@
        $lines = $child.Output -split '\r?\n'
        $lines.Count | Should -Be 24
        $lines | Should -BeLike 'ConfirmationRequired,*-Recurse*'
        (Get-StageFile '@s').Count | Should -Be 4
    }
    It 'removes nothing where its input has ended, as in a job of cron' {
        $ended = Invoke-Program -Command ((Get-PowerShellCommand) + '-NoProfile', '-Command', "Import-Module '$ModulePath'; Remove-StageFile '@s'")
        $ended.Error | Should -BeLike '*-Recurse*'
        (Get-StageFile '@s').Count | Should -Be 4
    }
    It 'takes an answer: <Name>' -ForEach @(
        @{ Name = '-Recurse'; Run = { Remove-StageFile '@s/d' -Recurse } }, @{ Name = '-Confirm:$false'; Run = { Remove-StageFile '@s/d' -Confirm:$false } }
        @{ Name = 'the preference'; Run = { $ConfirmPreference = 'None'; Remove-StageFile '@s/d' } }, @{ Name = 'a pattern'; Run = { Remove-StageFile '@s/d' -Pattern '.*' } }
        @{ Name = 'a wildcard'; Run = { Remove-StageFile '@s/d/*' } }
    ) {
        & $Run
        (Get-StageFile '@s').Name | Sort-Object | Should -Be a.txt, b.txt
    }
    It 'says what it removed with -PassThru' { (Remove-StageFile '@s/*.txt' -PassThru).Name | Sort-Object | Should -Be a.txt, b.txt }
    It 'says nothing otherwise' { Remove-StageFile '@s/*.txt' | Should -BeNullOrEmpty }
    It 'removes files from the pipeline' { Get-StageFile '@s' | Where-Object Name -like '*.txt' | Remove-StageFile; (Get-StageFile '@s').Name | Should -Be d/c.csv }
    It 'removes items of a drive from the pipeline' { Get-ChildItem Stage:/s -File | Remove-StageFile; (Get-StageFile '@s').Name | Sort-Object | Should -Be d/c.csv, d/e.txt }
    It 'removes files of several stages at once' {
        $null = New-Stage t -Force; Set-Content Stage:/t/t.txt t
        '@s/a.txt', '@t/t.txt', '@s/b.txt' | Remove-StageFile
        Get-StageFile '@s/*.txt', '@t' | Should -BeNullOrEmpty
    }
    It 'follows the current location' { Push-Location Stage:/s/d; try { Remove-StageFile c.csv } finally { Pop-Location }; "$folder/d/c.csv" | Should -Not -Exist }
    It 'removes nothing with -WhatIf' { Remove-StageFile '@s' -WhatIf; (Get-StageFile '@s').Count | Should -Be 4 }
    It 'misses a file that is not there, and removes the rest' {
        '@s/a.txt', '@s/nosuch.txt', '@s/b.txt' | Remove-StageFile -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        (Get-StageFile '@s').Name | Sort-Object | Should -Be d/c.csv, d/e.txt
    }
    It 'removes files with special characters in their names' {
        $NastyNames | ForEach-Object { New-TestFile $folder @{ "n/$_" = 'x' } }
        Get-StageFile '@s/n' | Remove-StageFile
        [IO.Directory]::GetFiles("$folder/n") | Should -BeNullOrEmpty
    }
    It 'removes more files than one batch holds' {
        [void][IO.Directory]::CreateDirectory("$folder/many")
        foreach ($i in 1..1500) { [IO.File]::Create("$folder/many/$i").Dispose() }
        (Remove-StageFile '@s/many' -Recurse -PassThru).Count | Should -Be 1500
    }
    It 'refuses a path that leaves the stage' { (Get-FirstError { Remove-StageFile '@s/../x' }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }
}

Describe 'Update-StageDirectoryTable' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    BeforeEach { $script:folder = New-TestFolder; New-TestFile $folder @{ 'a.csv' = 'aaa'; 'd/b.csv' = 'b' }; $null = New-Stage s $folder -Force -DirectoryTable }

    It 'lists the files, and says how many' { (Update-StageDirectoryTable s).PSObject.Properties.Value | Should -Contain 2 }
    It 'fills what -FromDirectoryTable then lists without the store' {
        $null = Update-StageDirectoryTable s
        Remove-Item $folder -Recurse
        (Get-StageFile '@s' -FromDirectoryTable).Name | Should -Be a.csv, d/b.csv
        (Get-StageFile '@s/d/*.csv' -FromDirectoryTable).Name | Should -Be d/b.csv
        (Get-StageFile '@s/a.csv' -FromDirectoryTable).Size | Should -Be 3
    }
    It 'shows when the table was refreshed' { $null = Update-StageDirectoryTable s; (Get-Stage s).DirectoryTableRefreshedOn | Should -BeOfType DateTimeOffset }
    It 'forgets files that are gone' { $null = Update-StageDirectoryTable s; Remove-Item "$folder/a.csv"; $null = Update-StageDirectoryTable s; (Get-StageFile '@s' -FromDirectoryTable).Name | Should -Be d/b.csv }
    It 'takes stages from the pipeline' { (Get-Stage s | Update-StageDirectoryTable).PSObject.Properties.Value | Should -Contain 2 }
    It 'changes nothing with -WhatIf' { Update-StageDirectoryTable s -WhatIf; (Get-Stage s).DirectoryTableRefreshedOn | Should -BeNullOrEmpty }
    It 'refuses a stage without a table' { $null = New-Stage t -Force; (Get-FirstError { Update-StageDirectoryTable t }).FullyQualifiedErrorId | Should -BeLike 'DirectoryTableDisabled,*' }
    It 'is not asked before it was filled' { (Get-FirstError { Get-StageFile '@s' -FromDirectoryTable }).FullyQualifiedErrorId | Should -BeLike 'DirectoryTableDisabled,*' }
    It 'is empty when the stage has another URL' {
        $null = Update-StageDirectoryTable s
        Set-Stage s -Url (New-TestFolder)
        Get-StageFile '@s' -FromDirectoryTable -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
