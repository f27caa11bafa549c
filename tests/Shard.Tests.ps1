BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A shard' {
    BeforeAll {
        Enter-TestHome
        $files = @{}
        0..19 | ForEach-Object { $files["in/part-$_.csv"] = "id,name`n$_,n$_`n" }
        $null = New-FolderStage lake $files
        $null = New-Stage out
        $script:names = $files.Keys | Sort-Object
        function Get-Part([scriptblock] $Script) { foreach ($i in 1..3) { & $Script "$i/3" } }
    }
    AfterEach { Get-ChildItem Env:SLURM_ARRAY_*, Env:AWS_BATCH_*, Env:JOB_COMPLETION_INDEX -ErrorAction Ignore | Remove-Item }
    AfterAll { Exit-TestHome }

    It 'has files that no other has, in Get-StageFile' {
        (Get-Part { Get-StageFile '@lake' -Shard $args[0] }).Name | Sort-Object | Should -Be $names
        @(Get-StageFile '@lake' -Shard 2/3).Count | Should -BeIn (2..12)
    }

    It 'is the scheduler''s where that is asked for: <Variables>' -ForEach @(
        @{ Shard = 'Auto'; Variables = @{ SLURM_ARRAY_TASK_ID = 4; SLURM_ARRAY_TASK_MIN = 2; SLURM_ARRAY_TASK_MAX = 6; SLURM_ARRAY_TASK_STEP = 2; SLURM_ARRAY_TASK_COUNT = 3 } }
        @{ Shard = 'auto'; Variables = @{ AWS_BATCH_JOB_ARRAY_INDEX = 1; AWS_BATCH_JOB_ARRAY_SIZE = 3 } }
        @{ Shard = 'Auto/3'; Variables = @{ JOB_COMPLETION_INDEX = 1 } }
    ) {
        $Variables.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
        (Get-StageFile '@lake' -Shard $Shard).Name | Should -Be (Get-StageFile '@lake' -Shard 2/3).Name
        @(Get-StageFile '@lake').Count | Should -Be 20 -Because 'nobody asked for a shard'
    }

    It 'is refused where it is none: <_>' -ForEach '0/3', '4/3', 'x', 'Auto', 'Auto/3' { { Get-StageFile '@lake' -Shard $_ } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*' }

    It 'has files that no other has, in Copy-StageFile, Import-StageData and Invoke-StageSql' {
        $folder = New-TestFolder
        (Get-Part { Copy-StageFile '@lake/in' $folder -Recurse -Shard $args[0] -PassThru }).Count | Should -Be 20
        @(Get-ChildItem $folder -Recurse -File).Count | Should -Be 20
        (Get-Part { Import-StageData '@lake/in/*.csv' -Shard $args[0] }).id | Sort-Object | Should -Be (0..19)
        $database = Join-Path (New-TestFolder) t.db
        (Get-Part { Import-StageData '@lake/in/*.csv' -Shard $args[0] -Into t -Database $database }).Count | Should -Be 20
        (Get-Part { Invoke-StageSql "SELECT id FROM '@lake/in/*.csv'" -Shard $args[0] }).id | Sort-Object | Should -Be (0..19)
    }

    It 'writes names of its own with Export-StageData, and again without a double' {
        foreach ($round in 1, 2) { Get-Part { Import-StageData '@lake/in/*.csv' -Shard $args[0] | Export-StageData '@out/rows/' -Format Csv -Shard $args[0] } | Out-Null }
        (Get-StageFile '@out/rows').Name | Should -Be 'rows/data_1-of-3_0000_00000000.csv', 'rows/data_2-of-3_0000_00000000.csv', 'rows/data_3-of-3_0000_00000000.csv'
        (Import-StageData '@out/rows/*.csv').id | Sort-Object | Should -Be (0..19)
    }

    It 'has folders that no other has where a query is exported' {
        $database = Join-Path (New-TestFolder) t.db
        Import-StageData '@lake/in/*.csv' -Into t -Database $database | Out-Null
        $query = 'SELECT id, id % 7 AS k FROM t'
        foreach ($round in 1, 2) { Get-Part { Export-StageData '@out/by/' -Query $query -Database $database -PartitionBy k -Format Csv -Shard $args[0] } | Out-Null }
        @(Get-StageFile '@out/by').Count | Should -Be 7
        (Import-StageData '@out/by/*/*.csv').id | Sort-Object | Should -Be (0..19)
        (Get-FirstError { Export-StageData '@out/no/' -Query $query -Database $database -Shard 1/3 }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError { 1 | Export-StageData '@out/rows/' -Shard 1/3 -Force }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }

    It 'removes its own files, listed by itself or piped' {
        $mine = (Get-StageFile '@lake' -Shard 1/3).Name
        (Get-StageFile '@lake' | Remove-StageFile -Shard 1/3 -PassThru).Name | Sort-Object | Should -Be ($mine | Sort-Object)
        Remove-StageFile '@lake' -Recurse -Shard 2/3
        (Get-StageFile '@lake').Name | Should -Be (Get-StageFile '@lake' -Shard 3/3).Name
        @(Get-StageFile '@lake').Count | Should -BeGreaterThan 1
    }
}
