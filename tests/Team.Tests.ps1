BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $noPostgres = -not (Get-PostgresServer)
}

BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A catalog of one user' {
    BeforeAll {
        Enter-TestHome
        $script:catalogBefore = $env:STAGETOOLS_CATALOG
    }
    AfterEach { $env:STAGETOOLS_CATALOG = $catalogBefore }
    AfterAll { Exit-TestHome }

    It 'has nobody to let in' {
        (Get-FirstError { Initialize-StageCatalog }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError { New-Stage mine -Private }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError { Grant-StageAccess mine PUBLIC Read }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError { Get-StageGrant }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }

    It 'is the file that STAGETOOLS_CATALOG names, read anew by each command' {
        $null = New-Stage home
        $env:STAGETOOLS_CATALOG = Join-Path (New-TestFolder) other.db
        $null = New-Stage away
        (Get-Stage).Name | Should -Be away
        $env:STAGETOOLS_CATALOG | Should -Exist
        $env:STAGETOOLS_CATALOG = $null
        (Get-Stage).Name | Should -Be home
    }

    It 'refuses an address with a user or a password, and does not show it: <_>' -ForEach 'postgres://geheim@db/x', 'postgres://u:geheim@db/x', 'postgres://db/x?password=geheim', 'mysql://geheim/x' {
        $env:STAGETOOLS_CATALOG = $_
        $found = Get-FirstError { Get-Stage }
        $found.FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        ($found | Format-List * -Force | Out-String) | Should -Not -Match geheim
    }

    It 'is not missed by completion, nor by the import, where a server cannot be reached' {
        $env:STAGETOOLS_CATALOG = 'postgres://192.0.2.1/stages'
        $time = [Diagnostics.Stopwatch]::StartNew()
        (TabExpansion2 'Get-Stage x').CompletionMatches | Should -BeNullOrEmpty
        $time.Elapsed.TotalSeconds | Should -BeLessThan 5
    }
}

