# -Confirm and -WhatIf of every cmdlet that has them: a line of each is run in a session with nobody to ask, and what there is before and after is compared.

BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $lines = @{
        'Backup-StageCatalog' = 'Backup-StageCatalog ./stages.backup'
        'Copy-StageCatalog' = 'Copy-StageCatalog ./other.db'
        'Copy-StageFile' = "Copy-StageFile '@s/a.csv' '@s/copied.csv'"
        'Dismount-Stage' = 'Dismount-Stage d'
        'Export-StageData' = "1 | Export-StageData '@s/exported.csv'"
        'Import-StageData' = "Import-StageData '@s/a.csv' -Into t -Database ./loaded.db"
        'Invoke-StageSql' = "Invoke-StageSql 'CREATE STAGE made'"
        'Mount-Stage' = 'Mount-Stage s m'
        'New-Stage' = 'New-Stage made'
        'New-StageConnection' = 'New-StageConnection made s3'
        'New-StageFileFormat' = 'New-StageFileFormat made csv'
        'Remove-Stage' = 'Remove-Stage s'
        'Remove-StageConnection' = 'Remove-StageConnection c'
        'Remove-StageFileFormat' = 'Remove-StageFileFormat f'
        'Remove-StageFile' = "Remove-StageFile '@s/a.csv'"
        'Restore-StageCatalog' = 'Restore-StageCatalog ./kept.backup'
        'Rename-Stage' = 'Rename-Stage s renamed'
        'Set-Stage' = 'Set-Stage s -Comment new'
        'Set-StageConnection' = 'Set-StageConnection c -Comment new'
        'Set-StageFileFormat' = 'Set-StageFileFormat f tsv'
        'Test-Stage' = 'Test-Stage s'
        'Update-StageDirectoryTable' = 'Update-StageDirectoryTable s'
        'Update-StageKey' = 'Update-StageKey'
    }
    # Those of a team's catalog are asked about in Team.Tests.ps1.
    $team = 'Initialize-StageCatalog', 'Grant-StageAccess', 'Revoke-StageAccess'
    $cmdlets = Get-Command -Module StageTools | Where-Object { $_.Parameters.ContainsKey('Confirm') -and $_.Name -notin $team } | ForEach-Object { @{ Name = $_.Name; Line = $lines[$_.Name] } }
}

Describe '<Name> asks' -ForEach $cmdlets {
    BeforeAll {
        . "$PSScriptRoot/Setup.ps1"
        Enter-TestHome

        function Get-State([string] $Folder, [powershell] $Shell) {
            # All that a cmdlet could have changed, as text.
            $Shell.Commands.Clear()
            $drives = $Shell.AddScript('(Get-PSDrive -PSProvider Stage).Name').Invoke()
            $files = Get-ChildItem $Folder -Recurse -File | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" }
            $stages = Get-Stage | ForEach-Object { "$($_.Name) $($_.Url) $($_.Comment) $($_.CreatedOn) $($_.DirectoryTableRefreshedOn)" }
            $named = @(Get-StageConnection) + @(Get-StageFileFormat) | ForEach-Object { "$($_.Name) $($_.Comment) $($_.Format)" }
            $key = Get-Content "$env:STAGETOOLS_HOME/catalog.key"
            $drives, $files, $stages, $named, $key | ForEach-Object { $_ } | Join-String -Separator "`n"
        }

        function Invoke-Unattended([string] $Line) {
            # Runs a line where nobody can be asked; what it gave and said, and what there was before and is afterwards.
            $env:STAGETOOLS_HOME = New-TestFolder
            $backup = Join-Path (New-TestFolder) kept.backup
            $null = New-Stage gone s3://bucket/
            $null = Backup-StageCatalog $backup
            Remove-Stage gone
            $folder = New-FolderStage s @{ 'a.csv' = "id`n1`n" }
            Copy-Item $backup $folder
            $null = Set-Stage s -DirectoryTable
            $null = New-Stage bucket s3://bucket/ -Connection @{ access_key_id = 'AKIAKEYIDVALUE'; secret_access_key = 'SECRETVALUE' } -WarningAction Ignore
            $null = New-StageConnection c s3
            $null = New-StageFileFormat f csv
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault())
            try {
                [void]$shell.AddScript("Import-Module '$ModulePath'; Set-Location '$folder'; `$null = Mount-Stage s d").Invoke()
                $before = Get-State $folder $shell
                $shell.Commands.Clear()
                $output = $errors = $null
                try { $output = $shell.AddScript("& { `$ErrorActionPreference = 'Stop'; $Line }").Invoke() } catch { $errors = $_.Exception.GetBaseException().Message }
                [pscustomobject]@{ Before = $before; After = Get-State $folder $shell; Output = $output; Error = $errors }
            }
            finally {
                $shell.Dispose()
            }
        }
    }
    AfterAll { Exit-TestHome }

    It 'and has a line here' { $Line | Should -Not -BeNullOrEmpty }
    It 'nobody with -Confirm:$false, and does its work' {
        $run = Invoke-Unattended "$Line -Confirm:`$false"
        $run.Error | Should -BeNullOrEmpty
        # Test-Stage leaves nothing behind.
        $Name -eq 'Test-Stage' ? [bool]$run.Output : $run.After -cne $run.Before | Should -BeTrue -Because $run.After
    }
    It 'nobody with -WhatIf, and changes nothing' {
        $run = Invoke-Unattended "$Line -WhatIf"
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -BeNullOrEmpty
        $run.After | Should -BeExactly $run.Before
    }
    It 'with <_>, and changes nothing where nobody answers' -ForEach '-Confirm', '$ConfirmPreference' {
        $run = Invoke-Unattended ($_ -eq '-Confirm' ? "$Line -Confirm" : "`$ConfirmPreference = 'Low'; $Line")
        $run.Error | Should -BeLike '*user interaction*'
        $run.Output | Should -BeNullOrEmpty
        $run.After | Should -BeExactly $run.Before
    }
}
