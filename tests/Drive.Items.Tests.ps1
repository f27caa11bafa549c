BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Get-ChildItem on a stage drive' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.csv' = 'a'; 'b.txt' = 'b'; 'd/c.csv' = 'c'; 'd/e/f.csv' = 'f'; 'd/e/g/h.csv' = 'h'; 'x[1]/i.csv' = 'i' }
        $null = New-Item "$folder/empty" -ItemType Directory
        function Get-Found { @($input | ForEach-Object { "$_" -replace '^Stage:/s/' } | Sort-Object -Culture '') }
    }
    AfterAll { Exit-TestHome }

    It 'lists files and folders' { (Get-ChildItem Stage:/s).Name | Sort-Object | Should -Be a.csv, b.txt, d, empty, 'x[1]' }
    It 'lists a file as itself' { (Get-ChildItem Stage:/s/a.csv).Name | Should -Be a.csv }
    It 'lists an empty folder as nothing' { Get-ChildItem Stage:/s/empty -ErrorAction Stop | Should -BeNullOrEmpty }
    It 'lists all with -Recurse' { Get-ChildItem Stage:/s -Recurse | Get-Found | Should -Be a.csv, b.txt, d, d/c.csv, d/e, d/e/f.csv, d/e/g, d/e/g/h.csv, empty, 'x[1]', 'x[1]/i.csv' }
    It 'goes as deep as -Depth: <Depth>' -ForEach @{ Depth = 0; Count = 5 }, @{ Depth = 1; Count = 8 }, @{ Depth = 2; Count = 10 }, @{ Depth = 9; Count = 11 } { (Get-ChildItem Stage:/s -Depth $Depth).Count | Should -Be $Count }
    It 'lists files with -File, folders with -Directory' { (Get-ChildItem Stage:/s -File).Name | Sort-Object | Should -Be a.csv, b.txt; (Get-ChildItem Stage:/s -Directory).Name | Sort-Object | Should -Be d, empty, 'x[1]' }
    It 'lists all files below with -Recurse -File' { (Get-ChildItem Stage:/s -Recurse -File).Count | Should -Be 6 }
    It 'lists names with -Name' { Get-ChildItem Stage:/s -Name | Sort-Object | Should -Be a.csv, b.txt, d, empty, 'x[1]' }
    It 'lists paths below with -Name -Recurse' { Get-ChildItem Stage:/s -Name -Recurse | Sort-Object -Culture '' | Should -Be a.csv, b.txt, d, d/c.csv, d/e, d/e/f.csv, d/e/g, d/e/g/h.csv, empty, 'x[1]', 'x[1]/i.csv' }
    It 'lists names of files with -Name -File' { Get-ChildItem Stage:/s -Name -File | Sort-Object | Should -Be a.csv, b.txt }
    It 'takes -Filter' { (Get-ChildItem Stage:/s -Filter *.csv).Name | Should -Be a.csv; (Get-ChildItem Stage:/s -Filter *.csv -Recurse).Count | Should -Be 5 }
    It 'takes -Filter with a beginning' { (Get-ChildItem Stage:/s/d -Filter c*).Name | Should -Be c.csv }
    It 'takes -Include with -Recurse' { Get-ChildItem Stage:/s -Recurse -Include *.csv | Get-Found | Should -Be a.csv, d/c.csv, d/e/f.csv, d/e/g/h.csv, 'x[1]/i.csv' }
    It 'takes -Include with a wildcard' { (Get-ChildItem Stage:/s/* -Include *.txt).Name | Should -Be b.txt }
    It 'takes -Exclude' { (Get-ChildItem Stage:/s -Exclude *.csv).Name | Sort-Object | Should -Be b.txt, d, empty, 'x[1]'; (Get-ChildItem Stage:/s -Recurse -File -Exclude *.csv).Name | Should -Be b.txt }
    It 'takes -Include and -Exclude together' { Get-ChildItem Stage:/s -Recurse -Include *.csv -Exclude [a-f]* | Get-Found | Should -Be d/e/g/h.csv, 'x[1]/i.csv' }
    It 'takes wildcards: <Path>' -ForEach @(
        @{ Path = 'Stage:/s/*.csv'; Expected = @('a.csv') }, @{ Path = 'Stage:/s/?.txt'; Expected = @('b.txt') }, @{ Path = 'Stage:/s/[ab].*'; Expected = 'a.csv', 'b.txt' }
        @{ Path = 'Stage:/s/*/*.csv'; Expected = 'd/c.csv', 'x[1]/i.csv' }, @{ Path = 'Stage:/s/d/*/f.csv'; Expected = @('d/e/f.csv') }, @{ Path = 'Stage:/s/x`[1`]/*.csv'; Expected = @('x[1]/i.csv') }
    ) { Get-ChildItem $Path | Get-Found | Should -Be $Expected }
    It 'takes a wildcard with -Recurse' { Get-ChildItem Stage:/s/*.csv -Recurse | Get-Found | Should -Be a.csv, d/c.csv, d/e/f.csv, d/e/g/h.csv, 'x[1]/i.csv' }
    It 'takes -LiteralPath' { (Get-ChildItem -LiteralPath 'Stage:/s/x[1]').Name | Should -Be i.csv }
    It 'takes folders from the pipeline, brackets and all' { (Get-ChildItem Stage:/s -Directory | Get-ChildItem -File).Name | Sort-Object | Should -Be c.csv, i.csv }
    It 'takes stages from the pipeline' { (Get-Item Stage:/s | Get-ChildItem -File).Name | Sort-Object | Should -Be a.csv, b.txt }
    It 'streams' { Get-ChildItem Stage:/s -Recurse | Select-Object -First 1 | Should -Not -BeNullOrEmpty }
    It 'misses a folder that is not there' { { Get-ChildItem Stage:/s/nosuch -ErrorAction Stop } | Should -Throw '*nosuch*' }
    It 'shows no file that is still being written' { New-TestFile $folder @{ 'w/.stagetools-0123456789abcdef0123456789abcdef.part' = 'x' }; Get-ChildItem Stage:/s/w -Force | Should -BeNullOrEmpty; Remove-Item "$folder/w" -Recurse -Force }
}

Describe 'Items of a stage drive' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    BeforeEach { $script:folder = New-TestFolder; New-TestFile $folder @{ 'a.txt' = 'a'; 'd/b.txt' = 'b'; 'd/e/c.txt' = 'c' }; $null = New-Stage s $folder -Force; $null = New-Stage t -Force }

    It 'New-Item makes a file with a value' { (New-Item Stage:/s/new.txt -Value hello).Name | Should -Be new.txt; [IO.File]::ReadAllText("$folder/new.txt") | Should -BeExactly hello }
    It 'New-Item makes an empty file' { $null = New-Item Stage:/s/x/new.txt -ItemType File; (Get-Item "$folder/x/new.txt").Length | Should -Be 0 }
    It 'New-Item makes a folder' { (New-Item Stage:/s/x/y -ItemType Directory).IsFolder | Should -BeTrue; "$folder/x/y" | Should -Exist }
    It 'New-Item with -Name makes it in a folder' { $null = New-Item -Path Stage:/s/d -Name n.txt -Value x; "$folder/d/n.txt" | Should -Exist }
    It 'New-Item refuses a file that is there, and replaces it with -Force' { (Get-FirstError { New-Item Stage:/s/a.txt }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'; $null = New-Item Stage:/s/a.txt -Value new -Force; Get-Content "$folder/a.txt" | Should -Be new }
    It 'New-Item refuses a folder that is there, and not with -Force' { (Get-FirstError { New-Item Stage:/s/d -ItemType Directory }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'; (New-Item Stage:/s/d -ItemType Directory -Force).Name | Should -Be d }
    It 'New-Item refuses other item types' { (Get-FirstError { New-Item Stage:/s/l -ItemType SymbolicLink -Value x }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*' }
    It 'New-Item refuses a disabled stage' { Set-Stage s -Enabled:$false; (Get-FirstError { New-Item Stage:/s/no.txt }).FullyQualifiedErrorId | Should -BeLike 'StageDisabled,*' }

    It 'Copy-Item copies a file' { Copy-Item Stage:/s/a.txt Stage:/s/copy.txt; Get-Content "$folder/copy.txt" | Should -Be a }
    It 'Copy-Item copies a file into a folder' { Copy-Item Stage:/s/a.txt Stage:/s/d; Get-Content "$folder/d/a.txt" | Should -Be a }
    It 'Copy-Item copies a folder with -Recurse' { Copy-Item Stage:/s/d Stage:/s/new -Recurse; Get-Content "$folder/new/e/c.txt" | Should -Be c }
    It 'Copy-Item copies a folder into a folder that is there' { $null = New-Item Stage:/s/there -ItemType Directory; Copy-Item Stage:/s/d Stage:/s/there -Recurse; Get-Content "$folder/there/d/e/c.txt" | Should -Be c }
    It 'Copy-Item copies between stages' { Copy-Item Stage:/s/d Stage:/t/d -Recurse; Get-Content Stage:/t/d/e/c.txt | Should -Be c }
    It 'Copy-Item copies what a wildcard finds, and what is piped' { $null = New-Item Stage:/t/in -ItemType Directory; Copy-Item Stage:/s/*.txt Stage:/t/in; Get-ChildItem Stage:/s/d -File | Copy-Item -Destination Stage:/t/in; (Get-ChildItem Stage:/t/in).Name | Should -Be a.txt, b.txt }
    It 'Copy-Item -PassThru returns the copy' { (Copy-Item Stage:/s/a.txt Stage:/s/copy.txt -PassThru).Name | Should -Be copy.txt }
    It 'Copy-Item to another provider is refused' { { Copy-Item Stage:/s/a.txt $TestDrive -ErrorAction Stop } | Should -Throw -ErrorId 'CopyItemSourceAndDestinationNotSameProvider,*' }

    It 'Move-Item moves a file' { Move-Item Stage:/s/a.txt Stage:/s/d/moved.txt; "$folder/a.txt" | Should -Not -Exist; Get-Content "$folder/d/moved.txt" | Should -Be a }
    It 'Move-Item moves a folder' { Move-Item Stage:/s/d Stage:/s/moved; "$folder/d" | Should -Not -Exist; Get-Content "$folder/moved/e/c.txt" | Should -Be c }
    It 'Move-Item moves between stages' { Move-Item Stage:/s/d Stage:/t/d; "$folder/d" | Should -Not -Exist; Get-Content Stage:/t/d/e/c.txt | Should -Be c }
    It 'Move-Item refuses to overwrite, and does with -Force' { New-TestFile $folder @{ 'z.txt' = 'old' }; (Get-FirstError { Move-Item Stage:/s/a.txt Stage:/s/z.txt }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'; Move-Item Stage:/s/a.txt Stage:/s/z.txt -Force; Get-Content "$folder/z.txt" | Should -Be a }
    It 'Move-Item -PassThru returns what was moved' { (Move-Item Stage:/s/a.txt Stage:/s/moved.txt -PassThru).Name | Should -Be moved.txt }
    It 'Move-Item refuses a folder into itself' { (Get-FirstError { Move-Item Stage:/s/d Stage:/s/d/e/d }).FullyQualifiedErrorId | Should -Not -BeNullOrEmpty; "$folder/d/e/c.txt" | Should -Exist }
    It 'Rename-Item renames a file and a folder' { Rename-Item Stage:/s/a.txt z.txt; Rename-Item Stage:/s/d z; (Get-ChildItem $folder).Name | Should -Be z, z.txt }
    It 'Rename-Item changes the case of a name' { Rename-Item Stage:/s/a.txt A.TXT; (Get-ChildItem $folder -File).Name | Should -BeExactly A.TXT }
    It 'Rename-Item refuses a name that is taken, and takes none with /' { New-TestFile $folder @{ 'z.txt' = 'old' }; (Get-FirstError { Rename-Item Stage:/s/a.txt z.txt }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'; { Rename-Item Stage:/s/a.txt d/x.txt -ErrorAction Stop } | Should -Throw -ErrorId 'PathInvalid,*'; Get-Content "$folder/z.txt" | Should -Be old }
    It 'advises another name where -Force would change nothing: <_>' -ForEach 'Rename-Item Stage:/s/a.txt z.txt', 'Rename-Item Stage:/s/d z.txt', 'Rename-Item Stage:/s/a.txt d', 'New-Item -ItemType Directory Stage:/s/a.txt', 'New-Item Stage:/s/d', 'Move-Item Stage:/s/d Stage:/s/z.txt', 'Move-Item Stage:/s/d Stage:/t/z.txt' {
        New-TestFile $folder @{ 'z.txt' = 'old' }
        Set-Content Stage:/t/z.txt old
        foreach ($line in $_, "$_ -Force") {
            (Get-FirstError ([scriptblock]::Create($line))).Exception.Message | Should -Match '^(?=.*another name)(?!.*-Force)' -Because $line
            Get-Content Stage:/s/a.txt, Stage:/s/d/b.txt, Stage:/s/z.txt, Stage:/t/z.txt | Should -Be a, b, old, old
        }
    }
    It 'Move-Item leaves a file that is moved to itself: <_>' -ForEach 'Stage:/s/a.txt', 'Stage:/s', 'Stage:/s/', 'Stage:/s/d/../a.txt' {
        Get-FirstError ([scriptblock]::Create("Move-Item Stage:/s/a.txt $_; Move-Item Stage:/s/a.txt $_ -Force")) | Should -BeNullOrEmpty
        Get-Content "$folder/a.txt" | Should -Be a
    }
    It 'Rename-Item renames what is piped' { Get-ChildItem Stage:/s -File | Rename-Item -NewName { $_.Name -replace 'txt$', 'csv' }; "$folder/a.csv" | Should -Exist }
    It 'Rename-Item -PassThru returns it' { (Rename-Item Stage:/s/a.txt z.txt -PassThru).Name | Should -Be z.txt }

    It 'Remove-Item removes a file' { Remove-Item Stage:/s/a.txt; "$folder/a.txt" | Should -Not -Exist }
    It 'Remove-Item removes a folder with -Recurse' { Remove-Item Stage:/s/d -Recurse; "$folder/d" | Should -Not -Exist }
    It 'Remove-Item removes an empty folder without -Recurse' { $null = New-Item Stage:/s/none -ItemType Directory; Remove-Item Stage:/s/none; "$folder/none" | Should -Not -Exist }
    It 'Remove-Item of a folder that is not empty is an error without a person to ask, not a wait' { $child = Invoke-Child 'Remove-Item Stage:/s/d -ErrorAction Stop'; $child.ExitCode | Should -Not -Be 0; "$folder/d/b.txt" | Should -Exist }
    It 'Remove-Item removes what a wildcard finds, and what is piped' { New-TestFile $folder @{ 'y.csv' = 'y' }; Remove-Item Stage:/s/*.txt; Get-ChildItem Stage:/s/*.csv | Remove-Item; (Get-ChildItem $folder).Name | Should -Be d }
    It 'Remove-Item takes -Include and -Exclude' { New-TestFile $folder @{ 'y.csv' = 'y' }; Remove-Item Stage:/s/* -Include *.txt, *.csv -Exclude y*; (Get-ChildItem $folder -File).Name | Should -Be y.csv }
    It 'Remove-Item misses what is not there' { { Remove-Item Stage:/s/nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' }

    It 'Remove-Item, Move-Item and Rename-Item leave the root of a drive alone, and what a path above it would become: <_>' -ForEach 'Remove-Item m:/ -Recurse', 'Remove-Item m:/../x -Recurse', 'Move-Item m:/../x Stage:/t/x', 'Rename-Item m:/../x y' {
        $null = Mount-Stage '@s/d' m
        try { & ([scriptblock]::Create("$_ -Confirm:`$false -ErrorAction SilentlyContinue")) } finally { Remove-PSDrive m -Scope Global }
        "$folder/d/e/c.txt" | Should -Exist
    }

    It 'changes nothing with -WhatIf: <_>' -ForEach 'New-Item Stage:/s/x.txt', 'Copy-Item Stage:/s/a.txt Stage:/s/x.txt', 'Move-Item Stage:/s/a.txt Stage:/s/x.txt', 'Rename-Item Stage:/s/a.txt x.txt', 'Remove-Item Stage:/s/a.txt', 'Remove-Item Stage:/s/d -Recurse', 'New-Item Stage:/s/x -ItemType Directory', 'Set-Content Stage:/s/a.txt new', 'Add-Content Stage:/s/a.txt new', 'Clear-Content Stage:/s/a.txt' {
        & ([scriptblock]::Create("$_ -WhatIf")) | Out-Null
        (Get-ChildItem $folder -Recurse -File -Force).FullName.Substring($folder.Length + 1) | Sort-Object | Should -Be a.txt, d/b.txt, d/e/c.txt
        [IO.File]::ReadAllText("$folder/a.txt") | Should -BeExactly a
    }
    It 'works on names with special characters' {
        foreach ($name in $NastyNames) {
            $null = New-Item -Path Stage:/s/n -Name ([wildcardpattern]::Escape($name)) -ErrorAction Ignore
            Set-Content -LiteralPath "Stage:/s/n/$name" $name
            Copy-Item -LiteralPath "Stage:/s/n/$name" "Stage:/t/$name"
            (Get-Item -LiteralPath "Stage:/t/$name").Name | Should -BeExactly $name
            Move-Item -LiteralPath "Stage:/t/$name" "Stage:/t/moved-$name"
            Rename-Item -LiteralPath "Stage:/t/moved-$name" "renamed-$name"
            Get-Content -LiteralPath "Stage:/t/renamed-$name" | Should -BeExactly $name
            Remove-Item -LiteralPath "Stage:/t/renamed-$name"
            Test-Path -LiteralPath "Stage:/t/renamed-$name" | Should -BeFalse
        }
    }
    It 'removes names with special characters from the pipeline' { foreach ($name in $NastyNames) { New-TestFile $folder @{ "n/$name" = 'x' } }; Get-ChildItem Stage:/s/n | Remove-Item; [IO.Directory]::GetFiles("$folder/n") | Should -BeNullOrEmpty }
}
