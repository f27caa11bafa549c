# Jobs of n equal parts on a real scheduler: an array of 8 on two nodes, of which one dies in the middle while what it runs goes on, and its tasks run again.
# The files are few, so that this takes a minute; STAGETOOLS_SLURM_FILES says how many others. The tasks need a client and a module that were built.

BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $slurm = $env:STAGETOOLS_SLURM ? $env:STAGETOOLS_SLURM : (Join-Path ([IO.Path]::GetTempPath()) 'stagetools-slurm' 'server.env')
    $missing = -not (Test-Path $slurm) -or -not (Get-BucketServer) -or -not (Get-PostgresServer)
}

Describe 'A Slurm array of 8, of which a node dies in the middle' -Skip:$missing {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        Enter-BucketHome
        $slurm = $env:STAGETOOLS_SLURM ? $env:STAGETOOLS_SLURM : (Join-Path ([IO.Path]::GetTempPath()) 'stagetools-slurm' 'server.env')
        $settings = @{}
        foreach ($line in [IO.File]::ReadAllLines($slurm)) { $key, $value = $line -split '=', 2; $settings[$key] = $value }
        $env:SLURM_CONF = $settings.SLURM_CONF
        $script:nodes = Join-Path $settings.SLURM_DIR 'run'
        $script:count = $env:STAGETOOLS_SLURM_FILES ? [int]$env:STAGETOOLS_SLURM_FILES : 240

        # Three rows a file, each id once.
        $folder = New-TestFolder
        foreach ($n in 0..($count - 1)) {
            [IO.File]::WriteAllText((Join-Path $folder ('part-{0:D5}.csv' -f $n)), "id,name`n$(3 * $n),a`n$(3 * $n + 1),b`n$(3 * $n + 2),c`n")
        }
        $null = New-BucketStage lake
        Copy-StageFile $folder '@lake/in/' -Recurse
        $script:work = New-TestFolder
        $script:schema = "slurm_$([guid]::NewGuid().ToString('N'))"
        $null = Invoke-Psql "CREATE SCHEMA $schema; CREATE TABLE $schema.orders (id BIGINT, name TEXT)"
        $env:STAGETOOLS_TEST_CONNECTION = "$((Get-PostgresServer).POSTGRES_CONNECTION);Search Path=$schema"
        $out = Join-Path (Split-Path $PSScriptRoot) 'out'
        $env:STAGETOOLS_TEST_CLIENT = Join-Path $out 'stagesql' 'stagesql'
        $env:STAGETOOLS_TEST_MODULE = $ModulePath
        $env:STAGETOOLS_TEST_SHELL = (Get-PowerShellCommand) -join ' '

        function Start-Array([string] $Command) {
            # Each attempt says when it begins and how it ends.
            $said = 'echo "$SLURM_ARRAY_TASK_ID ${SLURM_RESTART_COUNT:-0} $SLURMD_NODENAME'
            [IO.File]::WriteAllText("$work/job.sh", "#!/bin/bash`n$said`" >>$work/begun`n$Command`n$said `$?`" >>$work/ended`n")
            Remove-Item "$work/begun", "$work/ended" -ErrorAction Ignore
            $null = sbatch --array=0-7 --requeue --output="$work/%a.out" --open-mode=append "$work/job.sh"
            if ($LASTEXITCODE) { throw 'The array was not taken.' }
        }
        function Get-Attempt([string] $What) { [IO.File]::Exists("$work/$What") ? @([IO.File]::ReadAllLines("$work/$What")) : @() }
        function Stop-Node {
            # Only the daemon dies: what it started goes on, and the controller does not know.
            Stop-Process -Id ([int][IO.File]::ReadAllText("$nodes/stage2.pid").Trim()) -Force
            scontrol update NodeName=stage2 State=DOWN Reason=killed
        }
        function Start-Node {
            slurmd -N stage2
            scontrol update NodeName=stage2 State=RESUME 2>$null
            Wait-For { "$(sinfo --noheader --nodes=stage2 --format=%t)".Trim() -eq 'idle' }
        }
        function Wait-For([scriptblock] $Condition) {
            for ($until = [datetime]::UtcNow.AddMinutes(20); -not (& $Condition); Start-Sleep -Milliseconds 200) {
                if ([datetime]::UtcNow -gt $until) { throw "Not within its time: $Condition. $(Get-Content "$work/*.out" -ErrorAction Ignore)" }
            }
        }
        function Invoke-Array([string] $Command) {
            # Runs it, ends a node when its first tasks are at work, and waits for all attempts, the forgotten ones too.
            Start-Array $Command
            Wait-For { (Get-Attempt begun) -like '* stage2' }
            Stop-Node
            Wait-For { "$(squeue --noheader)".Trim() -eq '' }
            Wait-For { (Get-Attempt ended).Count -eq (Get-Attempt begun).Count }
            Start-Node
        }
    }
    AfterAll {
        $null = Invoke-Psql "DROP SCHEMA $schema CASCADE"
        Get-ChildItem Env:STAGETOOLS_TEST_* | Remove-Item
        $env:SLURM_CONF = $null
        Exit-BucketHome
    }
    AfterEach {
        # Eight tasks, and no attempt failed, the forgotten ones neither. What the dead node had begun ended there and was run again;
        # a task that it had been given and not yet begun was run only once.
        $ended = Get-Attempt ended
        $ended | Should -Not -Match ' [1-9][0-9]*$' -Because (Get-Content "$work/*.out" | Out-String)
        $again = @($ended -like '* 1 stage1 0') -replace ' .*'
        $forgotten = @($ended -like '* 0 stage2 0') -replace ' .*'
        $forgotten | Should -Not -BeNullOrEmpty
        $forgotten | Should -BeIn $again
        ($ended | ForEach-Object { ($_ -split ' ')[0] } | Sort-Object -Unique).Count | Should -Be 8
    }

    It 'rewrites CSV as Parquet: every row is there once' {
        Invoke-Array "`"`$STAGETOOLS_TEST_CLIENT`" --shard Auto -c `"COPY INTO @lake/out/ FROM (SELECT * FROM '@lake/in/*.csv')`""
        (Get-StageFile '@lake/out').Name | Should -Be (1..8 | ForEach-Object { "out/data_$_-of-8_0000_00000000.parquet" })
        $found = Invoke-StageSql "SELECT count(*) AS n, count(DISTINCT id) AS d, max(id) AS most FROM '@lake/out/*.parquet'"
        $found.n, $found.d, $found.most | Should -Be (3 * $count), (3 * $count), (3 * $count - 1)
    }

    It 'loads a table of PostgreSQL: every row is there once' {
        Invoke-Array @'
$STAGETOOLS_TEST_SHELL -NoProfile -NonInteractive -Command '$ErrorActionPreference = "Stop"; Import-Module $env:STAGETOOLS_TEST_MODULE; $null = Import-StageData "@lake/in/*.csv" -Shard Auto -Into orders -Connection $env:STAGETOOLS_TEST_CONNECTION'
'@.Trim()
        Invoke-Psql "SELECT count(*), count(DISTINCT id), max(id) FROM $schema.orders" | Should -Be "$(3 * $count)`t$(3 * $count)`t$(3 * $count - 1)"
        Invoke-Psql "SELECT count(*) FROM $schema.stagetools_loads" | Should -Be $count
    }
}
