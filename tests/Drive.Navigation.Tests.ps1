BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'The drive Stage:' {
    BeforeAll { Enter-TestHome; $null = New-FolderStage sales @{ 'a.csv' = 'x' }; $null = New-Stage archive }
    AfterAll { Exit-TestHome }

    It 'is there when the module is imported' { (Get-PSDrive Stage).Provider.Name | Should -Be Stage }
    It 'shows every stage, and ~' { (Get-ChildItem Stage:/).Name | Should -Be '~', 'archive', 'sales' }
    It 'shows names alone with -Name' { Get-ChildItem Stage:/ -Name | Should -Be '~', 'archive', 'sales' }
    It 'finds stages by wildcard' { (Get-ChildItem Stage:/sa*).Name | Should -Be sales; (Get-Item Stage:/sa*).Name | Should -Be sales }
    It 'gets a stage as a stage' { (Get-Item Stage:/sales).GetType() | Should -Be (Get-Stage sales).GetType() }
    It 'finds a stage whatever its case' { Test-Path Stage:/SALES/a.csv | Should -BeTrue }
    It 'tells keys apart by case' { Test-Path Stage:/sales/A.CSV | Should -BeFalse }
    It 'says no to a stage that is not there' { Test-Path Stage:/nosuch | Should -BeFalse; Test-Path Stage:/nosuch/a.csv | Should -BeFalse }
    It 'does not make, remove, rename or move stages like files: <_>' -ForEach 'New-Item Stage:/made -ItemType Directory', 'Remove-Item Stage:/sales -Recurse', 'Rename-Item Stage:/sales other', 'Move-Item Stage:/sales Stage:/archive' {
        (Get-FirstError ([scriptblock]::Create("$_ -Confirm:`$false"))).FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'
        (Get-Stage).Name | Should -Be archive, sales
    }
    It 'is below New-PSDrive -PSProvider Stage' {
        $null = New-PSDrive -Name made -PSProvider Stage -Root '@sales' -Scope Global
        Test-Path made:/a.csv | Should -BeTrue
        Remove-PSDrive made -Scope Global
    }
    It 'is not made over a stage that is not there' { { New-PSDrive -Name bad -PSProvider Stage -Root '@nosuch' -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotFound,*'; Get-PSDrive bad -ErrorAction Ignore | Should -BeNullOrEmpty }
}

Describe 'Set-Location on a stage drive' {
    BeforeAll { Enter-TestHome; $null = New-FolderStage sales @{ '2026/q1/a.csv' = 'x'; '2025/b.csv' = 'y'; 'two words/c.csv' = 'z'; '[x]/d.csv' = 'd' }; Set-Content Stage:/~/mine.txt m }
    AfterAll { Exit-TestHome }
    BeforeEach { Set-Location Stage:/sales }
    AfterEach { Set-Location $PSScriptRoot }

    It 'goes down and up' {
        Set-Location 2026; "$PWD" | Should -Be Stage:/sales/2026
        Set-Location q1; (Get-ChildItem).Name | Should -Be a.csv
        Set-Location ..; "$PWD" | Should -Be Stage:/sales/2026
        Set-Location ../2025; (Get-ChildItem).Name | Should -Be b.csv
        Set-Location ../..; (Get-ChildItem).Name | Should -Contain sales
    }
    It 'stays at the top above the top' { Set-Location Stage:/; Set-Location ..; "$PWD" | Should -Be Stage:/ }
    It 'goes to the user stage with ~' { Set-Location ~; (Get-ChildItem).Name | Should -Be mine.txt }
    It 'goes back with -' { Set-Location 2026; Set-Location -; "$PWD" | Should -Be Stage:/sales }
    It 'goes into folders with blanks and brackets' { Set-Location 'two words'; (Get-ChildItem).Name | Should -Be c.csv; Set-Location -LiteralPath 'Stage:/sales/[x]'; (Get-ChildItem).Name | Should -Be d.csv }
    It 'does not go to a file or to nothing' { { Set-Location Stage:/sales/2026/q1/a.csv -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'; { Set-Location nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' }
    It 'shows the location of a stage drive in a mounted drive' { $null = Mount-Stage '@sales/2026' y26; Set-Location y26:/q1; Set-Location ..; "$PWD" | Should -Be 'y26:/'; (Get-ChildItem).Name | Should -Be q1 }
    It 'never leaves a mounted drive upwards' { if (-not (Get-PSDrive y27 -ErrorAction Ignore)) { $null = Mount-Stage '@sales/2026' y27 }; Set-Location y27:/; Set-Location ../..; (Get-ChildItem).Name | Should -Be q1; { Get-ChildItem y27:/../2025 -ErrorAction Stop } | Should -Throw -ErrorId 'GetDynamicParametersException,*' }
    It 'is remembered by Push-Location and Pop-Location' { Push-Location 2026; Pop-Location; "$PWD" | Should -Be Stage:/sales }
    It 'runs programs from a stage drive in the last folder' { & pwd | Should -Not -BeNullOrEmpty }
}

Describe 'Paths on a stage drive' {
    BeforeAll {
        Enter-TestHome
        $files = @{ '2026/q1.csv' = '1'; '2026/q2.csv' = '2'; '2025/q1.csv' = '3' }
        $NastyNames | ForEach-Object { $files["n/$_"] = $_ }
        $null = New-FolderStage sales $files
        $null = Mount-Stage '@sales' m
    }
    AfterAll { Exit-TestHome }

    It 'Test-Path: <Path> is <Expected>' -ForEach @(
        @{ Path = 'Stage:/'; Expected = $true }, @{ Path = 'Stage:/sales'; Expected = $true }, @{ Path = 'Stage:/sales/'; Expected = $true }, @{ Path = 'Stage:/~'; Expected = $true }
        @{ Path = 'Stage:/sales/2026'; Expected = $true }, @{ Path = 'Stage:/sales/2026/q1.csv'; Expected = $true }, @{ Path = 'Stage:/sales/2026/q9.csv'; Expected = $false }
        @{ Path = 'Stage:/sales/*/q1.csv'; Expected = $true }, @{ Path = 'Stage:/sales/2026/q[5-9].csv'; Expected = $false }, @{ Path = 'm:/2026/q?.csv'; Expected = $true }
    ) { Test-Path $Path | Should -Be $Expected }
    It 'Test-Path -PathType tells files from folders' {
        Test-Path Stage:/sales/2026 -PathType Container | Should -BeTrue
        Test-Path Stage:/sales/2026 -PathType Leaf | Should -BeFalse
        Test-Path Stage:/sales/2026/q1.csv -PathType Leaf | Should -BeTrue
        Test-Path Stage:/sales -PathType Container | Should -BeTrue
    }
    It 'Test-Path -LiteralPath finds each name with special characters' { foreach ($name in $NastyNames) { Test-Path -LiteralPath "Stage:/sales/n/$name" | Should -BeTrue -Because $name } }
    It 'Resolve-Path finds what a wildcard means' { (Resolve-Path Stage:/sales/*/q1.csv).Path | Should -Be Stage:/sales/2025/q1.csv, Stage:/sales/2026/q1.csv }
    It 'Resolve-Path -Relative writes it from here' { Push-Location Stage:/sales/2026; try { Resolve-Path Stage:/sales/2026/q1.csv -Relative | Should -Be ./q1.csv; Resolve-Path ../2025/q1.csv -Relative | Should -Be ../2025/q1.csv; Get-Content (Resolve-Path ../2025/q1.csv -Relative) | Should -Be 3 } finally { Pop-Location } }
    It 'Resolve-Path of nothing is an error' { { Resolve-Path Stage:/sales/nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' }
    It 'Convert-Path gives a path that works from everywhere' { Convert-Path m:/2026/q1.csv | Should -Be Stage:/sales/2026/q1.csv; (Get-Item m:/2026/q1.csv | Convert-Path) | Should -Be Stage:/sales/2026/q1.csv }
    It 'Split-Path takes a path apart' { Split-Path Stage:/sales/2026/q1.csv | Should -Be Stage:/sales/2026; Split-Path Stage:/sales/2026/q1.csv -Leaf | Should -Be q1.csv; Split-Path Stage:/sales/2026/q1.csv -Qualifier | Should -Be Stage: }
    It 'Join-Path puts one together' { Join-Path Stage:/sales 2026 q1.csv | Should -Be Stage:/sales/2026/q1.csv; Join-Path Stage: sales | Should -Be Stage:/sales }
    It 'Join-Path -Resolve finds it' { Join-Path Stage:/sales/2026 q*.csv -Resolve | Should -Be Stage:/sales/2026/q1.csv, Stage:/sales/2026/q2.csv }
    It 'PSPath leads back to the item' { foreach ($item in Get-ChildItem Stage:/sales/n) { (Get-Item -LiteralPath $item.PSPath).Name | Should -BeExactly $item.Name } }
    It 'PSParentPath and PSChildName take it apart' { $item = Get-Item Stage:/sales/2026/q1.csv; $item.PSChildName | Should -Be q1.csv; (Get-Item $item.PSParentPath).Name | Should -Be 2026 }
    It 'Get-Item gets several, and by wildcard' { (Get-Item Stage:/sales/2026/q1.csv, Stage:/sales/2025/q*.csv).ForEach{ "$_" } | Should -Be Stage:/sales/2026/q1.csv, Stage:/sales/2025/q1.csv }
    It 'Get-Item has the properties of a file' { $item = Get-Item Stage:/sales/2026/q1.csv; $item.Size | Should -Be 1; $item.Length | Should -Be 1; $item.PSIsContainer | Should -BeFalse; $item.LastModified | Should -BeOfType DateTimeOffset; $item.LastWriteTime | Should -Be $item.LastModified.LocalDateTime }
    It 'Get-Item of nothing is an error with an id' { { Get-Item Stage:/sales/nosuch.csv -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*' }
    It 'refuses a path that leaves the stage: <_>' -ForEach 'Stage:/sales/%2e%2e/x', 'm:/%2E%2e/x', '@sales/../x' {
        (Get-FirstError { Get-StageFile $_ }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
    }
    It 'never leaves the drive by ..: <_>' -ForEach 'Stage:/sales/../../../../etc/hostname', 'm:/../archive/a.csv', 'm:/2026/../../archive' {
        { Get-Content $_ -ErrorAction Stop } | Should -Throw -ErrorId 'System.Management.Automation.PSArgumentException,*'
        { Get-Item $_ -ErrorAction Stop } | Should -Throw -ErrorId 'System.Management.Automation.PSArgumentException,*'
    }
}
