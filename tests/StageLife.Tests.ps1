BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Rename-Stage' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'gives a stage another name and keeps its files' {
        $null = New-Stage old1
        Set-Content Stage:/old1/a.txt kept
        Rename-Stage old1 new1
        (Get-Stage).Name | Should -Not -Contain old1
        Get-Content Stage:/new1/a.txt | Should -Be kept
    }

    It 'changes the case of a name' {
        $null = New-Stage case1
        (Rename-Stage case1 CASE1 -PassThru).Name | Should -BeExactly CASE1
    }

    It 'refuses a name that is taken' {
        $null = New-Stage taken1; $null = New-Stage taken2
        (Get-FirstError { Rename-Stage taken1 taken2 }).FullyQualifiedErrorId | Should -BeLike 'StageAlreadyExists,*'
    }

    It 'renames nothing with -WhatIf' {
        $null = New-Stage whatif1
        Rename-Stage whatif1 whatif2 -WhatIf
        (Get-Stage whatif*).Name | Should -Be whatif1
    }

    It 'binds Name and NewName from the pipeline' {
        $null = New-Stage piped1
        [pscustomobject]@{ Name = 'piped1'; NewName = 'piped2' } | Rename-Stage
        (Get-Stage piped*).Name | Should -Be piped2
    }

    It 'refuses the user stage' { (Get-FirstError { Rename-Stage '~' mine }).FullyQualifiedErrorId | Should -BeLike 'UserStageFixed,*' }
    It 'refuses ~ as the new name' {
        $null = New-Stage tilde1
        (Get-FirstError { Rename-Stage tilde1 '~' }).FullyQualifiedErrorId | Should -BeLike 'UserStageFixed,*'
    }
}

