BeforeAll { . "$PSScriptRoot/Setup.ps1" }

# Each pipeline here would never end by itself: that it ends is the test.
Describe 'Ctrl+C' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-TestFolder
        $null = New-Stage s $folder -DirectoryTable
        $script:wide = New-TestFolder
        foreach ($i in 0..19) {
            [void][IO.Directory]::CreateDirectory("$wide/$i")
            foreach ($j in 0..499) { [IO.File]::Create("$wide/$i/$j.txt").Dispose() }
        }
        $null = New-Stage wide $wide -DirectoryTable
        [IO.File]::WriteAllLines("$folder/rows.csv", [string[]](@('id') + 1..50000))
    }
    AfterAll { Exit-TestHome }
    BeforeEach { New-TestFile $folder @{ 'old.txt' = 'old'; 'old.csv' = 'old' } }
    AfterEach { Get-LeftPart $folder | Should -BeNullOrEmpty }

    It 'ends an export, and leaves nothing' {
        $shell = Start-Shell "& { for (`$i = 0; ; `$i++) { [pscustomobject]@{ I = `$i } } } | Export-StageData '@s/never.csv'"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        "$folder/never.csv" | Should -Not -Exist
    }

    It 'ends an export, and leaves the old file, with -Force too' {
        $shell = Start-Shell "& { for (`$i = 0; ; `$i++) { `$i } } | Export-StageData '@s/old.csv' -Force"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        [IO.File]::ReadAllText("$folder/old.csv") | Should -BeExactly old
    }

    It 'ends a compressed export' {
        $shell = Start-Shell "& { for (`$i = 0; ; `$i++) { `$i } } | Export-StageData '@s/never.csv.gz'"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        "$folder/never.csv.gz" | Should -Not -Exist
    }

    It 'ends an export that waits for what comes before it' {
        $shell = Start-Shell "& { 1; Start-Sleep 600 } | Export-StageData '@s/waits.csv'"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        "$folder/waits.csv" | Should -Not -Exist
    }

    It 'ends Set-Content, and leaves the old file' {
        $shell = Start-Shell "& { for (`$i = 0; ; `$i++) { `$i } } | Set-Content Stage:/s/old.txt"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        [IO.File]::ReadAllText("$folder/old.txt") | Should -BeExactly old
    }

    It 'ends Set-Content that waits for what comes before it' {
        $shell = Start-Shell "& { 1; Start-Sleep 600 } | Set-Content Stage:/s/old.txt"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        [IO.File]::ReadAllText("$folder/old.txt") | Should -BeExactly old
    }

    It 'ends Add-Content, and leaves the old file' {
        $shell = Start-Shell "& { for (`$i = 0; ; `$i++) { `$i } } | Add-Content Stage:/s/old.txt"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        [IO.File]::ReadAllText("$folder/old.txt") | Should -BeExactly old
    }

    It 'ends a copy of many files; each is whole or not there' {
        $target = New-TestFolder
        $shell = Start-Shell "while (`$true) { Copy-StageFile '@wide' '$target/' -Recurse -Force -ThrottleLimit 2 }"
        Wait-Until { Test-Path "$target/*" }
        Stop-Shell $shell | Should -Be Stopped
        Get-LeftPart $target | Should -BeNullOrEmpty
    }

    It 'ends a copy of one large file, and leaves the old one' {
        $source = Join-Path (New-TestFolder) large
        $file = [IO.File]::Create($source)
        try { $file.SetLength(4GB) } finally { $file.Dispose() }
        $shell = Start-Shell "Copy-StageFile '$source' '@s/old.txt' -Force"
        Wait-Until { Get-LeftPart $folder }
        Stop-Shell $shell | Should -Be Stopped
        [IO.File]::ReadAllText("$folder/old.txt") | Should -BeExactly old
        Remove-Item $source
    }

    It 'ends <_>' -ForEach @(
        "Get-StageFile '@wide'", "Get-StageFile '@wide' -Pattern never", "Get-ChildItem Stage:/wide -Recurse", "Get-ChildItem Stage:/wide -Recurse -Name", "Get-ChildItem Stage:/wide -Recurse -Include never"
        "Import-StageData '@s/rows.csv'", "Import-StageData '@s/rows.csv' -AsText | Where-Object id -eq never", "Get-Content Stage:/s/rows.csv", "Remove-StageFile '@wide/*/never*'"
        "Update-StageDirectoryTable wide", "Get-Stage", "Test-Stage s"
    ) {
        $shell = Start-Shell "`$global:begun = `$false; while (`$true) { $_ | Out-Null; `$global:begun = `$true }"
        Wait-Until { $shell.Shell.Runspace.RunspaceAvailability -eq 'Busy' }
        Start-Sleep -Milliseconds 300
        Stop-Shell $shell | Should -Be Stopped
    }

    It 'leaves the directory table as it was' {
        $null = Update-StageDirectoryTable wide
        $shell = Start-Shell "while (`$true) { Update-StageDirectoryTable wide | Out-Null }"
        Start-Sleep -Milliseconds 500
        Stop-Shell $shell | Should -Be Stopped
        (Get-StageFile '@wide' -FromDirectoryTable).Count | Should -Be 10000
    }

    It 'leaves the module in working order' { $null = New-Stage after; Set-Content Stage:/after/a.txt fine; Get-Content Stage:/after/a.txt | Should -Be fine; Remove-Stage after -Force }
}

Describe 'Select-Object -First' {
    BeforeAll { Enter-TestHome; $script:folder = New-FolderStage s @{ 'a.csv' = "id`n1`n2`n"; 'b.csv' = "id`n3`n" } }
    AfterAll { Exit-TestHome }

    It 'ends <_> quietly' -ForEach "Get-StageFile '@s'", "Import-StageData '@s'", 'Get-ChildItem Stage:/s -Recurse', 'Get-Content Stage:/s/a.csv' {
        $found = & ([scriptblock]::Create("$_ | Select-Object -First 1")) 2>&1
        @($found).Count | Should -Be 1
        $found | Should -Not -BeOfType System.Management.Automation.ErrorRecord
    }

    It 'ends Copy-StageFile quietly, and leaves no half file' {
        $target = New-TestFolder
        @(Copy-StageFile '@s' "$target/" -Recurse -PassThru | Select-Object -First 1).Count | Should -Be 1
        Get-LeftPart $target | Should -BeNullOrEmpty
    }
}

Describe 'A process that is killed' {
    BeforeAll { Enter-TestHome; $script:folder = New-FolderStage s @{ 'old.csv' = 'old' } }
    AfterAll { Exit-TestHome }

    It 'in an export leaves the old file, and its half file goes with the next write' {
        $script = "& { for (`$i = 0; ; `$i++) { `$i } } | Export-StageData '@s/old.csv' -Force"
        $child = Start-Child $script
        try { Wait-Until { Get-LeftPart $folder } } finally { Stop-Program $child }
        [IO.File]::ReadAllText("$folder/old.csv") | Should -BeExactly old
        (Get-StageFile '@s').Name | Should -Be old.csv
        Set-Content Stage:/s/next.txt x
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }
}
