BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
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
