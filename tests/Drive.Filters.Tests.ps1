BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    function Get-Tree([string] $Folder) {
        # All that lies in a folder: files with their text, folders with a slash.
        $lines = Get-ChildItem $Folder -Recurse -Force | ForEach-Object {
            $path = $_.FullName.Substring($Folder.Length + 1)
            $_.PSIsContainer ? "$path/" : "$path=$([IO.File]::ReadAllText($_.FullName).Trim())"
        }
        (@($lines) | Sort-Object -CaseSensitive -Culture '') -join ' '
    }

    function Get-Outcome([string] $Line) {
        # What a command leaves behind, and whether it wrote an error.
        $failed = $false
        try { $failed = [bool](& ([scriptblock]::Create($Line)) 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) } catch { $failed = $true }
        [pscustomobject]@{ Tree = Get-Tree $folder; Failed = $failed }
    }
}

Describe '-Filter, -Include and -Exclude on a stage drive' {
    BeforeAll { Enter-TestHome; $script:files = @{ 'a.txt' = 'a'; 'b.csv' = 'b'; 'd/c.txt' = 'c'; 'd/x.csv' = 'x'; 'd/e/f.txt' = 'f'; 'd/e/g.csv' = 'g'; 'd/h/i.csv' = 'i'; 'in/k.md' = 'k' } }
    AfterAll { Exit-TestHome }
    BeforeEach {
        $script:folder = New-TestFolder
        New-TestFile $folder $files
        $null = New-Stage s $folder -Force
        $null = New-PSDrive p -PSProvider Stage -Root '@s'
    }

    It 'Remove-Item removes what -Filter names, and nothing else: <Line>' -ForEach @(
        @{ Line = 'Remove-Item p:/* -Filter *.txt -Recurse'; Gone = 'a.txt', 'd/c.txt', 'd/e/f.txt' }
        @{ Line = 'Remove-Item p:/* -Filter *.txt -Recurse -Force'; Gone = 'a.txt', 'd/c.txt', 'd/e/f.txt' }
        @{ Line = 'Remove-Item p:/d -Filter *.txt -Recurse'; Gone = 'd/c.txt', 'd/e/f.txt' }
        @{ Line = 'Remove-Item -LiteralPath p:/d -Filter *.txt -Recurse'; Gone = 'd/c.txt', 'd/e/f.txt' }
        @{ Line = 'Get-Item p:/d | Remove-Item -Filter *.txt -Recurse'; Gone = 'd/c.txt', 'd/e/f.txt' }
        @{ Line = 'Remove-Item p:/d -Filter i.* -Recurse'; Gone = @('d/h/i.csv') }
        @{ Line = 'Remove-Item p:/* -Filter *.txt'; Gone = @('a.txt') }
        @{ Line = 'Remove-Item p:/b.csv -Filter *.txt'; Gone = @() }
        @{ Line = 'Remove-Item p:/b.csv -Filter *.csv'; Gone = @('b.csv') }
        @{ Line = 'Remove-Item p:/b.csv -Filter *.csv -Exclude b*'; Gone = @() }
        @{ Line = 'Remove-Item p:/* -Include *.csv -Exclude g* -Recurse'; Gone = 'b.csv', 'd/x.csv', 'd/h/i.csv' }
        @{ Line = 'Remove-Item p:/* -Filter *.txt -Exclude f* -Recurse'; Gone = 'a.txt', 'd/c.txt' }
        @{ Line = 'Remove-Item p:/* -Filter *.txt -Recurse -WhatIf'; Gone = @() }
        @{ Line = 'Remove-Item p:/d -Exclude *.txt -Recurse'; Gone = 'd/x.csv', 'd/e/g.csv', 'd/h/i.csv' }
        @{ Line = 'Remove-Item p:/d/e -Exclude g* -Recurse'; Gone = @('d/e/f.txt') }
    ) {
        (Get-Outcome $Line).Failed | Should -BeFalse
        $left = (Get-ChildItem $folder -Recurse -File).FullName.Substring($folder.Length + 1) | Sort-Object
        $left | Should -Be ($files.Keys | Where-Object { $_ -notin $Gone } | Sort-Object)
    }
    It 'Remove-Item -Exclude -Recurse removes folders that became empty, and no others' {
        Remove-Item p:/d -Exclude *.txt -Recurse
        Get-Tree $folder | Should -BeExactly 'a.txt=a b.csv=b d/ d/c.txt=c d/e/ d/e/f.txt=f in/ in/k.md=k'
        Remove-Item p:/d -Exclude *.md -Recurse
        Get-Tree $folder | Should -BeExactly 'a.txt=a b.csv=b in/ in/k.md=k'
    }
    It 'Remove-Item -Include of a folder that is not empty says so, and leaves it' { (Get-Outcome 'Remove-Item p:/* -Include e -Recurse').Failed | Should -BeTrue; "$folder/d/e/f.txt" | Should -Exist }

    It 'Copy-Item copies what they name: <Line>' -ForEach @(
        @{ Line = 'Copy-Item p:/d p:/n -Recurse -Filter *.txt'; New = 'n/c.txt', 'n/e/f.txt' }
        @{ Line = 'Copy-Item p:/d p:/in -Recurse -Filter *.txt'; New = 'in/d/c.txt', 'in/d/e/f.txt' }
        @{ Line = 'Copy-Item p:/d p:/n -Recurse -Exclude *.txt'; New = 'n/x.csv', 'n/e/g.csv', 'n/h/i.csv' }
        @{ Line = 'Copy-Item p:/d p:/n -Recurse -Exclude e'; New = 'n/c.txt', 'n/x.csv', 'n/h/i.csv' }
        @{ Line = 'Copy-Item -LiteralPath p:/d p:/n -Recurse -Exclude *.csv'; New = 'n/c.txt', 'n/e/f.txt' }
        @{ Line = 'Copy-Item p:/* p:/in -Filter *.txt'; New = @('in/a.txt') }
        @{ Line = 'Copy-Item p:/* p:/in -Exclude *.txt, d, in'; New = @('in/b.csv') }
        @{ Line = 'Copy-Item p:/b.csv p:/in -Filter *.txt'; New = @() }
        @{ Line = 'Copy-Item -LiteralPath p:/b.csv p:/in -Include *.txt'; New = @() }
        @{ Line = 'Copy-Item -LiteralPath p:/b.csv p:/in -Exclude *.csv'; New = @() }
        @{ Line = 'Get-Item p:/b.csv | Copy-Item -Destination p:/in -Exclude *.csv'; New = @() }
    ) {
        (Get-Outcome $Line).Failed | Should -BeFalse
        $now = (Get-ChildItem $folder -Recurse -File).FullName.Substring($folder.Length + 1)
        ($now | Where-Object { $_ -notin $files.Keys } | Sort-Object) | Should -Be ($New | Sort-Object)
    }
    It 'Move-Item, Clear-Content, Set-Content and Add-Content leave alone what is left out: <_>' -ForEach @(
        'Move-Item p:/b.csv p:/in -Filter *.txt', 'Move-Item p:/b.csv p:/in -Include *.txt', 'Move-Item p:/b.csv p:/in -Exclude *.csv', 'Move-Item -LiteralPath p:/b.csv p:/in -Exclude *.csv', 'Move-Item p:/d p:/in -Filter *.txt'
        'Clear-Content p:/b.csv -Filter *.txt', 'Clear-Content -LiteralPath p:/b.csv -Exclude *.csv', 'Set-Content p:/b.csv new -Filter *.txt', 'Set-Content -LiteralPath p:/b.csv new -Include *.txt', 'Add-Content p:/b.csv new -Exclude *.csv'
        'Set-Content p:/new.csv new -Filter *.txt', 'Add-Content -LiteralPath p:/b.csv new -Filter *.txt'
    ) { $before = Get-Tree $folder; $null = Get-Outcome $_; Get-Tree $folder | Should -BeExactly $before }
    It 'they act on what is named: <Line>' -ForEach @(
        @{ Line = 'Move-Item p:/* p:/in -Filter *.txt'; There = 'in/a.txt' }, @{ Line = 'Set-Content p:/* new -Filter *.txt'; There = 'a.txt'; Text = 'new' }, @{ Line = 'Clear-Content p:/* -Filter a*'; There = 'a.txt'; Text = '' }
    ) { (Get-Outcome $Line).Failed | Should -BeFalse; [IO.File]::ReadAllText("$folder/$There").Trim() | Should -Be ($Text ?? 'a'); [IO.File]::ReadAllText("$folder/b.csv") | Should -Be b }
    It 'reading leaves out what is left out' {
        Get-Item p:/b.csv -Filter *.txt | Should -BeNullOrEmpty
        Get-Item -LiteralPath p:/b.csv -Exclude *.csv | Should -BeNullOrEmpty
        (Get-Item p:/* -Filter *.txt).Name | Should -Be a.txt
        Test-Path p:/b.csv -Filter *.txt | Should -BeFalse
        Test-Path p:/*/c.txt -Filter c* | Should -BeTrue
        Test-Path p:/* -Filter *.nope | Should -BeFalse
        (Get-FirstError { Get-Content p:/b.csv -Filter *.txt }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
        Get-Content p:/* -Filter *.txt | Should -Be a
        (Get-ItemProperty p:/* -Filter *.txt).Name | Should -Be a.txt
        Get-ItemProperty p:/b.csv -Filter *.txt | Should -BeNullOrEmpty
    }
    It 'what a stage drive cannot do at all is refused with -Filter too: <_>' -ForEach 'Invoke-Item p:/* -Filter *.txt', 'Clear-Item p:/* -Filter *.txt', 'Set-Item p:/* x -Filter *.txt', 'Set-ItemProperty p:/* Name x -Filter *.txt', 'Clear-ItemProperty p:/* Name -Filter *.txt' {
        $outcome = Get-Outcome $_
        $outcome.Failed | Should -BeTrue
        $outcome.Tree | Should -Match 'a\.txt=a b\.csv=b'
    }
}
