BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $noSqlite = -not (Get-Command sqlite3 -ErrorAction Ignore)
    $noPostgres = -not (Get-PostgresServer)
    $noMariaDb = -not (Get-MariaDbServer)
    $noBucket = -not (Get-BucketServer)
}

BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Import-StageData -SchemaOnly and -Pattern' {
    BeforeAll {
        Enter-TestHome
        $null = New-FolderStage s @{ 'q1.csv' = "Id,Amount,On`n1,12.50,2026-03-01`n2,,2026-03-02`n"; 'q2.csv' = "Id,Note`n3,x`n"; 'q10.csv' = "Id`n4`n"; 'no.txt' = 'x' }
    }
    AfterAll { Exit-TestHome }

    It 'shows the columns of all files together' {
        $columns = Import-StageData '@s/q[12].csv' -SchemaOnly
        $columns.ColumnName | Should -Be Id, Amount, On, Note
        $columns.Type | Should -Be BIGINT, 'DECIMAL(4,2)', DATE, VARCHAR
        $columns.Nullable | Should -Be $false, $true, $true, $true
        $columns.OrderId | Should -Be 0, 1, 2, 3
        $columns[0].FileNames | Should -Be '@s/q1.csv', '@s/q2.csv'
        $columns[0].GetType().FullName | Should -Be StageTools.Import.StageColumn
    }
    It 'looks at no more rows than -SampleSize' { (Import-StageData '@s/q1.csv' -SchemaOnly -SampleSize 1).Nullable | Should -Be $false, $false, $false }
    It 'narrows by -Pattern, which must match the whole of what follows the path' { (Import-StageData '@s' -Pattern 'q\d\.csv').Id | Should -Be 1, 2, 3 }
    It 'refuses a pattern that is none' { (Get-FirstError { Import-StageData '@s' -Pattern '(' }).FullyQualifiedErrorId | Should -BeLike 'PatternInvalid,*' }
    It 'takes -FormatOption by the names of the statements' {
        New-TestFile (New-FolderStage f) @{}
        Set-Content Stage:/f/x.dat "1;one"
        (Import-StageData '@f/x.dat' -FormatOption @{ type = 'CSV'; field_delimiter = ';'; header = $false }).c2 | Should -Be one
    }
    It 'returns the folders as Hive names them behind the columns of the file, and shows them among no columns of a table' {
        $null = New-FolderStage h @{ 'year=2026/city=_NULL_/a.csv' = "Id,City`n1,Rome`n"; 'year=2025/city=Bonn/b.csv' = "Id`n2`n" }
        $rows = Import-StageData '@h/**' | Sort-Object Id
        $rows[0].PSObject.Properties.Name | Should -Be Id, City, year
        $rows[1].PSObject.Properties.Name | Should -Be Id, year, city
        $rows.year | Should -Be 2026, 2025
        $rows.City | Should -Be Rome, Bonn
        (Import-StageData '@h/**' -SchemaOnly).ColumnName | Should -Be Id, City
    }
    It 'takes -Dialect' { Set-Content Stage:/s/d.csv "1,\N"; (Import-StageData '@s/d.csv' -Dialect Databend -NoHeader).c2 | Should -Be $null }
}