Describe 'A catalog of a team' -Skip:$noPostgres {
    BeforeAll {
        Enter-TestHome
        $script:server = Get-PostgresServer
        $script:id = [guid]::NewGuid().ToString('N')
        $script:environment = @{}
        foreach ($name in 'STAGETOOLS_CATALOG', 'STAGETOOLS_KEY', 'PGUSER', 'PGPASSWORD') { $environment[$name] = [Environment]::GetEnvironmentVariable($name) }
        $null = Invoke-Psql "CREATE DATABASE stagetools_$id"
        $env:STAGETOOLS_CATALOG = "postgres://$($server.POSTGRES_HOST):$($server.POSTGRES_PORT)/stagetools_$id"
        $env:PGUSER, $env:PGPASSWORD = $server.POSTGRES_USER, $server.POSTGRES_PASSWORD
    }
    AfterAll {
        foreach ($name in $environment.Keys) { [Environment]::SetEnvironmentVariable($name, $environment[$name]) }
        $null = Invoke-Psql "DROP DATABASE stagetools_$id WITH (FORCE)"
        $null = Invoke-Psql "DROP ROLE IF EXISTS ann_$id"
        Exit-TestHome
    }

    It 'says how to make it where it was never made' {
        $found = Get-FirstError { Get-Stage }
        $found.FullyQualifiedErrorId | Should -BeLike 'CatalogUnavailable,*'
        $found.Exception.Message | Should -BeLike '*Initialize-StageCatalog*'
    }

    It 'is made by Initialize-StageCatalog, not by -WhatIf' {
        Initialize-StageCatalog -WhatIf
        { Get-Stage -ErrorAction Stop } | Should -Throw '*Initialize-StageCatalog*'
        $setup = Initialize-StageCatalog
        $setup.VersionBefore | Should -Be 0
        $setup.Roles | Should -Be stagetools_admin, stagetools_user
        Get-Stage | Should -BeNullOrEmpty
    }

    It 'has the stages of everybody, on folders and buckets' {
        $env:STAGETOOLS_KEY = $null
        $null = New-Stage files (New-TestFolder)
        'text' | Set-Content Stage:/files/a.txt
        (Get-FirstError { New-Stage inside }).Exception.Message | Should -BeLike '*-Url*'
        $secret = [pscredential]::new('AKIAKEYIDVALUE', (ConvertTo-SecureString 'TOPSECRETVALUE' -AsPlainText))
        (Get-FirstError { New-Stage lake s3://bucket/ -Credential $secret }).Exception.Message | Should -BeLike '*STAGETOOLS_KEY*'
        $env:STAGETOOLS_KEY = [Convert]::ToBase64String([byte[]](1..32))
        (New-Stage lake s3://bucket/ -Credential $secret -WriteCredential $secret -Private).HasCredentials | Should -BeTrue
        Set-Stage lake -WriteCredential ([pscredential]::Empty) -Comment 'one key'
        (Get-Stage).Name | Should -Be files, lake
    }

    It 'shows a user what he may use, and refuses the rest' {
        $null = Invoke-Psql "CREATE ROLE ann_$id LOGIN PASSWORD '$($server.POSTGRES_PASSWORD)' IN ROLE stagetools_user"
        $env:PGUSER = "ann_$id"
        $child = Invoke-Child @'
            (Get-Stage).Name; Get-Content Stage:/files/a.txt
            try { New-Stage mine /tmp -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }
'@
        $lines = $child.Output -split '\r?\n'
        $env:PGUSER = $server.POSTGRES_USER
        $lines[0..1] | Should -Be files, text
        $lines[2] | Should -BeLike 'AccessDenied,*'
        $lines[3] | Should -BeLike 'You do not have privilege to execute the statement: *'
    }

    It 'is asked as whom PGUSER names now' {
        $env:PGUSER = "ann_$id"
        (Get-FirstError { Remove-Stage files }).FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        (Get-Stage).Rights | Should -Be 'Read, Write'
        $env:PGUSER = $server.POSTGRES_USER
        (Get-Stage).Name | Should -Be files, lake
    }

    It 'grants, shows and takes back, by cmdlets and by statements' {
        Grant-StageAccess files "ann_$id" Read
        (Get-StageGrant files -Role "ann_$id").Rights | Should -Be Read
        (Get-StageGrant files -Role "ann_$id" | ConvertTo-Json | ConvertFrom-Json).Stage | Should -BeExactly files
        Get-StageGrant -Role "ann_$id" | Revoke-StageAccess -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeLike '*Everybody still may*'
        Invoke-StageSql 'REVOKE READ, WRITE ON STAGE files FROM ROLE PUBLIC'
        Get-StageGrant files | Should -BeNullOrEmpty
        Invoke-StageSql "GRANT READ ON STAGE files TO ROLE ann_$id"
        (Invoke-StageSql 'SHOW GRANTS ON STAGE files').privileges | Should -Be READ
        Grant-StageAccess fil* "ann_$id" Write -WhatIf
        Revoke-StageAccess fil* "ann_$id" Read -WhatIf
        (Get-FirstError { Grant-StageAccess files "ann_$id" Write -Confirm }).Exception.Message | Should -BeLike '*interacti*'
        (Get-FirstError { Revoke-StageAccess files "ann_$id" Read -Confirm }).Exception.Message | Should -BeLike '*interacti*'
        (Get-StageGrant files).Rights | Should -Be Read
        (Get-FirstError { Grant-StageAccess files "nobody_$id" Read }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError { Grant-StageAccess nono PUBLIC Read }).FullyQualifiedErrorId | Should -BeLike 'StageNotFound,*'
        Grant-StageAccess lake "ann_$id" Read -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeLike '*one credential*'
        Revoke-StageAccess lake "ann_$id" Read -WarningAction SilentlyContinue
    }

    It 'refuses who may only read to write, and to grant' {
        $env:PGUSER = "ann_$id"
        Get-Content Stage:/files/a.txt | Should -Be text
        (Get-FirstError { 'new' | Export-StageData '@files/b.csv' }).FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        (Get-FirstError { Remove-StageFile '@files/a.txt' }).FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        (Get-FirstError { Grant-StageAccess files "ann_$id" Write }).FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        $env:PGUSER = $server.POSTGRES_USER
        Get-Content Stage:/files/a.txt | Should -Be text
    }

    It 'refuses who may only write to read, by SQL too' {
        "a,b`n1,2" | Set-Content Stage:/files/rows.csv
        Get-StageGrant files | Revoke-StageAccess -WarningAction Ignore
        Grant-StageAccess files "ann_$id" Write
        $env:PGUSER = "ann_$id"
        foreach ($read in { Get-Content Stage:/files/rows.csv }, { Import-StageData '@files/rows.csv' }, { Invoke-StageSql "SELECT * FROM '@files/rows.csv'" },
            { Invoke-StageSql "SELECT * FROM read_csv('@files/rows.csv')" }, { Copy-StageFile '@files/rows.csv' (New-TestFolder) }) {
            (Get-FirstError $read).FullyQualifiedErrorId | Should -BeLike '*AccessDenied*' -Because $read
        }
        $env:PGUSER = $server.POSTGRES_USER
        Grant-StageAccess files PUBLIC 'Read, Write'
        Revoke-StageAccess files "ann_$id" Write -WarningAction Ignore
    }

    It 'takes what was one user''s, and gives it back' {
        $mine, $back = (Join-Path (New-TestFolder) mine.db), (Join-Path (New-TestFolder) back.db)
        $team, $env:STAGETOOLS_CATALOG = $env:STAGETOOLS_CATALOG, $mine
        $secret = [pscredential]::new('AKIAKEYIDVALUE', (ConvertTo-SecureString 'TOPSECRETVALUE' -AsPlainText))
        $null = New-Stage moved s3://bucket/ -Credential $secret -Comment mine
        Copy-StageCatalog $team -WhatIf
        (Copy-StageCatalog $team -Private).Stages | Should -Be 1
        (Get-FirstError { Copy-StageCatalog $team }).FullyQualifiedErrorId | Should -BeLike 'StageAlreadyExists,*'
        $env:STAGETOOLS_CATALOG = $team
        (Get-Stage moved).Comment | Should -Be mine
        Get-StageGrant moved | Should -BeNullOrEmpty
        $null = Copy-StageCatalog $back -ExternalOnly
        Remove-Stage moved
        $env:STAGETOOLS_CATALOG = $back
        (Get-Stage moved).HasCredentials | Should -BeTrue
        $env:STAGETOOLS_CATALOG = $team
        $env:PGUSER = "ann_$id"
        (Get-FirstError { Backup-StageCatalog (Join-Path (New-TestFolder) part.backup) }).FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        $env:PGUSER = $server.POSTGRES_USER
    }

    It 'takes rights to grant from nothing that comes down the pipeline' {
        (Get-Command Grant-StageAccess).Parameters['Rights'].Attributes.ValueFromPipelineByPropertyName | Should -Not -Contain $true
        (Get-Command Revoke-StageAccess).Parameters['Rights'].Attributes.ValueFromPipelineByPropertyName | Should -Contain $true
    }

    It 'has connections and file formats by name, which users see where they may use them' {
        $secret = [pscredential]::new('AKIAKEYIDVALUE', (ConvertTo-SecureString 'TOPSECRETVALUE' -AsPlainText))
        $null = New-StageConnection keys s3 -Region eu -Credential $secret
        $null = New-StageConnection hidden s3 -Region eu
        $null = New-StageFileFormat semi @{ type = 'csv'; field_delimiter = ';' }
        $null = New-Stage shared s3://bucket/shared/ -ConnectionName keys -FileFormat semi
        $env:PGUSER = "ann_$id"
        (Get-Stage shared).HasCredentials, (Get-Stage shared).FileFormatName | Should -Be $true, semi
        (Get-StageConnection).Name | Should -Be keys
        (Get-FirstError { Set-StageConnection keys -Region us }).FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        $env:PGUSER = $server.POSTGRES_USER
        (Get-FirstError { Remove-StageConnection keys }).FullyQualifiedErrorId | Should -BeLike 'ConnectionInUse,*'
        Remove-Stage shared
        Remove-StageConnection keys, hidden
        Remove-StageFileFormat semi
    }

    It 'names a bucket, in which internal stages lie, and says its policy' {
        $null = New-StageConnection bucket s3 -Region eu
        Initialize-StageCatalog s3://stages-of-nobody/team/ -ConnectionName bucket -WhatIf
        (Get-FirstError { Initialize-StageCatalog s3://stages-of-nobody/team/ -Confirm }).Exception.Message | Should -BeLike '*interacti*'
        (Get-FirstError { New-Stage inside }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        $setup = Initialize-StageCatalog s3://stages-of-nobody/team/ -ConnectionName bucket
        ($setup.BucketPolicy | ConvertFrom-Json).Statement.Sid | Should -Be FilesOfOthers, ListingsOfOthers, UploadsOfOthers
        (New-Stage inside).StorageType | Should -Be s3
        (Get-FirstError { Remove-StageConnection bucket }).FullyQualifiedErrorId | Should -BeLike 'ConnectionInUse,*'
        Remove-Stage inside -KeepFiles
        (Get-FirstError { Initialize-StageCatalog (New-TestFolder) }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }

    It 'refuses to read its secrets under another key' {
        $env:STAGETOOLS_KEY = [Convert]::ToBase64String([byte[]](33..64))
        (Get-FirstError { Get-StageFile '@lake' }).FullyQualifiedErrorId | Should -BeLike 'SecretUnreadable,*'
        (Get-FirstError { Update-StageKey -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }
}
