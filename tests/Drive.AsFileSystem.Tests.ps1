BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A stage drive does as PowerShell''s own drives do' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    BeforeEach {
        $script:folder = New-TestFolder
        New-TestFile $folder @{ 'lines.txt' = "one`ntwo`nthree`n"; 'parts.txt' = 'a||b||c'; 'd/e/f.txt' = 'f' }
        $null = New-Stage s $folder -Force
        $null = New-PSDrive a -PSProvider Stage -Root '@s'
        Push-Location /
    }
    AfterEach { Pop-Location }

    It 'what the location is in is in use: <_>' -ForEach 'Remove-Item a:/d -Recurse', 'Remove-Item Stage:/s/d -Recurse', 'Remove-Item StageTools\Stage::@s/d -Recurse', 'Remove-Item . -Recurse', 'Move-Item a:/d a:/moved', 'Rename-Item a:/d other', 'Rename-Item Stage:/s/d other' {
        foreach ($location in 'a:/d', 'a:/d/', 'a:/d/e', 'Stage:/s/d', 'StageTools\Stage::@s/d') {
            Push-Location $location
            try { Get-FirstError ([scriptblock]::Create("$_ -Confirm:`$false")) | Should -BeLike '*in use*' -Because $location } finally { Pop-Location }
            "$folder/d/e/f.txt" | Should -Exist
        }
    }
    It 'Split-Path of what lies at the top is the root' { Split-Path a:/f | Should -Be a:/; Split-Path Stage:/s | Should -Be Stage:/; Split-Path a:/d/e | Should -Be a:/d }
    It 'Add-Content keeps the encoding of a file: <_>' -ForEach 'unicode', 'bigendianunicode', 'utf8BOM', 'utf32', 'utf8' {
        Set-Content a:/u.txt ä -Encoding $_
        Add-Content a:/u.txt ö
        Get-Content a:/u.txt -Encoding $_ | Should -BeExactly ä, ö
        (Get-Item a:/u.txt).Length | Should -Be ((Set-Content a:/v.txt ä, ö -Encoding $_) ?? (Get-Item a:/v.txt).Length)
    }
    It 'Get-Content -ReadCount gives arrays of objects' { foreach ($count in 0, 2) { foreach ($block in Get-Content a:/lines.txt -ReadCount $count) { , $block | Should -BeOfType object[]; $block.GetType() | Should -Be ([object[]]) } } }
    It 'Get-Content -Delimiter takes a text apart: <_>' -ForEach '||', 'b', "`n", 'none' { Get-Content a:/parts.txt -Delimiter $_ | Should -BeExactly (Get-Content "$folder/parts.txt" -Delimiter $_); Get-Content a:/lines.txt -Delimiter $_ | Should -BeExactly (Get-Content "$folder/lines.txt" -Delimiter $_) }
    It 'Get-Content -Wait goes on with what is added' {
        $seen = Join-Path (New-TestFolder) seen
        $shell = Start-Shell "Get-Content Stage:/s/lines.txt -Wait | ForEach-Object { [IO.File]::AppendAllText('$seen', `"`$_ `") }"
        try {
            Wait-Until { [IO.File]::Exists($seen) -and [IO.File]::ReadAllText($seen) -eq 'one two three ' }
            [IO.File]::AppendAllText("$folder/lines.txt", "four`n")
            Wait-Until { [IO.File]::ReadAllText($seen) -eq 'one two three four ' }
        }
        finally { Stop-Shell $shell | Should -Be Stopped }
    }
    It 'Test-Path -NewerThan and -OlderThan look at the time' {
        [IO.File]::SetLastWriteTimeUtc("$folder/lines.txt", [datetime]::new(2020, 6, 1, 0, 0, 0, [DateTimeKind]::Utc))
        Test-Path a:/lines.txt -NewerThan 2020-01-01 | Should -BeTrue
        Test-Path a:/lines.txt -NewerThan 2021-01-01 | Should -BeFalse
        Test-Path a:/lines.txt -OlderThan 2021-01-01 | Should -BeTrue
        Test-Path a:/lines.txt -OlderThan 2020-01-01 | Should -BeFalse
        Test-Path a:/l*.txt -NewerThan 2020-01-01 -OlderThan 2021-01-01 | Should -BeTrue
        Test-Path a:/nosuch -OlderThan 2021-01-01 | Should -BeFalse
    }
    It 'Get-ItemProperty gets an item, or some of it' {
        (Get-ItemProperty a:/lines.txt).Name | Should -Be lines.txt
        (Get-ItemProperty a:/lines.txt -Name Size).Size | Should -Be 14
        Get-ItemPropertyValue a:/lines.txt -Name Name | Should -Be lines.txt
        (Get-FirstError { Get-ItemProperty a:/lines.txt -Name Nosuch }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }
    It 'New-Item takes the beginning of a type: <Type>' -ForEach @{ Type = 'f'; IsFolder = $false }, @{ Type = 'FILE'; IsFolder = $false }, @{ Type = 'd'; IsFolder = $true }, @{ Type = 'dir'; IsFolder = $true }, @{ Type = 'c'; IsFolder = $true }, @{ Type = 'Folder'; IsFolder = $true } { (New-Item a:/made -ItemType $Type).IsFolder | Should -Be $IsFolder }
    It 'takes the encoding <_>' -ForEach 'ansi', 'oem', 'string', 'latin1' { Set-Content a:/x.txt 'aä' -Encoding $_; Get-Content a:/x.txt -Encoding $_ | Should -BeExactly 'aä' }
    It 'Resolve-Path -RelativeBasePath writes a path from there' { Resolve-Path a:/d/e/f.txt -Relative -RelativeBasePath a:/d | Should -Be ./e/f.txt; Resolve-Path f.txt -Relative -RelativeBasePath a:/d/e | Should -Be ./f.txt }
}
