# The examples of the two texts that the statements come from, as they are printed there: with prompts, drawn tables and what the client answered.
# Each is run by Invoke-StageSql and by stagesql. Only addresses, keys and folders are put in their places.

BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $faces = @{ Face = 'PowerShell' }, @{ Face = 'stagesql' }
    $noServer = -not (Get-BucketServer)
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $client = [IO.Path]::GetFullPath("$PSScriptRoot/../out/stagesql/stagesql")

    # A seed with other addresses: its rows, and how its error is told, if there is one.
    function Invoke-Seed([string] $Face, [string] $Name, [hashtable] $Places = @{}) {
        $text = [IO.File]::ReadAllText("$PSScriptRoot/seeds/$Name.sql")
        foreach ($place in $Places.Keys) {
            $text | Should -Match ([regex]::Escape($place)) -Because 'it is what the seed says'
            $text = $text.Replace($place, $Places[$place])
        }

        $file = Join-Path (New-TestFolder) "$Name.sql"
        [IO.File]::WriteAllText($file, $text)
        if ($Face -eq 'PowerShell') {
            $found = try { @{ Rows = @(Invoke-StageSql -File $file -ErrorAction Stop) } } catch { @{ Error = $_.Exception.Data['SystemError'] } }
        }
        else {
            $said = & $client --format ndjson $file 2>&1
            $found = @{
                Rows  = @($said | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] } | ConvertFrom-Json)
                Error = @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { "$_" -split '\r?\n' }) -match '\bERROR \d' -replace '^.*?(?=ERROR )' | Select-Object -First 1
            }
            $LASTEXITCODE | Should -Be ($found.Error ? 1 : 0)
        }

        $found
    }
}

Describe 'The seeds in <Face>' -ForEach $faces {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'Databend: an internal stage' {
        (Invoke-Seed $Face databend-internal-stage).Error | Should -BeNullOrEmpty
        $stage = Get-Stage my_internal_stage
        $stage.Type, $stage.Enabled | Should -Be Internal, $true
        (Invoke-Seed $Face databend-internal-stage).Error | Should -BeLike 'ERROR 2502 *my_internal_stage*'
    }

    It 'Databend: the user stage' {
        (Invoke-Seed $Face databend-user-stage).Rows | Should -BeNullOrEmpty
        Set-Content Stage:/~/notes.txt mine
        $row = (Invoke-Seed $Face databend-user-stage).Rows[0]
        $row.name, $row.size | Should -Be notes.txt, 5
        $row.PSObject.Properties.Name | Should -Be name, size, md5, last_modified, creator
    }

    It 'MatrixOne: a stage, an export to it, and one to another path, which fails as it says' {
        $folder = New-TestFolder
        $found = Invoke-Seed $Face matrixone-export @{ "'/tmp'" = "'$folder'" }
        $found.Error | Should -BeExactly ([IO.File]::ReadAllLines("$PSScriptRoot/seeds/matrixone-export.sql")[-1])
        [IO.File]::ReadAllText("$folder/user.csv") | Should -BeExactly "id,user_name,sex`n1,`"weder`",`"man`"`n2,`"tom`",`"man`"`n3,`"wederTom`",`"man`"`n"
        (Get-ChildItem $folder).Name | Should -Be user.csv
        "$HOME/tmp/csv2/user.txt" | Should -Not -Exist
    }
}

Describe 'The seeds on a bucket in <Face>' -ForEach $faces -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $null = Invoke-Aws s3api put-object --bucket $Bucket --key UserBehavior.csv.gz
        $file = Join-Path (New-TestFolder) books.parquet
        [IO.File]::WriteAllBytes($file, [byte[]]::new(998))
        $null = Invoke-Aws s3api put-object --bucket $Bucket --key books.parquet --body $file
    }
    AfterAll { Exit-BucketHome }

    It 'Databend: an external stage, and its files' {
        $created = Invoke-Seed $Face databend-external-stage @{
            's3://databend' = "s3://$Bucket"; '<YOUR_STORAGE_ENDPOINT>' = $Server.S3_ENDPOINT; '<YOUR-KEY-ID>' = $Server.S3_ACCESS_KEY; '<YOUR-SECRET-KEY>' = $Server.S3_SECRET_KEY
        }
        $created.Error | Should -BeNullOrEmpty
        $rows = (Invoke-Seed $Face databend-list).Rows
        $drawn = [IO.File]::ReadAllLines("$PSScriptRoot/seeds/databend-list.sql") -match '^│' | ForEach-Object { , @($_.Split('│').Trim() -ne '') }
        $rows[0].PSObject.Properties.Name | Should -Be $drawn[0]
        $rows.name | Should -Be $drawn[1][0], $drawn[2][0]
        $rows[1].size | Should -Be $drawn[2][1]
        $rows[1].md5 | Should -Match '^"?[0-9a-f]{32}"?$'
        $rows[1].creator | Should -BeNullOrEmpty
    }
}

Describe 'The user stage, as the seed''s table has it' {
    BeforeAll { Enter-TestHome; Set-Content Stage:/~/a.txt a }
    AfterAll { Exit-TestHome }

    It 'is not for <_>' -ForEach 'CREATE STAGE ~', 'CREATE OR REPLACE STAGE ~', 'DROP STAGE ~', 'DROP STAGE IF EXISTS ~' {
        (Get-FirstError { Invoke-StageSql $_ }).FullyQualifiedErrorId | Should -BeLike 'UserStageFixed,*'
    }
    It 'is described, listed, emptied, and not among the stages' {
        (Invoke-StageSql 'DESC STAGE ~').name | Should -Be '~'
        (Invoke-StageSql 'LIST @~').name | Should -Be a.txt
        Invoke-StageSql 'SHOW STAGES' | Should -BeNullOrEmpty
        Invoke-StageSql 'REMOVE @~/a.txt'
        Invoke-StageSql 'LIST @~' | Should -BeNullOrEmpty
    }
}