Describe 'Import-StageData -Into a SQLite file' -Skip:$noSqlite {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.csv' = "id,name`n1,one`n2,two`n"; 'b.csv' = "id,name`n3,three`n"; 'bad.csv' = "id,name`n4,four`n5`nx,six`n" }
        $script:count = 0
    }
    BeforeEach { $script:db = Join-Path (Get-PSDrive TestDrive).Root "$(($script:count++)).db" }
    AfterAll { Exit-TestHome }

    It 'loads all files and says what became of each' {
        $loads = Import-StageData '@s/[ab].csv' -Into t -Database $db
        $loads[0].GetType().FullName | Should -Be StageTools.Import.StageLoad
        $loads.File | Should -Be '@s/a.csv', '@s/b.csv'
        $loads.RowsLoaded | Should -Be 2, 1
        $loads.Status | Should -Be Loaded, Loaded
        sqlite3 $db 'SELECT id, name, typeof(id) FROM t' | Should -Be '1|one|integer', '2|two|integer', '3|three|integer'
    }
    It 'shows a table' { (Import-StageData '@s/a.csv' -Into t -Database $db | Out-String) -replace '\s+', ' ' | Should -BeLike '*Status RowsLoaded Errors Line File*Loaded 2 0 @s/a.csv*' }
    It 'loads a file once, unless forced' {
        $null = Import-StageData '@s/a.csv' -Into t -Database $db
        (Import-StageData '@s/a.csv' -Into t -Database $db).Status | Should -Be AlreadyLoaded
        (Import-StageData '@s/a.csv' -Into t -Database $db -Force).Status | Should -Be Loaded
        sqlite3 $db 'SELECT count(*) FROM t' | Should -Be 4
    }
    It 'takes files from the pipeline as one load' {
        Get-StageFile '@s/[ab].csv' | Import-StageData -Into t -Database $db | Measure-Object RowsLoaded -Sum | ForEach-Object Sum | Should -Be 3
    }
    It 'loads nothing with one bad file, and the error has file, line and id' {
        $found = Get-FirstError { Import-StageData '@s/a.csv', '@s/bad.csv' -Into t -Database $db }
        $found.FullyQualifiedErrorId | Should -BeLike 'DataInvalid,*ImportStageDataCommand'
        "$found" | Should -BeLike "*'@s/bad.csv', line 3:*Nothing was loaded*"
        sqlite3 $db 'SELECT count(*) FROM sqlite_master' | Should -Be 0
    }
    It 'loads no file of several with -OnError Abort where one is bad, and leaves the table as it was' {
        $null = Import-StageData '@s/a.csv' -Into t -Database $db
        $found = Get-FirstError { Import-StageData '@s/b.csv', '@s/bad.csv' -Into t -Database $db -OnError Abort }
        $found.FullyQualifiedErrorId | Should -BeLike 'DataInvalid,*'
        "$found" | Should -BeLike "*'@s/bad.csv', line 3:*Nothing was loaded*"
        sqlite3 $db 'SELECT group_concat(id) FROM t' | Should -Be '1,2'
        (Import-StageData '@s/b.csv' -Into t -Database $db -OnError Abort).Status | Should -Be Loaded
        sqlite3 $db 'SELECT group_concat(id) FROM t' | Should -Be '1,2,3'
    }
    It 'leaves bad rows out with -OnError Continue' {
        $load = Import-StageData '@s/bad.csv' -Into t -Database $db -OnError Continue -SampleSize 1
        $load.Status, $load.RowsLoaded, $load.ErrorsSeen, $load.FirstErrorLine | Should -Be PartiallyLoaded, 1, 2, 3
    }
    It 'leaves bad files out with -OnError Skip, and tells of them' {
        $loads = Import-StageData '@s/a.csv', '@s/bad.csv' -Into t -Database $db -OnError Skip -ErrorVariable told -ErrorAction SilentlyContinue
        $loads.Status | Should -Be Loaded, LoadFailed
        $told.Count | Should -Be 1
        $told[0].FullyQualifiedErrorId | Should -BeLike 'DataInvalid,*'
    }
    It 'takes the files behind one whose format nothing tells' {
        $null = New-FolderStage mixed @{ 'a.csv' = "id`n1`n"; 'b.unknown' = 'x'; 'c.csv' = "id`n3`n" }
        $loads = Import-StageData '@mixed/*' -Into t -Database $db -OnError Skip -ErrorVariable told -ErrorAction SilentlyContinue
        $loads.File | Should -Be '@mixed/a.csv', '@mixed/c.csv'
        $told.Count | Should -Be 1
        Import-StageData '@mixed/*' -Into u -Database $db -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }
    It 'loads nothing when a file that was named is not there' {
        Import-StageData '@s/a.csv', '@s/gone.csv' -Into t -Database $db -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Test-Path $db | Should -BeFalse
    }
    It 'changes nothing with -WhatIf' {
        Import-StageData '@s/a.csv' -Into t -Database $db -Purge -WhatIf | Should -BeNullOrEmpty
        Test-Path $db | Should -BeFalse
        Test-Path Stage:/s/a.csv | Should -BeTrue
    }
    It 'removes loaded files with -Purge' {
        Set-Content Stage:/s/p.csv "id`n1"
        $null = Import-StageData '@s/p.csv' -Into t -Database $db -Purge
        Test-Path Stage:/s/p.csv | Should -BeFalse
    }
    It 'loads what Export-StageData wrote, through each format: <_>' -ForEach csv, tsv, ndjson, json, csv.gz {
        $null = [pscustomobject]@{ Id = 1; Text = "a`"b,`n'x'"; Big = [long]::MaxValue; Price = 12.5d; Day = [DateOnly]::new(2026, 3, 1); Yes = $true; Nil = $null } | Export-StageData "@s/v.$_" -Force
        $null = Import-StageData "@s/v.$_" -Into t -Database $db
        sqlite3 $db 'SELECT Id, hex(Text), Big, Price, Day, Yes, Nil IS NULL FROM t' | Should -Be '1|6122622C0A277827|9223372036854775807|12.5|2026-03-01|1|1'
    }
    It 'refuses <What>' -ForEach @(
        @{ What = '-Into without a database'; With = @{ Into = 't' } }
        @{ What = 'two databases'; With = @{ Into = 't'; Database = 'x.db'; Connection = 'Host=x' } }
        @{ What = '-Purge without -Into'; With = @{ Purge = $true } }
        @{ What = '-SchemaOnly with -Into'; With = @{ Into = 't'; Database = 'x.db'; SchemaOnly = $true } }
        @{ What = 'a connection that is none'; With = @{ Into = 't'; Connection = 42 } }
        @{ What = 'a connection string without a host'; With = @{ Into = 't'; Connection = 'Password=geheim' } }
    ) {
        $found = Get-FirstError { Import-StageData '@s/a.csv' @With }
        $found.FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        "$found" | Should -Not -BeLike '*geheim*'
    }
    It 'refuses a file that is no database' { Set-Content $db 'this is some text and no database'; (Get-FirstError { Import-StageData '@s/a.csv' -Into t -Database $db }).FullyQualifiedErrorId | Should -BeLike 'DatabaseInvalid,*' }
}

Describe 'Import-StageData -Into PostgreSQL' -Skip:$noPostgres {
    BeforeAll {
        Enter-TestHome
        $null = New-FolderStage s @{ 'a.csv' = "id,day`n1,2026-03-01`n2,`n" }
        $script:server = Get-PostgresServer
        $script:schema = "pester_$([guid]::NewGuid().ToString('N'))"
        Invoke-Psql "CREATE SCHEMA $schema"
    }
    AfterAll { Invoke-Psql "DROP SCHEMA $schema CASCADE" 2>$null; Exit-TestHome }

    It 'loads by a connection string, once' {
        $connection = "$($server.POSTGRES_CONNECTION);Search Path=$schema"
        (Import-StageData '@s/a.csv' -Into t -Connection $connection).RowsLoaded | Should -Be 2
        (Import-StageData '@s/a.csv' -Into t -Connection $connection).Status | Should -Be AlreadyLoaded
        Invoke-Psql "SELECT id, day, pg_typeof(day) FROM $schema.t" | Should -Be "1`t2026-03-01`tdate", "2`t`tdate"
    }
    It 'shows no password in its error' {
        $found = Get-FirstError { Import-StageData '@s/a.csv' -Into t -Connection ($server.POSTGRES_CONNECTION -replace 'Password=[^;]+', 'Password=geheim') }
        $found.FullyQualifiedErrorId | Should -BeLike 'DatabaseInvalid,*'
        ($found | Format-List * -Force | Out-String) + $found.Exception | Should -Not -BeLike '*geheim*'
    }
}

