BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Objects that other programs called as no path is written' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:files = [ordered]@{ '../a.txt' = 'up'; '/a.txt' = 'root'; 'a.txt' = 'plain'; 'd/' = 'mark'; 'd/../a.txt' = 'back'; 'd//x' = 'twice'; 'd/x' = 'once' }
        $base = New-BucketStage base
        foreach ($key in $files.Keys) { Set-BucketObject "$base/$key" ([Text.Encoding]::UTF8.GetBytes($files[$key])) }
    }
    AfterAll { Exit-BucketHome }
    BeforeEach { $script:out = New-TestFolder; $script:prefix = New-BucketStage s; Copy-StageFile '@base' '@s' -Recurse }

    It 'lists all of them, and each by a path that names it' {
        (Get-StageFile '@s').Name | Should -Be $files.Keys
        foreach ($file in Get-StageFile '@s') { (Get-StageFile "$($file.Path)").Name | Should -BeExactly $file.Name }
    }
    It 'reads each down the pipeline' { Get-StageFile '@s' | Get-Content | Should -Be $files.Values }
    It 'tells on a drive of each that no path leads to, and lists the others' {
        (Get-ChildItem Stage:/s -ErrorVariable told -ErrorAction SilentlyContinue).Name | Should -Be a.txt, d
        $told.TargetObject | Should -Be '@s/./../a.txt', '@s/.//a.txt'
        $told[0].FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'
        (Get-ChildItem Stage:/s -Recurse -File -ErrorVariable told -ErrorAction SilentlyContinue).Name | Should -Be a.txt, x
        $told.Count | Should -Be 5
        $told.Exception.Message | Should -BeLike '*Remove-StageFile removes it*'
    }
    It 'copies with a folder what can be a file, and tells of the rest' {
        Copy-StageFile '@s' "$out/in" -Recurse -ErrorVariable told -ErrorAction SilentlyContinue
        Get-ChildItem "$out/in" -Recurse -File -Name | Should -Be a.txt, d/x
        [IO.File]::ReadAllText("$out/in/a.txt"), [IO.File]::ReadAllText("$out/in/d/x") | Should -Be plain, once
        $told.TargetObject.Count | Should -Be 5
    }
    It 'copies each to a name of its own' {
        Copy-StageFile '@s/./d/' "$out/mark"
        Copy-StageFile '@s/./d/../a.txt' '@s/renamed.txt'
        [IO.File]::ReadAllText("$out/mark") | Should -Be mark
        Get-Content Stage:/s/renamed.txt | Should -Be back
    }
    It 'copies all into another folder of the bucket by their own names' {
        $null = New-BucketStage t -Prefix 'copies'
        Copy-StageFile '@s' '@t' -Recurse
        Get-BucketKey copies | Should -Be $files.Keys
        (Get-StageFile '@t').Name | Should -Be $files.Keys
        Get-StageFile '@t' | Get-Content | Should -Be $files.Values
        Get-StageFile '@t' | Remove-StageFile
    }
    It 'makes no file of two' {
        Get-StageFile '@s' | Where-Object Name -like '*x' | Copy-StageFile -Destination "$out/" -Force -ErrorVariable told -ErrorAction SilentlyContinue
        [IO.File]::ReadAllText("$out/x") | Should -Be twice
        $told.TargetObject | Should -Be "$out/x"
    }
    It 'removes each by what lists it, and nothing else' {
        Get-StageFile '@s' | Where-Object Name -in '/a.txt', 'd/', 'd/../a.txt' | Remove-StageFile
        Get-BucketKey $prefix | Should -Be '../a.txt', 'a.txt', 'd//x', 'd/x'
        Remove-StageFile '@s/./../a.txt'
        Remove-StageFile '@s/d//x'
        Get-BucketKey $prefix | Should -Be 'a.txt', 'd/x'
    }
    It 'takes no path for another: <_>' -ForEach '@s//a.txt', '@s//', '@s/d//', '@s/./a.txt', '@s/../a.txt' {
        (Get-FirstError { Remove-StageFile $_ -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^Path(Invalid|OutsideStage),'
        (Get-BucketKey $prefix).Count | Should -Be $files.Count
    }
    It 'takes a folder whose mark holds bytes for one that is not empty' {
        Get-StageFile '@s' | Where-Object Name -like 'd/?*' | Remove-StageFile
        { Remove-Item Stage:/s/d -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidOperation,*'
        Get-BucketKey $prefix | Should -Contain 'd/'
    }
}
