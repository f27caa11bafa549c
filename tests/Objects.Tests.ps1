BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'What the module returns, to other commands' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage sales @{ 'a.csv' = "x`n1"; 'd/[br].csv' = "x`n2"; 'd/b.csv' = "x`n3" }
        $script:moment = [datetime]::new(2026, 7, 2, 3, 4, 5, [DateTimeKind]::Local)
        (Get-Item "$folder/a.csv").LastWriteTime = $moment
        $null = Set-Stage sales -DirectoryTable
        $null = New-StageFileFormat semicolons Csv
        $null = New-StageConnection lake s3 -Connection @{ region = 'eu-central-1' }
        # All that cmdlets return, and what a drive shows.
        $script:all = @(
            Get-Stage; Get-StageFile '@sales'; Get-StageFileFormat; Get-StageConnection; Test-Stage sales; Update-StageDirectoryTable sales
            Copy-StageFile '@sales/a.csv' '@~/' -Force -PassThru; 1 | Export-StageData '@sales/e.csv'; 1 | Export-StageData '@sales/f.csv' -DetailedOutput
            Import-StageData '@sales/a.csv' -Into t -Database "$folder/t.db"; Import-StageData '@sales/a.csv' -SchemaOnly
        )
    }
    AfterAll { Exit-TestHome }

    It 'has times as files have them: <_>' -ForEach { Get-StageFile '@sales/a.csv' }, { Get-Item Stage:/sales/a.csv } {
        $item, $file = (& $_), (Get-Item "$folder/a.csv")
        foreach ($name in 'LastWriteTime', 'LastWriteTimeUtc') {
            $item.$name | Should -BeOfType datetime
            $item.$name | Should -Be $file.$name
            $item.$name.Kind | Should -Be $file.$name.Kind
        }
        $moment.AddDays(-7) -lt $item.LastWriteTime -and $moment.AddDays(7) -gt $item.LastWriteTime | Should -BeTrue
        $moment - $item.LastWriteTime | Should -Be ([timespan]::Zero)
        $item.LastModified.LocalDateTime | Should -Be $moment
        $item.LastModified.Offset | Should -Be ([timespan]::Zero)
    }
    It 'has files'' times where the clock is another, and all others in UTC' -Skip:$IsWindows {
        $env:TZ, $before = 'America/New_York', $env:TZ
        try {
            $told = (Invoke-Child "`$item = Get-Item Stage:/sales/a.csv; `$file = Get-StageFile '@sales/a.csv'; `$item.LastWriteTime, `$file.LastWriteTime, `$item.LastModified.LocalDateTime, `$file.LastModified.LocalDateTime, (Get-Item '$folder/a.csv').LastWriteTime | ForEach-Object { `$_.ToString('HH:mm'), `$_.Hour }
                `$stage = Get-Stage sales
                `$item.LastModified, `$file.LastModified, `$stage.CreatedOn, `$stage.DirectoryTableRefreshedOn, (Update-StageDirectoryTable sales).RefreshedOn, (Get-StageConnection lake).CreatedOn, (Get-StageFileFormat semicolons).CreatedOn, (Invoke-StageSql 'SHOW STAGES')[0].created_on, (Invoke-StageSql 'LIST @sales')[0].last_modified | ForEach-Object { [string]`$_.Offset }").Output
        }
        finally { $env:TZ = $before }
        $lines = $told -split '\r?\n'
        $lines[0..9] | Select-Object -Unique | Should -HaveCount 2
        $lines[10..18] | Should -Be (@('00:00:00') * 9)
    }
    It 'shows its times behind a job too' {
        [cultureinfo]::CurrentCulture = 'de-DE'
        try {
            foreach ($given in { Get-StageFile '@sales/a.csv' }, { Get-Item Stage:/sales/a.csv }, { Get-Stage sales | Format-List }, { Update-StageDirectoryTable sales }) {
                $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(& $given)))
                ($back | Out-String) -replace '\.\d+' | Should -Be ((& $given | Out-String) -replace '\.\d+')
            }
            $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-Stage sales)))
            $back | Format-List | Out-String | Should -Match 'CreatedOn\s+: \d{4}-\d\d-\d\d'
            $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-StageFile '@sales/a.csv')))
            $back.LastWriteTime | Should -Be $moment
            $back | Out-String | Should -Match '2026-07-02 03:04:05'
        }
        finally { [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture }
    }
    It 'is JSON without a warning, and of texts, numbers and lists of them' {
        foreach ($object in $all) {
            $json = $object | ConvertTo-Json -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -BeNullOrEmpty -Because $object.GetType().Name
            $json | Should -Not -Match '"(Folded|IsRoot|IsExact|AsPrefix)"' -Because $object.GetType().Name
        }
        (Get-StageFile '@sales/d' | ConvertTo-Json -WarningVariable warned | ConvertFrom-Json).Path | Should -BeExactly '@sales/d/[br].csv', '@sales/d/b.csv'
        $warned | Should -BeNullOrEmpty
        $picked = Get-StageFile '@sales/d/b.csv' | Select-Object Name, Path | ConvertTo-Json -WarningVariable warned | ConvertFrom-Json
        $picked.Path.Stage, $picked.Path.Key | Should -Be sales, d/b.csv
        $warned | Should -BeNullOrEmpty
    }
    It 'has no property that is a value of the engine''s paths' {
        $types = @((Get-Command -Module StageTools -CommandType Cmdlet).OutputType.Type; (Get-Item Stage:/sales/a.csv).GetType()) | Where-Object Namespace -like 'StageTools*' | Sort-Object -Unique FullName
        $types.Count | Should -BeGreaterThan 10
        foreach ($type in $types) { $type.GetProperties().PropertyType.Namespace | Should -Not -Contain 'StageTools.Paths' -Because $type.Name }
    }
    It 'has paths that are compared and shown as texts' {
        $file = Get-StageFile '@sales/d/b.csv'
        $file.Path -eq '@sales/d/b.csv' | Should -BeTrue
        "$($file.Path)" | Should -BeExactly '@sales/d/b.csv'
        ($file.Path | Out-String).Trim() | Should -BeExactly '@sales/d/b.csv'
        ($file | Select-Object Name, Path | ConvertTo-Csv)[1] | Should -BeExactly '"d/b.csv","@sales/d/b.csv"'
    }
    It 'leads each file to the commands after it, and to no other file, at <_>' -ForEach 'Stage:/sales/d', 'Stage:/', '/' {
        Push-Location $_
        try {
            Get-StageFile '@sales/d/`[br`].csv' | Get-Content | Should -Be x, 2
            (Get-StageFile '@sales/d/`[br`].csv' | Get-StageFile).Name | Should -Be 'd/[br].csv'
            (Get-StageFile '@sales/d/`[br`].csv' | Get-Item).Name | Should -Be '[br].csv'
            (Get-StageFile '@sales/d/`[br`].csv' | Select-Object PSPath | Get-Item).Name | Should -Be '[br].csv'
            (Get-StageFile '@sales/d/`[br`].csv' | Import-StageData).x | Should -Be 2
            Get-StageFile '@sales/d/`[br`].csv' | Remove-Item -WhatIf
            Get-StageFile '@sales/d/`[br`].csv' | Remove-StageFile
        }
        finally { Pop-Location }
        (Get-ChildItem $folder/d).Name | Should -Be b.csv
        [IO.File]::WriteAllText("$folder/d/[br].csv", "x`n2")
    }
}
