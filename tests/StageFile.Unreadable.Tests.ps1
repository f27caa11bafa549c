BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'What cannot be read among files' -Skip:$IsWindows {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.csv' = "n`n1"; 'data/b.csv' = "n`n2"; 'data/deep/c.csv' = "n`n3" }
        mkfifo "$folder/data/pipe.csv"
        $script:local = New-TestFolder
        New-TestFile $local @{ 'a.txt' = 'a'; 'sub/b.txt' = 'b' }
        mkfifo "$local/pipe"
        $null = New-Item -ItemType SymbolicLink "$local/broken" -Target "$local/gone"
        $null = New-Item -ItemType SymbolicLink "$local/elsewhere" -Target (New-TestFolder)
        $script:target = New-FolderStage t
    }
    AfterAll { Exit-TestHome }

    Context 'A named pipe' {
        It 'is one error of Get-StageFile, and the rest is listed' {
            (Get-StageFile '@s' -ErrorAction SilentlyContinue -ErrorVariable errors).Name | Should -Be a.csv, data/b.csv, data/deep/c.csv
            $errors.Count | Should -Be 1
            "$($errors[0])" | Should -BeLike "*'@s/data/pipe.csv' is a named pipe*"
        }
        It 'is one error of Get-ChildItem, recursing' {
            (Get-ChildItem Stage:/s -Recurse -File -ErrorAction SilentlyContinue -ErrorVariable errors).Name | Should -Be a.csv, b.csv, c.csv
            "$errors" | Should -BeLike '*a named pipe*'
        }
        It 'refuses a SELECT over a wildcard that finds it, and no other' {
            (Get-FirstError { Invoke-StageSql "SELECT sum(n) AS n FROM '@s/data/*.csv'" }).Exception.Message | Should -BeLike '*a named pipe*'
            (Invoke-StageSql "SELECT sum(n) AS n FROM '@s/data/deep/*.csv'").n | Should -Be 3
        }
        It 'ends LIST, behind what can be listed' {
            $names = [System.Collections.Generic.List[string]]::new()
            { Invoke-StageSql 'LIST @s' | ForEach-Object { $names.Add($_.name) } } | Should -Throw '*a named pipe*'
            $names | Should -Be a.csv, data/b.csv, data/deep/c.csv
        }
        It 'is one error of a directory table, which lists the rest' {
            Set-Stage s -DirectoryTable
            (Update-StageDirectoryTable s -ErrorAction SilentlyContinue -ErrorVariable errors).Files | Should -Be 3
            "$errors" | Should -BeLike '*a named pipe*'
        }
        It 'is one error of Import-StageData' { (Import-StageData '@s' -ErrorAction SilentlyContinue -ErrorVariable errors).n | Should -Be 1, 2, 3; "$errors" | Should -BeLike '*a named pipe*' }
        It 'is refused by its name: <_>' -ForEach 'Get-Content Stage:/s/data/pipe.csv', 'Copy-StageFile "$local/pipe" "@t/"', 'Import-StageData "@s/data/pipe.csv"' {
            (Get-FirstError ([scriptblock]::Create($_))).Exception.Message | Should -BeLike '*a named pipe*'
        }
        It 'does not make a folder an empty one' { (Get-FirstError { Invoke-StageSql 'REMOVE @s/data/pipe.csv' }).Exception.Message | Should -BeLike '*a named pipe*'; "$folder/data/pipe.csv" | Should -Exist }
    }

    It 'in a local folder is one error each, and the rest is copied' {
        Copy-StageFile $local '@t/all/' -Recurse -ErrorAction SilentlyContinue -ErrorVariable errors
        (Get-StageFile '@t/all').Name | Sort-Object | Should -Be all/a.txt, all/sub/b.txt
        $errors.Count | Should -Be 3
        "$errors" | Should -BeLike '*broken*leads nowhere*'
        "$errors" | Should -BeLike '*elsewhere*link to a folder*'
    }

    It 'because of its permissions is one error, and the rest is listed, copied and searched' {
        $closed = New-FolderStage closed @{ 'a.csv' = "n`n1"; 'shut/b.csv' = "n`n2"; 'z/c.csv' = "n`n3" }
        chmod 000 "$closed/shut"
        # Root may read everything, until those rights are taken from it.
        $asAnybody = (id -u) -eq 0 ? @('setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--') : @()
        $script = Get-ScriptCommand @"
Import-Module '$ModulePath'; `$ErrorActionPreference = 'SilentlyContinue'
(Get-StageFile '@closed' -ErrorVariable e).Name -join ' '; "`$(`$e.Count) `$(`$e[0].FullyQualifiedErrorId)"
(Get-ChildItem Stage:/closed -Recurse -File -ErrorVariable e).Name -join ' '; "`$(`$e.Count) `$(`$e[0].FullyQualifiedErrorId)"
(Copy-StageFile '@closed' '$target/closed/' -Recurse -PassThru -ErrorVariable e).Status -join ' '; "`$(`$e.Count) `$(`$e[0].FullyQualifiedErrorId)"
try { Invoke-StageSql "SELECT n FROM '@closed/**/*.csv'" } catch { "1 `$(`$_.FullyQualifiedErrorId)" }
(Invoke-StageSql "SELECT sum(n) AS n FROM '@closed/z/*.csv'").n
"@
        try { $lines = (Invoke-Program -Command ($asAnybody + $script)).Output -split '\r?\n' } finally { chmod 700 "$closed/shut" }
        $lines[0] | Should -Be 'a.csv z/c.csv'
        $lines[1] | Should -BeLike '1 AccessDenied,*'
        $lines[2] | Should -Be 'a.csv c.csv'
        $lines[3] | Should -BeLike '1 AccessDenied,*'
        $lines[4] | Should -BeLike '*Copied*Copied*'
        $lines[5] | Should -BeLike '1 AccessDenied,*'
        $lines[6] | Should -BeLike '1 AccessDenied,*'
        $lines[7] | Should -Be 3
    }
}
