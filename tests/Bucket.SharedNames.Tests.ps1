BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $noServer = -not (Get-BucketServer)

    # Every cmdlet that reads a path, and which keys it took: of dup the file, of dup/ what lies in the folder.
    $takers = [ordered]@{
        'Get-StageFile $path' = { (Get-StageFile $path).Name }
        'Get-StageFile -LiteralPath $path' = { (Get-StageFile -LiteralPath $path).Name }
        'Get-StageFile $path -FromDirectoryTable' = { $null = Update-StageDirectoryTable s; (Get-StageFile $path -FromDirectoryTable).Name }
        'Get-StageFile $path -Pattern' = { (Get-StageFile $path -Pattern '[a-z]+').Name }
        'Copy-StageFile $path -Recurse' = { (Copy-StageFile $path "$(New-TestFolder)/" -Recurse -PassThru).Source -replace '^@s/' }
        'Copy-StageFile $path to a stage' = { (Copy-StageFile $path '@~/to/' -Recurse -PassThru -Force).Source -replace '^@s/' }
        'Import-StageData $path' = { (Import-StageData $path -Format csv).v }
        'Import-StageData -LiteralPath $path' = { (Import-StageData -LiteralPath $path -Format csv).v }
        'Import-StageData $path -Into' = { (Import-StageData $path -Format csv -Into t -Database "$(New-TestFolder)/t.db").File -replace '^@s/' }
    }
    # And those by which it goes.
    $removers = [ordered]@{
        'Remove-StageFile $path -Recurse' = { Remove-StageFile $path -Recurse }
        'Remove-StageFile -LiteralPath $path -Confirm:$false' = { Remove-StageFile -LiteralPath $path -Confirm:$false }
        'Import-StageData $path -Purge' = { Import-StageData $path -Format csv -Into t -Database "$(New-TestFolder)/t.db" -Purge }
    }
    $forms = '@s/{0}', 'Stage:/s/{0}', '{0}', './{0}', 'StageTools\Stage::Stage:/s/{0}'
    $lines = foreach ($form in $forms) {
        foreach ($slash in '', '/') {
            $path = $form -f "dup$slash"
            foreach ($taker in $takers.GetEnumerator()) { @{ Line = $taker.Key; Take = "$($taker.Value)"; Path = $path; Keys = $slash ? 'dup/child' : 'dup' } }
            foreach ($remover in $removers.GetEnumerator()) { @{ Line = $remover.Key; Remove = "$($remover.Value)"; Path = $path; Keys = $slash ? 'dup/child' : 'dup' } }
        }
    }
    $reading = $lines | Where-Object { $_.Contains('Take') }
    $removing = $lines | Where-Object { -not $_.Contains('Take') }
}
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A file and a folder of one name' -Skip:$noServer {
    # A bucket may hold dup and dup/child. Without a slash at the end the file is meant, with one the folder.
    BeforeAll { Enter-BucketHome }
    AfterAll { Exit-BucketHome }
    BeforeEach {
        $script:prefix = [guid]::NewGuid().ToString('N')
        $script:all = 'a', 'a/b', 'a/c/d', 'dup', 'dup-x', 'dup/child'
        $null = New-BucketStage s @{} -Prefix $prefix
        $source = New-TestFolder
        New-TestFile $source @{ 'x' = 'file'; 'y' = 'child' }
        foreach ($key in $all) { Copy-StageFile "$source/$($key -like '*/*' ? 'y' : 'x')" "@s/$key" }
        Get-Item Stage:/ -Force | Out-Null
        Set-Location Stage:/s
    }
    AfterEach { Set-Location / }

    It 'both are listed, and each leads to itself' {
        (Get-ChildItem).Name | Should -Be a, a, dup, dup-x, dup
        (Get-ChildItem | Where-Object Name -eq dup | Get-Item | Sort-Object IsFolder).IsFolder | Should -Be $false, $true
        (Get-Item dup).IsFolder | Should -BeFalse
        (Get-Item dup/).IsFolder | Should -BeTrue
        (Get-ChildItem dup/).Name | Should -Be child
        (Get-ChildItem dup).IsFolder | Should -BeFalse
        (Get-ChildItem dup/*).Name | Should -Be child
        (Get-ChildItem -Recurse -File).Count | Should -Be 6
        Get-Content dup | Should -Be file
        Get-Content dup/child | Should -Be child
        Test-Path dup/ -PathType Container | Should -BeTrue
        Test-Path dup -PathType Leaf | Should -BeTrue
    }
    It 'removes exactly what is named: <Line>' -ForEach @(
        @{ Line = 'Remove-Item dup'; Gone = @('dup') }
        @{ Line = 'Remove-Item dup -Recurse'; Gone = @('dup') }
        @{ Line = 'Remove-Item -LiteralPath dup -Recurse -Force'; Gone = @('dup') }
        @{ Line = 'Remove-Item dup/ -Recurse'; Gone = @('dup/child') }
        @{ Line = 'Remove-Item dup/child'; Gone = @('dup/child') }
        @{ Line = 'Remove-Item a/ -Recurse'; Gone = 'a/b', 'a/c/d' }
        @{ Line = 'Get-ChildItem | Where-Object IsFolder | Remove-Item -Recurse'; Gone = 'a/b', 'a/c/d', 'dup/child' }
        @{ Line = 'Get-ChildItem -File | Remove-Item -Recurse'; Gone = 'a', 'dup', 'dup-x' }
        @{ Line = 'Remove-Item a -Exclude zzz -Recurse'; Gone = @('a') }
        @{ Line = 'Remove-Item a, dup -Include a, dup -Recurse'; Gone = 'a', 'dup' }
        @{ Line = 'Remove-Item * -Exclude dup -Recurse'; Gone = 'a', 'a/b', 'a/c/d', 'dup-x', 'dup/child' }
        @{ Line = 'Move-Item dup Stage:/s/moved'; Gone = @('dup'); New = @('moved') }
        @{ Line = 'Move-Item dup/ Stage:/s/moved'; Gone = @('dup/child'); New = @('moved/child') }
        @{ Line = 'Rename-Item dup other'; Gone = @('dup'); New = @('other') }
        @{ Line = 'Rename-Item dup/ other'; Gone = @('dup/child'); New = @('other/child') }
        @{ Line = 'Copy-Item dup copy'; New = @('copy') }
        @{ Line = 'Copy-Item dup copy -Recurse'; New = @('copy') }
        @{ Line = 'Copy-Item dup/ copy -Recurse'; New = @('copy/child') }
        @{ Line = 'Copy-Item dup-x dup/'; New = @('dup/dup-x') }
    ) {
        & ([scriptblock]::Create("$Line -ErrorAction Stop -Confirm:`$false"))
        (Get-StageFile '@s').Name | Sort-Object -Culture '' | Should -Be (@($all | Where-Object { $_ -notin $Gone }) + @($New) | Where-Object { $_ } | Sort-Object -Culture '')
    }
    It 'is mounted, and gone into, as the folder' {
        $null = Mount-Stage '@s/dup' twin
        (Get-ChildItem twin:/).Name | Should -Be child
        Set-Content twin:/new n
        (Get-StageFile '@s').Name | Should -Contain dup/new
        Set-Location Stage:/s/dup/
        (Get-ChildItem).Name | Should -Be child, new
        (Get-FirstError { Remove-Item Stage:/s/dup/ -Recurse -Confirm:$false }) | Should -BeLike '*in use*'
    }
}

Describe 'A path that every cmdlet reads alike' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:prefix = [guid]::NewGuid().ToString('N')
        $script:all = 'dup', 'dup-x', 'dup/child'
        $null = New-BucketStage s @{} -Prefix $prefix -With @{ DirectoryTable = $true }
        $script:source = New-TestFolder
        New-TestFile $source @{ f = "v`ndup`n"; g = "v`ndup/child`n"; script = 'SELECT 1' }
        function Set-Object([string] $Key, [string] $File) { Set-BucketObject "$prefix/$Key" ([IO.File]::ReadAllBytes("$source/$File")) }
        function Get-Left { (Get-StageFile '@s').Name | Sort-Object -Culture '' }
    }
    AfterAll { Exit-BucketHome }
    BeforeEach {
        # Where only the folder is left, a copy to dup would go into it.
        $left = Get-Left
        if ('dup' -notin $left) { Set-Object dup f }
        if ('dup-x' -notin $left) { Set-Object dup-x f }
        if ('dup/child' -notin $left) { Set-Object dup/child g }
        Get-Item Stage:/ -Force | Out-Null
        Set-Location Stage:/s
    }
    AfterEach { Set-Location / }

    It 'takes what is named: <Line>, <Path>' -ForEach $reading { & ([scriptblock]::Create($Take)) | Should -Be $Keys }
    It 'removes what is named: <Line>, <Path>' -ForEach $removing {
        $null = & ([scriptblock]::Create($Remove))
        Get-Left | Should -Be ($all | Where-Object { $_ -ne $Keys })
    }
    It 'takes what is named down the pipeline' {
        (Get-ChildItem | Where-Object IsFolder | Get-StageFile).Name | Should -Be dup/child
        (Get-ChildItem -File | Get-StageFile).Name | Should -Be dup, dup-x
        Get-ChildItem | Where-Object IsFolder | Remove-StageFile -Recurse
        Get-Left | Should -Be dup, dup-x
    }
    It 'asks before a folder goes, and not before a file' {
        (Invoke-Child "Remove-StageFile '@s/dup/'").Output | Should -BeLike '*folder*-Recurse*'
        Get-Left | Should -Be $all
    }
    It 'takes what is named in SQL: <Sql>' -ForEach @(
        @{ Sql = "SELECT c1 AS v FROM '@s/dup' (FILE_FORMAT => 'csv') WHERE c1 <> 'v'"; Keys = @('dup') }
        @{ Sql = "SELECT c1 AS v FROM '@s/dup/' (FILE_FORMAT => 'csv') WHERE c1 <> 'v'"; Keys = @('dup/child') }
        @{ Sql = "SELECT v FROM read_csv('@s/dup/')"; Keys = @('dup/child') }
        @{ Sql = "SELECT c1 AS v FROM '@s/d*/' (FILE_FORMAT => 'csv') WHERE c1 <> 'v'"; Keys = @('dup/child') }
    ) { (Invoke-StageSql $Sql).v | Should -Be $Keys }
    It 'finds folders by a wildcard with a slash, and files with them without one' {
        (Get-StageFile '@s/d*').Name | Should -Be dup, dup-x, dup/child
        (Get-StageFile '@s/d*/').Name | Should -Be dup/child
        (Get-StageFile 'd*/').Name | Should -Be dup/child
        Remove-StageFile '@s/d*/'
        Get-Left | Should -Be dup, dup-x
    }
    It 'copies into what is named: <Destination>' -ForEach @(
        @{ Destination = '@s/dup/' }, @{ Destination = 'Stage:/s/dup/' }, @{ Destination = 'dup/' }
    ) {
        Copy-StageFile "$source/s*" $Destination -Recurse
        Get-Left | Should -Be dup, dup-x, dup/child, dup/script
        Remove-StageFile '@s/dup/script'
        Copy-StageFile "$source/script" $Destination
        Get-Left | Should -Be dup, dup-x, dup/child, dup/script
        Remove-StageFile '@s/dup/script'
    }
    It 'refuses the folder where a file is wanted: <Line>' -ForEach @(
        @{ Line = "Get-StageFileUrl '@s/dup/'"; Message = '*add the file*' }
        @{ Line = "Get-StageFileUrl Stage:/s/dup/ -Method Put"; Message = '*add the file*' }
        @{ Line = "Invoke-StageSql -File '@s/dup/'"; Message = '*is a folder*' }
        @{ Line = 'Clear-Content dup/'; Message = '*is a folder*' }
        @{ Line = 'Set-Content dup/ x'; Message = '*is a folder*' }
        @{ Line = "Copy-StageFile '@s/dup/' x"; Message = '*is a folder*' }
        @{ Line = "Invoke-StageSql `"REMOVE FILES FROM STAGE 'stage://s/dup/'`" -Dialect MatrixOne"; Message = '*is a folder*' }
    ) {
        Get-FirstError ([scriptblock]::Create($Line)) | Should -BeLike $Message
        Get-Left | Should -Be $all
        Get-Content dup | Should -Be v, dup
    }
    It 'refuses a file that is named as a folder: <Line>' -ForEach @(
        @{ Line = "Get-StageFile '@s/dup-x/'" }, @{ Line = "Remove-StageFile '@s/dup-x/' -Recurse" }, @{ Line = "Copy-StageFile '@s/dup-x/' x/ -Recurse" }
        @{ Line = "Import-StageData '@s/dup-x/'" }, @{ Line = "Invoke-StageSql `"SELECT * FROM '@s/dup-x/'`"" }
    ) {
        (Get-FirstError ([scriptblock]::Create($Line))) | Should -BeLike "*'@s/dup-x' is a file*slash*"
        Get-Left | Should -Be $all
    }
    It 'takes a folder of a folder stage, and a stage, with and without the slash: <Path>' -ForEach @(
        @{ Path = '@f/dup' }, @{ Path = '@f/dup/' }, @{ Path = 'Stage:/f/dup' }, @{ Path = 'Stage:/f/dup/' }, @{ Path = '@f' }, @{ Path = '@f/' }, @{ Path = 'Stage:/f/' }
    ) {
        $null = New-FolderStage f @{ 'dup/child' = "v`nchild`n" }
        try {
            (Get-StageFile $Path).Name | Should -Be dup/child
            (Import-StageData $Path -Format csv).v | Should -Be child
            (Copy-StageFile $Path "$(New-TestFolder)/" -Recurse -PassThru).Source | Should -Be '@f/dup/child'
            (Remove-StageFile $Path -Recurse -PassThru).Name | Should -Be dup/child
        } finally { Remove-Stage f -Force }
    }
    It 'removes by their own names what no path of a drive leads to' {
        foreach ($key in 'm/', 'm//x', 'm', 'm/x') { Set-Object $key f }
        Get-Item Stage:/ -Force | Out-Null
        Remove-Item Stage:/s/m/ -Recurse -Exclude zzz -Confirm:$false -ErrorAction SilentlyContinue
        Get-BucketKey $prefix | Where-Object { $_ -like 'm*' } | Should -Be m
        Remove-StageFile '@s/m'
    }
}
