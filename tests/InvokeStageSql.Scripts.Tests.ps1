BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'A script' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage scripts @{
            'first.sql' = "-- two`nSELECT 1 AS a;`nSELECT 2 AS a"; 'second.sql' = 'SELECT 3 AS a'; 'a[1].sql' = "SELECT 'brackets' AS a"; 'none.sql' = "-- nothing`n"
            'failing.sql' = "CREATE STAGE before;`nSELECT *`n  FROM nowhere;`nCREATE STAGE behind"; 'unread.sql' = "CREATE STAGE spared;`nSELECT 1 AS x;`nCREAT STAGE t"
        }
        [IO.File]::WriteAllText("$folder/wide.sql", "SELECT 'ø' AS a", [Text.UnicodeEncoding]::new($false, $true))
        [IO.File]::WriteAllBytes("$folder/binary.sql", [byte[]](0x53, 0xff, 0xfe, 0x80))
    }
    AfterAll { Exit-TestHome }

    It 'is run from <_>' -ForEach "$TestDrive", '@scripts/', 'Stage:/scripts/' {
        $place = $_ -like '*scripts*' ? $_ : "$folder/"
        (Invoke-StageSql -File "${place}first.sql", "${place}second.sql").a | Should -Be 1, 2, 3
    }
    It 'is run from a path below the current location' { Push-Location Stage:/scripts; try { (Invoke-StageSql -File ./first.sql).a | Should -Be 1, 2 } finally { Pop-Location } }
    It 'is meant as its name stands' { (Get-FirstError { Invoke-StageSql -File "$folder/a[[]1].sql" }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'; (Invoke-StageSql -File "$folder/a[1].sql").a | Should -Be brackets }
    It 'comes through the pipeline: <_>' -ForEach "Get-ChildItem `$folder -Filter *first.sql", "Get-ChildItem Stage:/scripts/first.sql", "Get-StageFile '@scripts/first.sql'", "Get-Item -LiteralPath `$folder/first.sql" { (& ([scriptblock]::Create("$_ | Invoke-StageSql"))).a | Should -Be 1, 2 }
    It 'comes as text through the pipeline, too' { (Get-Content "$folder/first.sql" -Raw | Invoke-StageSql).a | Should -Be 1, 2 }
    It 'may be UTF-16' { (Invoke-StageSql -File "$folder/wide.sql").a | Should -BeExactly ø }

    It 'is refused: <File>, <Id>' -ForEach @(
        @{ File = 'nosuch.sql'; Id = 'FileNotFound' }, @{ File = ''; Id = 'ItemKindMismatch' }, @{ File = 'binary.sql'; Id = 'DataInvalid' }, @{ File = 'none.sql'; Id = 'StatementInvalid' }
    ) {
        foreach ($place in "$folder/", '@scripts/') {
            $failed = Get-FirstError { Invoke-StageSql -File "$place$File" }
            $failed.FullyQualifiedErrorId | Should -Be "$Id,StageTools.Commands.InvokeStageSqlCommand"
        }
    }

    It 'of which a statement cannot be read is not run at all, and says where' {
        $failed = Get-FirstError { Invoke-StageSql -File "$folder/unread.sql" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'StatementInvalid,*'
        $failed.Exception.Message | Should -BeLike "'$folder/unread.sql': Line 3, column 1: *CREATE*"
        (Get-Stage).Name | Should -Not -Contain spared
    }
    It 'ends at the first error, and says where' {
        $failed = Get-FirstError { Invoke-StageSql -File "$folder/failing.sql" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'QueryInvalid,*'
        $failed.Exception.Message | Should -BeLike "'$folder/failing.sql': Line 3, column 8: *nowhere*"
        (Get-Stage).Name | Should -Contain before
        (Get-Stage).Name | Should -Not -Contain behind
        Remove-Stage before -Force
    }
    It 'ends those behind it, too' { (Get-FirstError { Invoke-StageSql -File "$folder/second.sql", "$folder/unread.sql" }).FullyQualifiedErrorId | Should -BeLike 'StatementInvalid,*' }
    It 'goes on with -ContinueOnError' {
        $rows = Invoke-StageSql -File "$folder/failing.sql", "$folder/nosuch.sql", "$folder/unread.sql" -ContinueOnError -ErrorVariable errors -ErrorAction SilentlyContinue
        $rows.x | Should -Be 1
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be FileNotFound, QueryInvalid, StatementInvalid
        (Get-Stage).Name | Should -Be before, behind, scripts, spared
    }
}

Describe 'Statements in the pipeline' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'run one after the other, in one session' {
        'CREATE TEMP TABLE t AS SELECT 1 AS x', 'INSERT INTO t VALUES (2)', 'SELECT * FROM t; DROP TABLE t' | Invoke-StageSql | ForEach-Object x | Should -Be 1, 2
        $file = Join-Path (New-TestFolder) mine.duckdb
        ('BEGIN', 'CREATE TABLE t AS SELECT 5 AS x', 'COMMIT', 'SELECT x FROM t' | Invoke-StageSql -Database $file).x | Should -Be 5
        (Invoke-StageSql 'SELECT x FROM t' -Database $file).x | Should -Be 5
    }
    It 'end at the first error' {
        $rows = [Collections.Generic.List[object]]::new()
        { 'SELECT 1 AS x', 'SELECT * FROM nowhere', 'SELECT 3 AS x' | Invoke-StageSql | ForEach-Object { $rows.Add($_.x) } } | Should -Throw '*nowhere*'
        $rows | Should -Be 1
    }
    It 'go on with -ContinueOnError' {
        $found = 'SELECT 1 AS x', 'SELEC', 'SELECT 3 AS x' | Invoke-StageSql -ContinueOnError -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.x | Should -Be 1, 3
        $errors.FullyQualifiedErrorId | Should -Be 'StatementInvalid,StageTools.Commands.InvokeStageSqlCommand'
    }
    It 'are all read before the first is run' { (Get-FirstError { Invoke-StageSql 'CREATE STAGE a', 'CREAT STAGE b' }).FullyQualifiedErrorId | Should -BeLike 'StatementInvalid,*'; Get-Stage | Should -BeNullOrEmpty }
    It 'are left when nobody wants more' { @('SELECT 1 AS x; SELECT 2 AS x', 'CREATE STAGE late' | Invoke-StageSql | Select-Object -First 1).x | Should -Be 1; Get-Stage | Should -BeNullOrEmpty }
}

Describe '-WhatIf' {
    BeforeAll { Enter-TestHome; $null = New-Stage kept; Set-Content Stage:/kept/a.txt a }
    AfterAll { Exit-TestHome }

    It 'changes nothing: <_>' -ForEach 'CREATE STAGE made', 'DROP STAGE kept', "ALTER STAGE kept SET COMMENT = 'x'", 'ALTER STAGE kept RENAME TO other', 'REMOVE @kept', "COPY INTO @kept/x FROM (SELECT 1)", "SELECT 1 INTO OUTFILE 'kept:/x.csv'",
    'GET @kept ./', 'COPY FILES INTO @kept/d FROM @kept', 'CREATE TABLE made (a INT)' {
        Push-Location (New-TestFolder)
        try { Invoke-StageSql $_ -WhatIf | Should -BeNullOrEmpty; Get-ChildItem | Should -BeNullOrEmpty } finally { Pop-Location }
        (Get-Stage).Name | Should -Be kept
        (Get-Stage).Comment | Should -BeNullOrEmpty
        (Get-StageFile '@kept').Name | Should -Be a.txt
        Get-FirstError { Invoke-StageSql 'SELECT * FROM made' } | Should -Not -BeNullOrEmpty
    }
    It 'makes no database file, and opens one that is there' {
        $file = Join-Path (New-TestFolder) 'x.db'
        (Invoke-StageSql 'SELECT 1 AS x; CREATE TABLE t AS SELECT 2 AS x' -Database $file -WhatIf).x | Should -Be 1
        $file | Should -Not -Exist
        $null = Invoke-StageSql 'CREATE TABLE t AS SELECT 2 AS x' -Database $file
        (Invoke-StageSql 'SELECT x FROM t; DROP TABLE t' -Database $file -WhatIf).x | Should -Be 2
        (Invoke-StageSql 'SELECT x FROM t' -Database $file).x | Should -Be 2
    }
    It 'is another thing than a no to -Confirm, by which no database file is made and nothing runs' {
        $file = Join-Path (New-TestFolder) 'x.db'
        $program, [string[]] $arguments = Get-PowerShellCommand | ForEach-Object { $_ }
        $told = 'n', 'n' | & $program @arguments -NoProfile -Command "Import-Module '$ModulePath'; (Invoke-StageSql 'SELECT 7 AS x' -Database '$file' -Confirm).x; 'end'"
        $told | Should -Contain end
        $told | Should -Not -Contain 7
        "$told" | Should -BeLike "*Make database*x.db*"
        $file | Should -Not -Exist
    }
    It 'runs what reads, and takes a failure that comes of it for one' {
        $said = Invoke-StageSql 'LIST @kept; CREATE STAGE made; LIST @made; SELECT 1 AS x' -WhatIf 3>&1
        $said.name | Should -Contain a.txt
        $said.x | Should -Contain 1
        @($said | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }) | Should -BeLike '*LIST @made*left out*'
    }
    It 'shows no secret' {
        $shown = (Invoke-Child "Invoke-StageSql 'CREATE STAGE b URL = ''s3://b/'' CONNECTION = (ACCESS_KEY_ID = `$k, SECRET_ACCESS_KEY = `$s)' -Parameter @{ k = 'KEYIDVALUE1'; s = (ConvertTo-SecureString VERYSECRETVALUE -AsPlainText) } -WhatIf -Verbose").Output
        $shown | Should -BeLike 'What if:*CREATE STAGE b*secret_access_key = $s*'
        $shown | Should -Not -Match VERYSECRETVALUE
    }
}

Describe 'Parameters' {
    BeforeAll { Enter-TestHome; $script:folder = New-FolderStage s @{ "it's; DROP STAGE s.csv" = "id`n1`n" } }
    AfterAll { Exit-TestHome }

    It 'stand for values, in statements and in queries' {
        Invoke-StageSql 'CREATE STAGE p URL = $where COMMENT = $why; ALTER STAGE p SET COMMENT = $why' -Parameter @{ where = "$folder/"; '$why' = "it's; DROP STAGE s" }
        (Get-Stage p).Comment | Should -BeExactly "it's; DROP STAGE s"
        (Invoke-StageSql 'LIST @p PATTERN = $pattern' -Parameter @{ PATTERN = '.*DROP.*' }).name | Should -BeExactly "it's; DROP STAGE s.csv"
        (Invoke-StageSql 'SELECT $a || ''!'' AS a, $b + 1 AS b, $c AS c' -Parameter @{ a = "x'; --"; b = 41; c = $null }).a | Should -BeExactly "x'; --!"
        Invoke-StageSql 'SHOW STAGES' | Should -HaveCount 2
    }
    It 'that nobody gave are told of before anything is run' {
        (Get-FirstError { Invoke-StageSql 'CREATE STAGE q; ALTER STAGE q SET COMMENT = $missing' }).Exception.Message | Should -BeLike '*$missing*'
        (Get-Stage).Name | Should -Not -Contain q
    }
    It 'that are secrets stay so' {
        $secret = ConvertTo-SecureString TOPSECRETPASSWORD -AsPlainText
        $Error.Clear()
        $sql = 'CREATE OR REPLACE STAGE b URL = ''s3://bucket/'' CONNECTION = (ENDPOINT_URL = ''http://127.0.0.1:9'', ACCESS_KEY_ID = $id, SECRET_ACCESS_KEY = $secret)'
        $said = @(
            Invoke-StageSql $sql -Parameter @{ id = 'SOMEKEYID'; secret = $secret } -Verbose -Debug *>&1
            Invoke-StageSql $sql -Parameter @{ id = 'SOMEKEYID'; secret = [pscredential]::new('any', $secret) } -Verbose *>&1
            Invoke-StageSql 'DESC STAGE b; SHOW STAGES' -Verbose *>&1
            try { Invoke-StageSql 'CREATE STAGE b URL = ''s3://bucket/'' CONNECTION = (ACCESS_KEY_ID = ''x'', SECRET_ACCESS_KEY = $secret)' -Parameter @{ secret = $secret } *>&1 } catch { $_ }
            try { Invoke-StageSql 'CREATE STAGE c URL = ''s3://bucket/'' CONNECTION = (ACCESS_KEY_ID = ''x'', SECRET_ACCESS_KEY = $secret WRONG' -Parameter @{ secret = $secret } *>&1 } catch { $_ }
            try { Invoke-StageSql 'CREATE STAGE c URL = ''s3://bucket/'' CONNECTION = (SECRET = $secret)' -Parameter @{ secret = $secret } *>&1 } catch { $_ }
        )
        $Error.Count | Should -BeGreaterOrEqual 2
        $text = ($said + $Error | Format-List * -Force | Out-String -Width 4000) + ($Error | ForEach-Object { for ($e = $_.Exception; $e; $e = $e.InnerException) { "$e" + $e.Data.Values } })
        $text | Should -Not -Match TOPSECRET
        (Get-Stage b).HasCredentials | Should -BeTrue
    }
    It 'that are secrets come out of no query: <_>' -ForEach 'SELECT $k AS x', 'SELECT $k::int', 'SELECT * FROM read_csv($k)', 'CREATE TABLE z AS SELECT $k AS k' {
        foreach ($secret in [pscredential]::new('any', (ConvertTo-SecureString PSTOPSECRET -AsPlainText)), (ConvertTo-SecureString PSTOPSECRET -AsPlainText)) {
            $failed = Get-FirstError { Invoke-StageSql $_ -Parameter @{ k = $secret } }
            $failed.FullyQualifiedErrorId | Should -BeLike 'QueryInvalid,*'
            $failed | Format-List * -Force | Out-String -Width 4000 | Should -Not -Match PSTOPSECRET
        }
    }
    It 'that are secrets stand only where a secret is kept: <_>' -ForEach 'CREATE STAGE w FILE_FORMAT = (TYPE = $k)', 'COPY FILES INTO @~ FROM @~ FILES = ($k)', 'CREATE STAGE w COMMENT = $k', 'CREATE STAGE w URL = $k', 'CREATE STAGE w URL = ''s3://b/'' CONNECTION = (REGION = $k)' {
        $secret = [pscredential]::new('any', (ConvertTo-SecureString PSTOPSECRET -AsPlainText))
        $Error.Clear()
        $text = foreach ($more in @{ Verbose = $true }, @{ ContinueOnError = $true }) {
            $said = @(try { Invoke-StageSql $_ -Parameter @{ k = $secret } @more *>&1 } catch { $_ })
            $said + $Error | Format-List * -Force | Out-String -Width 4000
            foreach ($failed in $Error) { for ($e = $failed.Exception; $e; $e = $e.InnerException) { "$e" + $e.Data.Values } }
        }
        $text -join "`n" | Should -Match '\$k is a secret'
        $text | Should -Not -Match PSTOPSECRET
        (Get-Stage).Name | Should -Not -Contain w
    }
}

Describe 'An error of a statement' {
    BeforeAll { Enter-TestHome; $null = New-Stage s }
    AfterAll { Exit-TestHome }

    It '<Sql>: <Id>, <System>' -ForEach @(
        @{ Sql = 'CREATE STAGE s'; Id = 'StageAlreadyExists'; Category = 'ResourceExists'; System = 'ERROR 2502 (HY000): *' }
        @{ Sql = 'DROP STAGE nosuch'; Id = 'StageNotFound'; Category = 'ObjectNotFound'; System = 'ERROR 2501 (HY000): *' }
        @{ Sql = 'DROP STAGE ~'; Id = 'UserStageFixed'; Category = 'InvalidOperation'; System = 'ERROR 2506 (HY000): *' }
        @{ Sql = 'LIST @s/../x'; Id = 'PathOutsideStage'; Category = 'SecurityError'; System = 'ERROR 2*' }
        @{ Sql = 'LIST @s PATTERN = ''['''; Id = 'PatternInvalid'; Category = 'InvalidArgument'; System = 'ERROR 2*' }
        @{ Sql = 'CREATE STAGEE x'; Id = 'StatementInvalid'; Category = 'InvalidArgument'; System = 'ERROR 1005 (HY000): Line 1, column 8: *STAGE*' }
        @{ Sql = "SELECT 1 INTO OUTFILE '/tmp/x.csv'"; Id = 'StageRequired'; Category = 'InvalidOperation'; System = 'ERROR 20101 (HY000): internal error: stage exists, please try to check and use a stage instead' }
    ) {
        $failed = Get-FirstError { Invoke-StageSql $Sql }
        $failed.FullyQualifiedErrorId | Should -Be "$Id,StageTools.Commands.InvokeStageSqlCommand"
        $failed.CategoryInfo.Category | Should -Be $Category
        $failed.Exception.Data['SystemError'] | Should -BeLike $System
        $failed.Exception.Message | Should -Match '[.?]$'
    }
    It 'advises statements, not cmdlets' { (Get-FirstError { Invoke-StageSql 'LIST @nosuch' }).Exception.Message | Should -BeLike '*SHOW STAGES*' }
    It 'can be caught like any other' { { try { Invoke-StageSql 'DROP STAGE nosuch' } catch { throw "caught: $_" } } | Should -Throw 'caught: *nosuch*' }
}

Describe 'Results are shown' {
    BeforeAll {
        Enter-TestHome
        $script:rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        $null = New-FolderStage s @{ 'a.csv' = "1,x`n" }
        function Show([string] $Sql, [string] $Dialect = 'Databend') { (Invoke-StageSql $Sql -Dialect $Dialect | Out-String -Width 160).Trim() }
    }
    AfterAll { $PSStyle.OutputRendering = $rendering; Exit-TestHome }

    It 'as tables: <Sql>' -ForEach @(
        @{ Sql = 'LIST @s'; Shown = '(?s)^name\s+size\s+md5\s+last_modified\s+creator\s.*\na\.csv\s+4\s' }
        @{ Sql = 'SHOW STAGES'; Shown = '(?s)^name\s+stage_type\s+storage_type\s.*\ns\s+External\s+file\s' }
        @{ Sql = 'SHOW STAGES'; Dialect = 'MatrixOne'; Shown = '(?s)^STAGE_NAME\s+URL\s+STATUS\s+COMMENT.*\ns\s+file://' }
        @{ Sql = 'COPY INTO shown FROM @s FILE_FORMAT = (TYPE = CSV)'; Shown = '(?s)^File\s+Rows_loaded\s+Errors_seen\s+First_error_line\s+First_error.*\na\.csv\s+1\s+0' }
        @{ Sql = 'COPY INTO @~/shown FROM (SELECT 1)'; Shown = '(?s)^rows_unloaded\s+input_bytes\s+output_bytes' }
    ) { Show $Sql ($Dialect ? $Dialect : 'Databend') | Should -Match $Shown }
    It 'as a list: DESC STAGE' { $text = Show 'DESC STAGE s'; foreach ($name in 'name', 'url', 'created_on', 'owner') { $text | Should -Match "(?m)^$name\s*:" } }
    It 'under names that scripts can tell' { (Invoke-StageSql 'LIST @s').PSObject.TypeNames | Should -Contain StageTools.Databend.ListFiles; (Invoke-StageSql 'SELECT 1').PSObject.TypeNames | Should -Contain StageTools.Row }
}

Describe 'Progress and Ctrl+C' {
    BeforeAll { Enter-TestHome; $null = New-Stage s }
    AfterAll { Exit-TestHome }

    It 'an export shows how far it is, and leaves nothing when it is stopped' {
        $shell = Start-Shell "`$ProgressPreference = 'Continue'; Invoke-StageSql 'COPY INTO @s/never.csv FROM (SELECT range AS i, random() AS r FROM range(100000000000)) FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE USE_RAW_PATH = TRUE'"
        Wait-Until { $shell.Shell.Streams.Progress.Count -gt 1 }
        $said = @($shell.Shell.Streams.Progress)
        Stop-Shell $shell | Should -Be Stopped
        $said[0].Activity | Should -BeLike 'COPY INTO @s/never.csv*'
        $said[-1].StatusDescription | Should -Match '\d+ rows'
        Get-StageFile '@s' | Should -BeNullOrEmpty
        Get-LeftPart $env:STAGETOOLS_HOME | Should -BeNullOrEmpty
    }
}
