BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Copy-StageFile' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    BeforeEach {
        $script:local = New-TestFolder
        New-TestFile $local @{ 'a.csv' = 'aaa'; 'b.csv' = 'bb'; 'c.txt' = 'c'; 'sub/d.csv' = 'd'; 'sub/deep/e.csv' = 'e' }
        $script:folder = New-TestFolder
        $null = New-Stage s $folder -Force
        $null = New-Stage t -Force
    }

    It 'puts a file under a name' { Copy-StageFile "$local/a.csv" '@s/x/new.csv'; Get-Content "$folder/x/new.csv" | Should -Be aaa }
    It 'puts a file into a folder whose path ends with a slash' { Copy-StageFile "$local/a.csv" '@s/2026/'; "$folder/2026/a.csv" | Should -Exist }
    It 'puts a file into the stage itself' { Copy-StageFile "$local/a.csv" '@s'; "$folder/a.csv" | Should -Exist }
    It 'puts a file into a folder that is there' { $null = New-Item "$folder/there" -ItemType Directory; Copy-StageFile "$local/a.csv" '@s/there'; "$folder/there/a.csv" | Should -Exist }
    It 'puts the files that a wildcard finds' { Copy-StageFile "$local/*.csv" '@s/in/'; (Get-StageFile '@s').Name | Sort-Object | Should -Be in/a.csv, in/b.csv }
    It 'puts what a wildcard in the root of the file system finds' -Skip:$IsWindows { Copy-StageFile "/?$($local.Substring(2))/*.csv" '@s/in/'; (Get-StageFile '@s').Name | Sort-Object | Should -Be "in$local/a.csv", "in$local/b.csv" }
    It 'puts a folder with -Recurse, each file in its place' { Copy-StageFile $local '@s/in/' -Recurse; (Get-StageFile '@s').Name | Sort-Object | Should -Be in/a.csv, in/b.csv, in/c.txt, in/sub/d.csv, in/sub/deep/e.csv }
    It 'refuses a folder without -Recurse' { (Get-FirstError { Copy-StageFile $local '@s/in/' }).FullyQualifiedErrorId | Should -BeLike 'ItemKindMismatch,*' }
    It 'gets a file' { New-TestFile $folder @{ 'x.csv' = 'xx' }; Copy-StageFile '@s/x.csv' "$local/got.csv"; Get-Content "$local/got.csv" | Should -Be xx }
    It 'gets a folder with -Recurse' { New-TestFile $folder @{ 'q/1.csv' = '1'; 'q/r/2.csv' = '2' }; Copy-StageFile '@s/q' "$local/got/" -Recurse; Get-Content "$local/got/r/2.csv" | Should -Be 2 }
    It 'gets a whole stage with -Recurse' { New-TestFile $folder @{ 'q/1.csv' = '1'; '2.csv' = '2' }; Copy-StageFile '@s' "$local/all/" -Recurse; (Get-ChildItem "$local/all" -Recurse -File).Count | Should -Be 2 }
    It 'gets what a wildcard finds' { New-TestFile $folder @{ 'q/1.csv' = '1'; 'q/2.txt' = '2' }; Copy-StageFile '@s/q/*.csv' "$local/got/"; (Get-ChildItem "$local/got").Name | Should -Be 1.csv }
    It 'copies between stages' { New-TestFile $folder @{ 'x.csv' = 'xx' }; Copy-StageFile '@s/x.csv' '@t/y/'; Get-Content Stage:/t/y/x.csv | Should -Be xx }
    It 'copies to and from the user stage' { Copy-StageFile "$local/a.csv" '@~/mine/'; Copy-StageFile '@~/mine/a.csv' "$local/back.csv"; Get-Content "$local/back.csv" | Should -Be aaa; Remove-StageFile '@~' -Recurse }
    It 'takes drive paths at both ends' { Copy-StageFile "$local/a.csv" Stage:/s/p/; Copy-StageFile Stage:/s/p/a.csv Stage:/t/; (Get-StageFile '@t').Name | Should -Be a.csv }
    It 'keeps bytes as they are' { $bytes = [byte[]](0..255); [IO.File]::WriteAllBytes("$local/bin", $bytes); Copy-StageFile "$local/bin" '@s/'; [IO.File]::ReadAllBytes("$folder/bin") | Should -Be $bytes }
    It 'keeps an empty file' { New-TestFile $local @{ 'empty' = '' }; Copy-StageFile "$local/empty" '@s/'; (Get-Item "$folder/empty").Length | Should -Be 0 }
    It 'keeps the time of a file' { (Get-Item "$local/a.csv").LastWriteTimeUtc = '2001-02-03T04:05:06Z'; Copy-StageFile "$local/a.csv" '@s/'; (Get-Item "$folder/a.csv").LastWriteTimeUtc | Should -Be (Get-Item "$local/a.csv").LastWriteTimeUtc }

    It 'refuses to overwrite' {
        New-TestFile $folder @{ 'a.csv' = 'old' }
        (Get-FirstError { Copy-StageFile "$local/a.csv" '@s/' }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        Get-Content "$folder/a.csv" | Should -Be old
    }
    It 'overwrites with -Force' { New-TestFile $folder @{ 'a.csv' = 'old' }; Copy-StageFile "$local/a.csv" '@s/' -Force; Get-Content "$folder/a.csv" | Should -Be aaa }
    It 'copies with -Update only what is not the same' {
        Copy-StageFile "$local/*.csv" '@s/'
        New-TestFile $local @{ 'b.csv' = 'changed' }
        $done = Copy-StageFile "$local/*.csv" '@s/' -Update -PassThru | Sort-Object Source
        $done.Status | Should -Be Skipped, Copied
        Get-Content "$folder/b.csv" | Should -Be changed
    }
    It 'goes on after a file that is there, and copies the rest' {
        New-TestFile $folder @{ 'a.csv' = 'old' }
        Copy-StageFile "$local/*.csv" '@s/' -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors.Count | Should -Be 1
        Get-Content "$folder/b.csv" | Should -Be bb
    }

    It 'says with -PassThru what became of each file' {
        $done = Copy-StageFile "$local/a.csv" '@s/x/' -PassThru
        $done.Source | Should -Be "$local/a.csv"
        $done.Destination | Should -Be '@s/x/a.csv'
        $done.Size | Should -Be 3
        $done.Status | Should -Be Copied
    }
    It 'says nothing otherwise' { Copy-StageFile "$local/a.csv" '@s/' | Should -BeNullOrEmpty }
    It 'copies one at a time with -ThrottleLimit 1' { Copy-StageFile $local '@s/' -Recurse -ThrottleLimit 1; (Get-StageFile '@s').Count | Should -Be 5 }
    It 'refuses -ThrottleLimit 0' { { Copy-StageFile $local '@s/' -ThrottleLimit 0 } | Should -Throw '*ThrottleLimit*' }
    It 'copies nothing with -WhatIf' { Copy-StageFile $local '@s/' -Recurse -WhatIf; Get-StageFile '@s' | Should -BeNullOrEmpty }

    It 'takes files of the file system from the pipeline' { Get-ChildItem $local -File | Copy-StageFile -Destination '@s/in/'; (Get-StageFile '@s').Count | Should -Be 3 }
    It 'takes files of a stage from the pipeline' { Copy-StageFile "$local/*.csv" '@s/'; Get-StageFile '@s' | Copy-StageFile -Destination '@t/in/'; (Get-StageFile '@t').Name | Sort-Object | Should -Be in/a.csv, in/b.csv }
    It 'takes items of a drive from the pipeline' { Copy-StageFile "$local/*.csv" '@s/'; Get-ChildItem Stage:/s | Copy-StageFile -Destination "$local/back/"; (Get-ChildItem "$local/back").Name | Should -Be a.csv, b.csv }
    It 'takes paths from the pipeline' { "$local/a.csv", "$local/b.csv" | Copy-StageFile -Destination '@s/'; (Get-StageFile '@s').Count | Should -Be 2 }
    It 'takes several paths' { Copy-StageFile "$local/a.csv", "$local/c.txt" '@s/'; (Get-StageFile '@s').Count | Should -Be 2 }
    It 'carries names with special characters there and back, from the pipeline' {
        $many = New-TestFolder
        $NastyNames | ForEach-Object { New-TestFile $many @{ $_ = $_ } }
        Get-ChildItem -LiteralPath $many -Force | Copy-StageFile -Destination '@s/n/'
        Get-ChildItem Stage:/s/n | Copy-StageFile -Destination "$local/n/"
        foreach ($name in $NastyNames) { [IO.File]::ReadAllText("$local/n/$name") | Should -BeExactly $name }
    }
    It 'carries names with special characters by -LiteralPath' {
        $many = New-TestFolder
        # PowerShell reads \ as / in every path of the file system, its own cmdlets' too.
        $names = $NastyNames -notlike '*\*'
        foreach ($name in $names) { New-TestFile $many @{ $name = $name }; Copy-StageFile -LiteralPath "$many/$name" "@s/n/$name" }
        foreach ($name in $names) { [IO.File]::ReadAllText("$folder/n/$name") | Should -BeExactly $name }
    }
    It 'takes one file for a name with brackets, not a wildcard, with -LiteralPath' { New-TestFile $local @{ '[ab].csv' = 'x' }; Copy-StageFile -LiteralPath "$local/[ab].csv" '@s/'; (Get-StageFile '@s').Name | Should -Be '[ab].csv' }

    It 'follows the current location when it is a stage drive' {
        Copy-StageFile "$local/a.csv" '@s/2026/'
        Push-Location Stage:/s/2026
        try { Copy-StageFile a.csv copy.csv; Copy-StageFile a.csv ../up.csv; Copy-StageFile "$local/b.csv" . } finally { Pop-Location }
        (Get-StageFile '@s').Name | Sort-Object | Should -Be 2026/a.csv, 2026/b.csv, 2026/copy.csv, up.csv
    }
    It 'follows the current location when it is a folder' { Push-Location $local; try { Copy-StageFile a.csv '@s/'; Copy-StageFile '@s/a.csv' sub/ } finally { Pop-Location }; "$local/sub/a.csv" | Should -Exist }

    It 'refuses a disabled stage as destination and takes it as source' {
        Copy-StageFile "$local/a.csv" '@s/'
        Set-Stage s -Enabled:$false
        (Get-FirstError { Copy-StageFile "$local/b.csv" '@s/' }).FullyQualifiedErrorId | Should -BeLike 'StageDisabled,*'
        Copy-StageFile '@s/a.csv' "$local/out.csv"
        "$local/out.csv" | Should -Exist
    }
    It 'refuses to copy a file onto itself' { Copy-StageFile "$local/a.csv" '@s/'; (Get-FirstError { Copy-StageFile '@s/a.csv' '@s/a.csv' -Force }).FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'; Get-Content "$folder/a.csv" | Should -Be aaa }
    It 'refuses a destination that leaves the stage: <_>' -ForEach '@s/../x', '@s/a/../../x', '@s/..' { (Get-FirstError { Copy-StageFile "$local/a.csv" $_ }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }
    It 'refuses a destination behind a link that leads out of the stage' {
        $null = New-Item -ItemType SymbolicLink "$folder/out" -Target $local
        (Get-FirstError { Copy-StageFile "$local/a.csv" '@s/out/x.csv' }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
        "$local/x.csv" | Should -Not -Exist
    }
    It 'takes no path with a slash at its end for an empty folder: <_>' -ForEach 'Copy-StageFile "$local/nosuch/" "@t/" -Recurse', 'Copy-StageFile "$local/a.csv/" "@t/" -Recurse', 'Import-StageData "$local/nosuch/"' {
        (Get-FirstError ([scriptblock]::Create($_))).FullyQualifiedErrorId | Should -Match '^(FileNotFound|ItemKindMismatch),'
    }
    It 'misses <_>' -ForEach '@s/nosuch.csv', '@nosuch/a.csv', '/nosuch/a.csv' { (Get-FirstError { Copy-StageFile $_ '@t/' }).FullyQualifiedErrorId | Should -Match '^(FileNotFound|StageNotFound|StoreUnavailable),' }
    It 'makes one file of two in no way: <How>' -ForEach @(
        @{ How = '-Force, wildcards'; Run = { Copy-StageFile "$local/p/*.csv", "$local/q/*.csv" '@s/ov/' -Force -PassThru } }
        @{ How = '-Update, wildcards'; Run = { Copy-StageFile "$local/p/*.csv", "$local/q/*.csv" '@s/ov/' -Update -PassThru } }
        @{ How = '-Force -Recurse, folders'; Run = { Copy-StageFile "$local/p", "$local/q" '@s/ov/' -Recurse -Force -PassThru } }
        @{ How = '-Update -Recurse, folders'; Run = { Copy-StageFile "$local/p", "$local/q" '@s/ov/' -Recurse -Update -PassThru } }
        @{ How = '-Force, names'; Run = { Copy-StageFile "$local/p/same.csv", "$local/q/same.csv", "$local/q/other.csv" '@s/ov/' -Force -PassThru } }
        @{ How = '-Force, the pipeline'; Run = { "$local/p/*.csv", "$local/q/*.csv" | Copy-StageFile -Destination '@s/ov/' -Force -PassThru } }
        @{ How = 'neither'; Run = { Copy-StageFile "$local/p/*.csv", "$local/q/*.csv" '@s/ov/' -PassThru } }
    ) {
        New-TestFile $local @{ 'p/same.csv' = 'first'; 'q/same.csv' = 'second'; 'q/other.csv' = 'other' }
        $told = & $Run 2>&1
        $failed = @($told | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $failed.FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        $failed[0] | Should -BeLike '*by the same command*'
        ($told | Where-Object Status -eq Copied).Count | Should -Be 2
        Get-Content "$folder/ov/same.csv", "$folder/ov/other.csv" | Should -Be first, other
    }
    It 'copies the same file twice where it is named twice' { Copy-StageFile "$local/a.csv", "$local/*.csv" '@s/' -Force -ErrorAction Stop; Get-Content "$folder/a.csv", "$folder/b.csv" | Should -Be aaa, bb }
    It 'copies names that differ in case alone to where they are two: <_>' -Skip:($IsWindows -or $IsMacOS) -ForEach @(
        'Copy-StageFile "$local/c" ''@s/c/'' -Recurse', 'Copy-StageFile "$local/c/A.txt", "$local/c/a.txt" ''@s/c/'' -Force', 'Copy-StageFile "$local/c/*" ''@s/c/'' -Update'
        'Copy-StageFile "$local/c" ''@t/c/'' -Recurse; Copy-Item Stage:/t/c Stage:/s/c -Recurse', 'Copy-StageFile "$local/c" ''@t/c/'' -Recurse; Move-Item Stage:/t/c Stage:/s/c'
    ) {
        New-TestFile $local @{ 'c/A.txt' = 'large' }
        New-TestFile $local @{ 'c/a.txt' = 'small' }
        foreach ($time in 1, 2) {
            & ([scriptblock]::Create($_))
            Get-Content "$folder/c/A.txt", "$folder/c/a.txt" | Should -Be large, small
            if ($_ -match 'Item') { break }
            if ($_ -notmatch 'Force|Update') { $null = Remove-StageFile '@s/c' -Recurse }
        }
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }
    It 'leaves no half file behind' { Copy-StageFile $local '@s/' -Recurse; Get-LeftPart $folder | Should -BeNullOrEmpty }
}