Describe 'Import- and Export-StageData by a connection string of MariaDB' -Skip:$noMariaDb {
    BeforeAll {
        Enter-TestHome
        $null = New-FolderStage s @{ 'a.csv' = "id,day,amount`n1,2026-03-01,12.50`n2,,-0.07`n" }
        $script:server = Get-MariaDbServer
        $script:table = "pester_$([guid]::NewGuid().ToString('N'))"
        $script:url = 'mariadb://{0}@{1}:{2}/{3}' -f $server.MARIADB_USER, $server.MARIADB_HOST, $server.MARIADB_PORT, $server.MARIADB_DATABASE
        $env:MYSQL_PWD = $server.MARIADB_PASSWORD
        function Invoke-MariaDb([string] $Sql) {
            & $server.MARIADB_CLIENT --no-defaults -N -B -h $server.MARIADB_HOST -P $server.MARIADB_PORT -u $server.MARIADB_USER $server.MARIADB_DATABASE -e $Sql
        }
    }
    AfterAll {
        Invoke-MariaDb "DROP TABLE IF EXISTS $table"
        Remove-Item Env:/MYSQL_PWD
        Exit-TestHome
    }

    It 'loads a file once, with the password of the environment, and writes the same again' {
        (Import-StageData '@s/a.csv' -Into $table -Connection $url).RowsLoaded | Should -Be 2
        (Import-StageData '@s/a.csv' -Into $table -Connection $url).Status | Should -Be AlreadyLoaded
        Invoke-MariaDb "SELECT * FROM $table ORDER BY id" | Should -Be "1`t2026-03-01`t12.50", "2`tNULL`t-0.07"
        (Export-StageData '@s/b.csv' -Connection $url -Query "SELECT * FROM $table ORDER BY id").RowsUnloaded | Should -Be 2
        Get-Content Stage:/s/b.csv | Should -Be (Get-Content Stage:/s/a.csv)
    }
    It 'shows no password in its error' {
        $found = Get-FirstError { Import-StageData '@s/a.csv' -Into t -Connection ($url -replace '@', ':geheim@') }
        $found.FullyQualifiedErrorId | Should -BeLike 'DatabaseInvalid,*'
        "$found" | Should -BeLike '*Access denied*'
        ($found | Format-List * -Force | Out-String) + $found.Exception | Should -Not -BeLike '*geheim*'
    }
}

Describe 'Import-StageData from a bucket' -Skip:($noBucket -or $noSqlite) {
    BeforeAll { Enter-BucketHome; $null = New-BucketStage lake @{ 'a.csv' = "id`n1`n2`n"; 'b.csv' = "id`n3`n" } }
    AfterAll { Exit-BucketHome }

    It 'loads the objects once, by their entity tags, and removes them when told to' {
        $db = Join-Path (Get-PSDrive TestDrive).Root 'bucket.db'
        (Import-StageData '@lake' -Into t -Database $db).RowsLoaded | Should -Be 2, 1
        (Import-StageData '@lake' -Into t -Database $db).Status | Should -Be AlreadyLoaded, AlreadyLoaded
        Set-Content Stage:/lake/b.csv "id`n4"
        (Import-StageData '@lake' -Into t -Database $db -Purge).Status | Should -Be AlreadyLoaded, Loaded
        sqlite3 $db 'SELECT group_concat(id) FROM t' | Should -Be '1,2,3,4'
        (Get-StageFile '@lake').Name | Should -Be 'a.csv'
    }
}
