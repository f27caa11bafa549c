BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Several sources never become one target' {
    BeforeAll { Enter-TestHome; $script:files = @{ 'f1.txt' = '1'; 'f2.txt' = '2'; 'f3.txt' = '3'; 'old.txt' = 'old'; 'x/same.txt' = 'x'; 'y/same.txt' = 'y'; 'in/k.txt' = 'k' } }
    AfterAll { Exit-TestHome }
    BeforeEach {
        $script:folder = New-TestFolder
        New-TestFile $folder $files
        $null = New-Stage s $folder -Force
        $null = New-PSDrive a -PSProvider Stage -Root '@s'
        function Get-Text { (Get-ChildItem $folder -Recurse -File -Force | ForEach-Object { [IO.File]::ReadAllText($_.FullName) } | Sort-Object -Unique) -join ' ' }
    }
    AfterEach { Get-Text | Should -BeLike '1 2 3 k*old x y' -Because 'nothing may be lost' }

    It 'is refused before the first: <_>' -ForEach @(
        'Move-Item a:/f*.txt a:/archive/ -Force', 'Move-Item a:/f*.txt a:/archive -Force', 'Copy-Item a:/f*.txt a:/archive/', 'Copy-Item a:/f*.txt a:/archive -Force'
        'Move-Item a:/f1.txt, a:/f2.txt a:/archive -Force', 'Move-Item -LiteralPath a:/f1.txt, a:/f2.txt a:/archive -Force', 'Copy-Item a:/f1.txt, a:/f2.txt a:/archive'
        'Move-Item a:/f*.txt a:/old.txt -Force', 'Copy-Item a:/f*.txt a:/old.txt -Force', 'Move-Item a:/x, a:/y a:/archive', 'Copy-Item a:/x, a:/y a:/archive -Recurse', 'Move-Item a:/f*.txt a:/archive -Exclude f3* -Force'
    ) {
        $problem = Get-FirstError ([scriptblock]::Create($_))
        $problem.FullyQualifiedErrorId | Should -BeLike 'ItemKindMismatch,*'
        $problem | Should -BeLike '*New-Item -ItemType Directory*'
        (Get-StageFile '@s').Name | Sort-Object -Culture '' | Should -Be ($files.Keys | Sort-Object -Culture '')
    }
    It 'is refused from the second on where they come down a pipeline: <_>' -ForEach @(
        'Get-ChildItem a:/f*.txt | Move-Item -Destination a:/archive -Force', 'Get-ChildItem a:/f*.txt | Copy-Item -Destination a:/archive -Force', 'Get-Item a:/x, a:/y | Copy-Item -Destination a:/archive -Recurse'
        'Copy-Item a:/*/same.txt a:/in -Force', 'Move-Item a:/*/same.txt a:/in -Force', 'Get-ChildItem a:/f*.txt | Move-Item -Destination { "a:/in/one.txt" } -Force', 'Get-ChildItem a:/ -File -Filter f* | Rename-Item -NewName { $_.NoSuch + ".bak" } -Force'
    ) {
        (Get-FirstError ([scriptblock]::Create($_))).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
    }
    It 'a folder that is flattened never loses one of two files of one name' { New-TestFile $folder @{ 'deep/1/same.txt' = 'k1'; 'deep/2/same.txt' = 'k2' }; (Get-FirstError { Copy-Item a:/deep a:/in -Recurse -Container:$false }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'; Get-Content a:/in/same.txt | Should -Be k1 }
    It 'one source is a rename: <_>' -ForEach 'Move-Item a:/f1.txt a:/new.txt', 'Move-Item a:/f1* a:/new.txt', 'Get-Item a:/f1.txt | Move-Item -Destination a:/new.txt', 'Copy-Item a:/f1.txt a:/new.txt', 'Move-Item a:/f*.txt a:/new.txt -Exclude f2*, f3*' {
        & ([scriptblock]::Create("$_ -ErrorAction Stop"))
        Get-Content a:/new.txt | Should -Be 1
    }
    It 'several go into a folder that is there: <_>' -ForEach 'Move-Item a:/f*.txt a:/in', 'Move-Item a:/f*.txt a:/in/', 'Copy-Item a:/f*.txt a:/in', 'Get-ChildItem a:/f*.txt | Move-Item -Destination a:/in' {
        & ([scriptblock]::Create("$_ -ErrorAction Stop"))
        (Get-ChildItem a:/in).Name | Should -Be f1.txt, f2.txt, f3.txt, k.txt
    }
    It 'a file is no folder for another' { (Get-FirstError { Copy-Item a:/f1.txt a:/old.txt/ }).FullyQualifiedErrorId | Should -BeLike 'ItemKindMismatch,*'; Get-Content a:/old.txt | Should -Be old }
    It 'renaming by the parts of a name gives each its own' {
        Get-ChildItem a:/ -File -Filter f* | Rename-Item -NewName { $_.BaseName + '.bak' } -Force
        (Get-ChildItem a:/ -Filter *.bak).Name | Should -Be f1.bak, f2.bak, f3.bak
    }
    It 'Rename-Item replaces nothing, with -Force neither' { (Get-FirstError { Rename-Item a:/f1.txt old.txt -Force }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*' }
    It 'Rename-Item to its own name says so' { (Get-FirstError { Rename-Item a:/f1.txt f1.txt }).FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*' }
}

Describe 'Items of a stage drive as the file system has them' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.tar.gz' = 'a'; 'plain' = 'p'; 'd.x/b.csv' = 'b'; 'd.x/e/c.txt' = 'c'; '.hidden' = 'h'; 'dot.' = 'd' }
        $null = New-PSDrive m -PSProvider Stage -Root '@s/d.x' -Scope Global
    }
    AfterAll { Exit-TestHome }

    It '<_> is that of the file system''s item' -ForEach 'Name', 'BaseName', 'Extension', 'Exists', 'PSIsContainer', 'PSChildName', { $_.Directory.Name }, { $_.Parent.Name } {
        foreach ($path in 'a.tar.gz', 'plain', 'd.x', 'd.x/b.csv', 'd.x/e', '.hidden', 'dot.') {
            # What lies at the top is in a stage here, in a folder of some name there.
            if ("$_" -match 'Name \z|Directory|Parent' -and $path -notlike '*/*') { continue }
            Get-Item "Stage:/s/$path" | ForEach-Object $_ | Should -BeExactly (Get-Item "$folder/$path" -Force | ForEach-Object $_) -Because $path
        }
    }
    It 'Directory and Parent are folders that lead on' {
        (Get-Item Stage:/s/d.x/b.csv).Directory.FullName | Should -Be Stage:/s/d.x
        (Get-Item Stage:/s/plain).DirectoryName | Should -Be Stage:/s
        (Get-Item Stage:/s/d.x/e).Parent | Get-ChildItem -Name | Should -Be b.csv, e
        (Get-Item Stage:/s/d.x).Parent.Parent | Should -BeNullOrEmpty
    }
    It 'an item in a text, its FullName and Convert-Path work from everywhere: <_>' -ForEach '/', 'Stage:/', 'm:/', 'm:/e', 'Env:/' {
        Push-Location $_
        try {
            foreach ($text in "$(Get-Item m:/b.csv)", (Get-Item m:/b.csv).FullName, (Convert-Path m:/b.csv), (Get-Item m:/b.csv | Convert-Path), (Resolve-Path m:/b.csv).ProviderPath) {
                Get-Content $text | Should -Be b
                (Get-StageFile $text).Name | Should -Be d.x/b.csv
                Test-Path -LiteralPath $text | Should -BeTrue
                (Get-Item -LiteralPath $text).PSPath | Should -Be (Get-Item m:/b.csv).PSPath
            }
            foreach ($dir in (Get-Item m:/e), (Get-Item m:/b.csv).Directory, (Get-Item Stage:/s).FullName) {
                Set-Content "$dir/new.txt" here
                Get-Content -LiteralPath "$dir/new.txt" | Should -Be here
                Remove-Item "$dir/new.txt"
            }
        }
        finally { Pop-Location }
        Get-ChildItem $folder -Recurse -Filter new.txt | Should -BeNullOrEmpty
    }
}
