BeforeAll {
    . $PSScriptRoot/Setup.ps1
}

Describe 'What the drive never loses' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }
    BeforeEach {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $null = New-Stage whole $folder -Force
        $null = New-Stage again $folder -Force
        'text' | Set-Content Stage:/whole/a.txt
    }
    It 'refuses to move a file onto itself through another stage of the same folder' {
        Move-Item Stage:/whole/a.txt Stage:/again/a.txt -Force -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'
        Get-Content Stage:/whole/a.txt | Should -Be text
    }
    It 'refuses to copy a folder into itself' {
        $null = New-Item Stage:/whole/d/b.txt -Value b -Force
        Copy-Item Stage:/whole/d Stage:/again/d/e -Recurse -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'
        (Get-StageFile '@whole').Name | Should -Be a.txt, d/b.txt
    }
    It 'moves a folder between stages with its empty folders' {
        $null = New-Stage other -Force
        $null = New-Item Stage:/whole/d/b.txt -Value b -Force
        $null = New-Item -ItemType Directory Stage:/whole/d/empty
        Move-Item Stage:/whole/d Stage:/other/d
        Get-Content Stage:/other/d/b.txt | Should -Be b
        Test-Path Stage:/other/d/empty | Should -BeTrue
        Test-Path Stage:/whole/d | Should -BeFalse
    }
    It 'removes a link to a folder and leaves what it leads to' -Skip:$IsWindows {
        $null = New-Item Stage:/whole/real/b.txt -Value b -Force
        $null = New-Item -ItemType SymbolicLink (Join-Path $folder latest) -Target (Join-Path $folder real)
        Remove-Item Stage:/whole/latest -Recurse
        [IO.File]::Exists((Join-Path $folder real/b.txt)) | Should -BeTrue
        [IO.Directory]::Exists((Join-Path $folder latest)) | Should -BeFalse
    }
    It 'keeps the mode of a file that is written anew' -Skip:$IsWindows {
        $path = Join-Path $folder a.txt
        [IO.File]::SetUnixFileMode($path, 'UserRead, UserWrite')
        Add-Content Stage:/whole/a.txt more
        [IO.File]::GetUnixFileMode($path) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
    }
    It 'tells the later of two that append at once' {
        & { 'a'; Add-Content Stage:/whole/a.txt b; 'c' } | Add-Content Stage:/whole/a.txt -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike '*changed by somebody else*'
        Get-Content Stage:/whole/a.txt | Should -Be text, b
    }
    It 'pipes a listed file to the item it is, whatever lies in the current folder' {
        $null = New-Item -ItemType Directory (Join-Path $folder '@whole')
        'local' | Set-Content -LiteralPath (Join-Path $folder '@whole/a.txt')
        Push-Location $folder
        try { Get-StageFile '@whole/a.txt' | Remove-Item } finally { Pop-Location }
        [IO.File]::Exists((Join-Path $folder a.txt)) | Should -BeFalse
        [IO.File]::Exists((Join-Path $folder '@whole/a.txt')) | Should -BeTrue
    }
    It 'writes nothing to a stage that was dropped meanwhile' {
        $null = New-Stage dropped -Force
        { & { Remove-Stage dropped -Force; 1..3 } | Export-StageData '@dropped/x.csv' } | Should -Throw '*was dropped*'
    }
    It 'keeps every column of rows from different tables' {
        $one, $two = [Data.DataTable]::new(), [Data.DataTable]::new()
        $null = $one.Columns.Add('id'); $null = $two.Columns.Add('x'); $null = $one.Rows.Add(1); $null = $two.Rows.Add(2)
        $one.Rows[0], $two.Rows[0] | Export-StageData '@whole/live.ndjson'
        (Import-StageData '@whole/live.ndjson')[1].x | Should -Be 2
    }
    It 'gives an integer 0 back as an integer' {
        [pscustomobject]@{ n = 0 } | Export-StageData '@whole/zero.csv'
        (Import-StageData '@whole/zero.csv').n | Should -BeOfType [long]
    }
    It 'shows no key of a URL in the error of the export policy' {
        $problem = { 1 | Export-StageData 's3://AKIAKEY:TOPSECRET@bucket/x.csv' } | Should -Throw -PassThru
        "$problem $($problem.TargetObject)" | Should -Not -Match 'TOPSECRET'
    }
}
