BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    function Complete([string] $Text) { [System.Management.Automation.CommandCompletion]::CompleteInput($Text, $Text.Length, $null).CompletionMatches.CompletionText }
}

Describe 'Completion' {
    BeforeAll {
        Enter-TestHome
        $null = New-FolderStage sales @{ '2026/q1.csv' = '1'; '2026/q2.csv' = '2'; '2026/two words.csv' = '3'; '2026/[x] y.csv' = '4'; "2026/it's.csv" = '5'; 'a b/c.csv' = '6'; 'readme.txt' = '7' }
        $null = New-Stage sandbox
        $null = New-Stage archive
        $script:empty = New-TestFolder
        Push-Location $empty
    }
    AfterAll { Pop-Location; Exit-TestHome }

    It 'completes the names of stages: <_>' -ForEach 'Get-Stage sa', 'Get-Stage -Name sa', 'Set-Stage SA', 'Remove-Stage sa', 'Rename-Stage sa', 'Test-Stage sa', 'Update-StageDirectoryTable sa' { Complete $_ | Should -Be sales, sandbox }
    It 'completes names with @, in quotes' { Complete "Get-Stage '@sa" | Should -Be "'@sales'", "'@sandbox'" }
    It 'offers all stages, and ~, for nothing' { Complete 'Get-Stage ' | Should -Be '~', archive, sales, sandbox }
    It 'completes a stage path to stages: <_>' -ForEach "Get-StageFile '@sa", "Remove-StageFile '@sa", "Copy-StageFile '@sa", "Export-StageData '@sa", "Import-StageData '@sa", "Mount-Stage '@sa", "Get-StageFile -LiteralPath '@sa", "Copy-StageFile x -Destination '@sa", "Invoke-StageSql -File '@sa" { Complete $_ | Should -Be "'@sales'", "'@sandbox'" }
    It 'completes a stage path to files and folders' { Complete "Get-StageFile '@sales/" | Should -Be "'@sales/2026'", "'@sales/a b'", "'@sales/readme.txt'" }
    It 'completes below a folder' { Complete "Get-StageFile '@sales/2026/q" | Should -Be "'@sales/2026/q1.csv'", "'@sales/2026/q2.csv'" }
    It 'completes in double quotes' { Complete 'Get-StageFile "@sales/2026/q' | Should -Be '"@sales/2026/q1.csv"', '"@sales/2026/q2.csv"' }
    It 'completes names with blanks' { Complete "Get-StageFile '@sales/2026/tw" | Should -Be "'@sales/2026/two words.csv'" }
    It 'completes below folders with blanks' { Complete "Get-StageFile '@sales/a b/" | Should -Be "'@sales/a b/c.csv'" }
    It 'completes names with quotes' { Complete "Get-StageFile '@sales/2026/it" | Should -Be "'@sales/2026/it''s.csv'" }
    It 'escapes brackets where a wildcard would be understood, so that the completion finds the file' {
        $completed = Complete "Get-StageFile '@sales/2026/[x"
        (Invoke-Expression "Get-StageFile $completed").Name | Should -Be '2026/[x] y.csv'
    }
    It 'does not escape brackets where none is understood: <_>' -ForEach "Get-StageFile -LiteralPath '@sales/2026/[x", "Export-StageData '@sales/2026/[x", "Copy-StageFile x -Destination '@sales/2026/[x" {
        Complete $_ | Should -Be "'@sales/2026/[x] y.csv'"
    }
    It 'finds every file it completes' { foreach ($completed in Complete "Get-StageFile '@sales/2026/") { @(Invoke-Expression "Get-StageFile $completed").Count | Should -Be 1 -Because $completed } }
    It 'tells keys apart by case' { Complete "Get-StageFile '@sales/2026/Q" | Should -BeNullOrEmpty }
    It 'offers nothing for a stage that is not there, a path that leads outside, or a broken catalog' {
        Complete "Get-StageFile '@nosuch/" | Should -BeNullOrEmpty
        Complete "Get-StageFile '@sales/../" | Should -BeNullOrEmpty
        $before = $env:STAGETOOLS_HOME
        $env:STAGETOOLS_HOME = New-TestFolder
        try { [IO.File]::WriteAllText("$env:STAGETOOLS_HOME/catalog.db", 'not a database'); Complete 'Get-Stage sa' | Should -BeNullOrEmpty } finally { $env:STAGETOOLS_HOME = $before }
    }
    It 'completes paths of a drive: <Text>' -ForEach @(
        @{ Text = 'Get-ChildItem Stage:/sa'; Expected = 'Stage:/sales', 'Stage:/sandbox' }
        @{ Text = 'Get-Content Stage:/sales/2026/q'; Expected = 'Stage:/sales/2026/q1.csv', 'Stage:/sales/2026/q2.csv' }
        @{ Text = 'Set-Location Stage:/sales/20'; Expected = @('Stage:/sales/2026') }
        @{ Text = 'Get-StageFile Stage:/sales/2026/q1'; Expected = @('Stage:/sales/2026/q1.csv') }
    ) { (Complete $Text).Replace('\', '/') | Should -Be $Expected }
    It 'completes names with brackets on a drive, so that they find the file' { $completed = Complete "Get-Content 'Stage:/sales/2026/``[x"; Invoke-Expression "Get-Content $completed" | Should -Be 4 }
    It 'completes relative paths on the current drive' { Push-Location Stage:/sales; try { (Complete 'Get-Content ./2026/q1').Replace('\', '/') | Should -Be ./2026/q1.csv } finally { Pop-Location } }
    It 'completes files of the file system where those are understood' { New-TestFile $empty @{ 'local.csv' = 'x' }; (Complete 'Copy-StageFile ./loc').Replace('\', '/') | Should -Be ./local.csv }
    It 'completes -Encoding' { Complete 'Get-Content Stage:/sales/readme.txt -Encoding utf8' | Should -Contain utf8BOM; Complete 'Set-Content Stage:/sales/readme.txt -Encoding lat' | Should -Be latin1 }
    It 'completes -FileFormat: <_>' -ForEach 'New-Stage x -FileFormat ', 'Set-Stage x -FileFormat ' { Complete $_ | Should -Be Csv, Tsv, NdJson, Json, Parquet }
    It 'completes -Format and -Compression' { Complete "Export-StageData '@sales/x' -Format n" | Should -Be NdJson; Complete "Import-StageData '@sales/x' -Compression gz" | Should -Be Gzip }
    It 'completes -Shard' { Complete "Get-StageFile '@sales' -Shard a" | Should -Be Auto, Auto/8; Complete "Invoke-StageSql x -Shard 1" | Should -Be 1/8 }
    It 'completes the drives of Dismount-Stage' { $null = Mount-Stage '@sandbox' sanddrive; Complete 'Dismount-Stage sand' | Should -Be sanddrive }
    It 'completes the switches of a drive' { Complete 'Get-ChildItem Stage:/sales -Dir' | Should -Be '-Directory'; Complete 'Get-Content Stage:/sales/readme.txt -AsB' | Should -Be '-AsByteStream' }
}

Describe 'A completion' -Skip:$IsWindows {
    BeforeDiscovery {
        $begun = @(
            foreach ($start in "'@odd/", '"@odd/', "`u{2018}@odd/", "`u{201C}@odd/", "'Stage:/odd/", '"Stage:/odd/', 'Stage:/odd/') {
                @{ Start = $start; Command = 'Get-StageFile' }, @{ Start = $start; Command = 'Get-StageFile -LiteralPath' }
            }
        )
    }
    BeforeAll {
        Enter-TestHome
        # What PowerShell reads as something else than a character, in a quote, in a bare word or in a wildcard.
        $characters = "'`"`u{2018}`u{2019}`u{201A}`u{201B}`u{201C}`u{201D}`u{201E}```$@#;,|&(){}<>[]*?~%!=+ `u{A0}`u{2003}-`u{2013}ab".ToCharArray()
        $random = [random]::new(16)
        $script:names = @($NastyNames; '[br].csv', 'b.csv', '$x', '$(1)', '`', "'", '"', "''", '""'; 1..100 | ForEach-Object { -join $random.GetItems($characters, $random.Next(1, 9)) }) |
            Where-Object { $_ -notin '.', '..' } | Sort-Object -Unique -CaseSensitive
        $folder = New-FolderStage odd
        foreach ($name in $names) { [IO.File]::WriteAllText("$folder/$name", '') }
    }
    AfterAll { Exit-TestHome }

    It 'is for PowerShell exactly the file it shows: <Command> <Start>' -ForEach $begun {
        $completed = Complete "$Command $Start"
        $meant = foreach ($text in $completed) {
            $tokens = $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput("$Command $text", [ref]$tokens, [ref]$errors)
            $errors | Should -BeNullOrEmpty -Because $text
            $word = $ast.EndBlock.Statements[0].PipelineElements[0].CommandElements[-1]
            $word | Should -BeOfType System.Management.Automation.Language.StringConstantExpressionAst -Because $text
            $files = @(& ([scriptblock]::Create("$Command $text")))
            $files.Count | Should -Be 1 -Because $text
            $files.Name
        }
        $meant | Sort-Object -CaseSensitive | Should -BeExactly $names
    }
    It 'is offered again for itself, without its last quote: <Start>' -ForEach ($begun | Where-Object Command -EQ 'Get-StageFile' | Where-Object Start -NE 'Stage:/odd/') {
        foreach ($text in Complete "Get-StageFile $Start") { Complete "Get-StageFile $($text.Substring(0, $text.Length - 1))" | Should -Contain $text }
    }
}