Describe 'Remove-Stage' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'drops an external stage without a question, and its files stay' {
        $folder = New-FolderStage external1 @{ 'a.txt' = 'x' }
        Remove-Stage external1
        (Get-Stage).Name | Should -Not -Contain external1
        "$folder/a.txt" | Should -Exist
    }

    It 'drops an internal stage and its files with -Force' {
        $null = New-Stage internal1
        Set-Content Stage:/internal1/only-here.txt x
        Remove-Stage internal1 -Force
        [IO.Directory]::GetFiles($env:STAGETOOLS_HOME, 'only-here.txt', 'AllDirectories') | Should -BeNullOrEmpty
    }

    It 'keeps the files of an internal stage with -KeepFiles, and says where' {
        $null = New-Stage internal2
        Set-Content Stage:/internal2/kept-here.txt x
        Remove-Stage internal2 -KeepFiles -WarningVariable warning -WarningAction SilentlyContinue
        $kept = [IO.Directory]::GetFiles($env:STAGETOOLS_HOME, 'kept-here.txt', 'AllDirectories')
        "$warning" | Should -BeLike "*$([IO.Path]::GetDirectoryName($kept))*"
    }

    It 'asks before it drops an internal stage: without a person that is an error, and the stage stays' {
        $null = New-Stage asked1
        Set-Content Stage:/asked1/a.txt x
        $child = Invoke-Child 'Remove-Stage asked1 -ErrorAction Stop'
        $child.ExitCode | Should -Not -Be 0
        $child.Output | Should -Match 'ConfirmationRequired'
        Get-Content Stage:/asked1/a.txt | Should -Be x
    }

    It 'asks nothing with -Force, without a person too' {
        $null = New-Stage asked2
        (Invoke-Child 'Remove-Stage asked2 -Force -ErrorAction Stop').ExitCode | Should -Be 0
        Get-Stage asked2* | Should -BeNullOrEmpty
    }

    It 'takes an answer for one, without a person too: <_>' -ForEach 'Remove-Stage asked4 -Confirm:$false', '$ConfirmPreference = "None"; Remove-Stage asked4' {
        $null = New-Stage asked4
        (Invoke-Child "`$ErrorActionPreference = 'Stop'; $_").ExitCode | Should -Be 0
        Get-Stage asked4* | Should -BeNullOrEmpty
    }

    It 'asks nothing with -KeepFiles, without a person too' {
        $null = New-Stage asked3
        (Invoke-Child 'Remove-Stage asked3 -KeepFiles -ErrorAction Stop').ExitCode | Should -Be 0
        Get-Stage asked3* | Should -BeNullOrEmpty
    }

    It 'drops those that a wildcard finds' {
        $null = New-Stage wild1; $null = New-Stage wild2
        Remove-Stage 'wild?' -Force
        Get-Stage wild* | Should -BeNullOrEmpty
    }

    It 'drops what comes from the pipeline' {
        $null = New-Stage piped1; $null = New-Stage piped2
        Get-Stage piped* | Remove-Stage -Force
        Get-Stage piped* | Should -BeNullOrEmpty
    }

    It 'passes over a stage that is not there with -IfExists' { { Remove-Stage nosuch -IfExists -ErrorAction Stop } | Should -Not -Throw }
    It 'misses a stage that is not there otherwise' { (Get-FirstError { Remove-Stage nosuch }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*' }
    It 'refuses the user stage, with -Force too' { (Get-FirstError { Remove-Stage '~' -Force }).FullyQualifiedErrorId | Should -BeLike 'UserStageFixed,*' }

    It 'drops nothing with -WhatIf' {
        $null = New-Stage whatif1
        Remove-Stage whatif1 -Force -WhatIf
        Get-Stage whatif1 | Should -Not -BeNullOrEmpty
    }
}

Describe 'Test-Stage' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'gives one row a check' {
        $null = New-Stage good1
        (Test-Stage good1).Check | Should -Be Reach, List, Write, Read
        (Test-Stage good1).Passed | Should -Not -Contain $false
    }

    It 'leaves nothing behind' {
        $folder = New-FolderStage clean1
        $null = Test-Stage clean1
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'says what fails when the folder is gone, and goes no further' {
        $folder = New-FolderStage gone1
        Remove-Item $folder
        $checks = @(Test-Stage gone1)
        $checks.Count | Should -Be 1
        $checks[0].Passed | Should -BeFalse
        $checks[0].Message | Should -BeLike "*$folder*"
    }

    It 'fails the write check of a disabled stage, and no other' {
        $null = New-Stage disabled1 -Disabled
        (Test-Stage disabled1 | Where-Object Passed -eq $false).Check | Should -Be Write
    }

    It 'removes what killed writers left with -Repair' {
        $folder = New-FolderStage repair1 @{ 'sub/.stagetools-0123456789abcdef0123456789abcdef.part' = 'half' }
        (Test-Stage repair1 -Repair | Where-Object Check -eq Repair).Message | Should -BeLike '1 *'
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf' { $null = New-Stage whatif1; Test-Stage whatif1 -WhatIf | Should -BeNullOrEmpty }
    It 'takes stages from the pipeline' {
        $null = New-Stage piped1; $null = New-Stage piped2
        (Get-Stage piped* | Test-Stage).Stage | Select-Object -Unique | Should -Be piped1, piped2
    }
    It 'tests the user stage' { (Test-Stage '~').Passed | Should -Not -Contain $false }
    It 'misses a stage that is not there' { (Get-FirstError { Test-Stage nosuch }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*' }
}

Describe 'A stage among processes' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'that another process made is seen here' {
        (Invoke-Child "New-Stage made_there; Set-Content Stage:/made_there/a.txt hello").ExitCode | Should -Be 0
        (Get-Stage made_there).Name | Should -Be made_there
        Get-Content Stage:/made_there/a.txt | Should -Be hello
    }

    It 'that was made here is seen by another process' {
        $null = New-Stage made_here
        (Invoke-Child '(Get-Stage made_here).Name').Output | Should -Be made_here
    }

    It 'is in one file when its process has ended' {
        $env:STAGETOOLS_HOME, $before = (Join-Path (New-TestFolder) own), $env:STAGETOOLS_HOME
        try {
            (Invoke-Child '(New-Stage made_there).Name; $null = New-Stage gone -Temporary').Output | Should -Be made_there
            (Get-ChildItem $env:STAGETOOLS_HOME -File -Filter catalog.db*).Name | Should -Be catalog.db
        }
        finally { $env:STAGETOOLS_HOME = $before }
    }

    It 'that is temporary ends with its process' {
        (Invoke-Child 'New-Stage temporary1 -Temporary | Out-Null; Set-Content Stage:/temporary1/gone1.txt x; (Get-Stage temporary1).Temporary').Output | Should -Be True
        (Invoke-Child 'Get-Stage temporary*').Output | Should -BeNullOrEmpty
    }

    It 'that is temporary is gone, files and all, at the next use after its process was killed' {
        $ready = Join-Path (New-TestFolder) ready
        $script = "New-Stage temporary2 -Temporary; Set-Content Stage:/temporary2/gone2.txt x; [IO.File]::WriteAllText('$ready', ''); Start-Sleep 600"
        $child = Start-Child $script
        try { Wait-Until { Test-Path $ready } } finally { Stop-Program $child }
        (Invoke-Child 'Get-Stage temporary2*').Output | Should -BeNullOrEmpty
        [IO.Directory]::GetFiles($env:STAGETOOLS_HOME, 'gone2.txt', 'AllDirectories') | Should -BeNullOrEmpty
    }

    It 'that is temporary stays while its process lives, whoever else comes' {
        $null = New-Stage temporary3 -Temporary
        (Invoke-Child '(Get-Stage temporary3).Name').Output | Should -Be temporary3
    }
}
