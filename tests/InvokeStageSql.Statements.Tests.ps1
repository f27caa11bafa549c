BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    function Get-Sql([string] $Sql, [hashtable] $More = @{}) { Invoke-StageSql $Sql -ErrorAction Stop @More }
    function Get-Column($Row) { @($Row)[0].PSObject.Properties.Name }
}

Describe 'Statements of Databend' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-TestFolder
        New-TestFile $folder @{ '2026/q1.csv' = "id,city`n1,Oslo`n2,Bergen`n"; '2026/q2.csv' = "id,city`n3,Rome`n"; 'notes.txt' = 'x' }
    }
    AfterAll { Exit-TestHome }

    It 'make, show, describe, change, rename and drop stages' {
        Get-Sql "CREATE STAGE landing URL = 'fs://$folder/' FILE_FORMAT = (TYPE = CSV, FIELD_DELIMITER = ';') COMMENT = 'what came'" | Should -BeNullOrEmpty
        $stage = Get-Stage landing
        $stage.Enabled, $stage.Comment, $stage.Url | Should -Be $true, 'what came', "file://$folder/"
        $shown = Get-Sql 'SHOW STAGES'
        Get-Column $shown | Should -Be name, stage_type, storage_type, url, endpoint, has_credentials, has_encryption_key, storage_params, file_format_options, creator, created_on, comment, owner
        $shown.name, $shown.stage_type, $shown.has_credentials | Should -Be landing, External, $false
        $shown.created_on | Should -BeOfType datetimeoffset
        Get-Sql "ALTER STAGE landing SET COMMENT = 'other'; ALTER STAGE landing UNSET FILE_FORMAT; ALTER STAGE landing RENAME TO arrived"
        (Get-Sql 'DESC STAGE arrived').comment | Should -Be other
        Get-Sql "SHOW STAGES LIKE 'land%'" | Should -BeNullOrEmpty
        Get-Sql 'DROP STAGE arrived; DROP STAGE IF EXISTS arrived'
        Get-Stage | Should -BeNullOrEmpty
        "$folder/notes.txt" | Should -Exist
    }

    It 'put, list, copy, get and remove files' {
        Get-Sql 'CREATE STAGE files; CREATE STAGE archive'
        $put = Get-Sql "PUT fs://$folder/2026/*.csv @files/in"
        Get-Column $put | Should -Be file, status, size
        ($put | Measure-Object size -Sum).Sum | Should -Be (Get-Item "$folder/2026/*" | Measure-Object Length -Sum).Sum
        $listed = Get-Sql "LIST @files/in PATTERN = '.*q2[.]csv'"
        Get-Column $listed | Should -Be name, size, md5, last_modified, creator
        $listed.name, $listed.size | Should -Be in/q2.csv, 15
        $listed.size | Should -BeOfType long
        (Get-Sql 'COPY FILES INTO @archive/2026 FROM @files/in/').Count | Should -Be 2
        (Get-StageFile '@archive').Name | Should -Be 2026/q1.csv, 2026/q2.csv
        $target = New-TestFolder
        $null = Get-Sql "GET @archive/2026/ 'fs://$target/'"
        [IO.File]::ReadAllText("$target/q1.csv") | Should -BeExactly "id,city`n1,Oslo`n2,Bergen`n"
        Get-Sql "REMOVE @archive PATTERN = '.*q1.*'" | Should -BeNullOrEmpty
        (Get-Sql 'SELECT name FROM LIST_STAGE(LOCATION => ''@archive'') WHERE size < 100').name | Should -Be 2026/q2.csv
    }

    It 'take relative paths from the current location' {
        Push-Location $folder
        try { (Get-Sql 'PUT notes.txt @~').size | Should -Be 1 } finally { Pop-Location }
        Get-Content Stage:/~/notes.txt | Should -Be x
    }

    It 'export rows, and load them' {
        Get-Sql "CREATE STAGE rows; CREATE TABLE cities AS SELECT * FROM (VALUES (1, 'Oslo'), (2, NULL)) t(id, city)"
        $unloaded = Get-Sql "COPY INTO @rows/out FROM cities FILE_FORMAT = (TYPE = CSV)"
        Get-Column $unloaded | Should -Be rows_unloaded, input_bytes, output_bytes
        $unloaded.rows_unloaded | Should -Be 2
        $details = Get-Sql "COPY INTO @rows/one.parquet FROM (SELECT * FROM cities) FILE_FORMAT = (TYPE = PARQUET) SINGLE = TRUE USE_RAW_PATH = TRUE DETAILED_OUTPUT = TRUE"
        Get-Column $details | Should -Be file_name, file_size, row_count
        $details.file_name | Should -Be one.parquet
        Get-Content (Get-StageFile '@rows/out').PSPath | Should -Be '1,"Oslo"', '2,\N'
        Get-Sql 'CREATE TABLE back (id INT, city VARCHAR)'
        $loaded = Get-Sql 'COPY INTO back FROM @rows/out FILE_FORMAT = (TYPE = CSV)'
        Get-Column $loaded | Should -Be File, Rows_loaded, Errors_seen, First_error, First_error_line
        $loaded.Rows_loaded | Should -Be 2
        (Get-Sql 'SELECT count(*) AS n FROM back WHERE city IS NULL').n | Should -Be 1
        Get-Sql 'COPY INTO back FROM @rows/out FILE_FORMAT = (TYPE = CSV)' -More @{ WarningAction = 'SilentlyContinue'; WarningVariable = 'told' } | Should -BeNullOrEmpty
        (Get-Sql 'SELECT count(*) AS n FROM back').n | Should -Be 2
    }

    It 'tell what was passed over, as a warning' {
        Get-Sql "CREATE STAGE told; CREATE TABLE once (id INT); COPY INTO @told/a FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV)" | Out-Null
        $null = Get-Sql 'COPY INTO once FROM @told FILE_FORMAT = (TYPE = CSV)'
        $said = Invoke-StageSql 'COPY INTO once FROM @told FILE_FORMAT = (TYPE = CSV)' 3>&1
        "$said" | Should -BeLike '*loaded before*FORCE*'
    }

    It 'tell the columns of files' {
        $schema = Get-Sql "CREATE STAGE typed URL = 'fs://$folder/2026/'; SELECT * FROM INFER_SCHEMA(LOCATION => '@typed/q1.csv', FILE_FORMAT => (TYPE = CSV, OUTPUT_HEADER = TRUE)) ORDER BY order_id"
        Get-Column $schema | Should -Be column_name, type, nullable, filenames, order_id
        $schema.column_name | Should -Be id, city
    }
}

Describe 'Statements of MatrixOne' {
    BeforeAll { Enter-TestHome; $script:folder = New-TestFolder }
    AfterAll { Exit-TestHome }

    It 'make stages that are disabled, unless they say otherwise' {
        Get-Sql "CREATE STAGE off URL = '$folder' COMMENT = 'c'; CREATE STAGE on_ URL = '$folder' ENABLE = TRUE; CREATE STAGE IF NOT EXISTS off URL = '/nowhere' ENABLE = TRUE" -More @{ Dialect = 'MatrixOne' }
        (Get-Stage off).Enabled, (Get-Stage on_).Enabled, (Get-Stage on_).DirectoryTable | Should -Be $false, $true, $true
        $shown = Get-Sql 'SHOW STAGES' -More @{ Dialect = 'MatrixOne' }
        Get-Column $shown | Should -Be STAGE_NAME, URL, STATUS, COMMENT
        $shown.STATUS | Should -Be DISABLED, ENABLED
        $failed = Get-FirstError { Invoke-StageSql "SELECT 1 AS a INTO OUTFILE 'off:/x.csv'" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'StageDisabled,*'
        $failed.Exception.Data['SystemError'] | Should -BeExactly "ERROR 20101 (HY000): internal error: stage 'off' is invalid, please check"
        Get-Sql 'ALTER STAGE off SET ENABLE = TRUE'
        (Get-Stage off).Enabled | Should -BeTrue
    }

    It 'export rows, load and list them, and remove files' {
        Get-Sql "CREATE STAGE s URL = '$folder' ENABLE = TRUE"
        $written = Get-Sql "SELECT 1 AS id, 'a,b' AS name UNION ALL SELECT 2, NULL INTO OUTFILE 'stage://s/d/x.csv'"
        $written.rows_unloaded | Should -Be 2
        [IO.File]::ReadAllText("$folder/d/x.csv") | Should -BeExactly "id,name`n1,`"a,b`"`n2,\N`n"
        (Get-FirstError { Invoke-StageSql "SELECT 1 INTO OUTFILE 's:/d/x.csv'" }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        Get-Sql 'CREATE TABLE loaded (id INT, name VARCHAR)'
        (Get-Sql "LOAD DATA INFILE 'stage://s/d/x.csv' INTO TABLE loaded FIELDS TERMINATED BY ',' ENCLOSED BY '`"' IGNORE 1 LINES").Rows_loaded | Should -Be 2
        (Get-Sql 'SELECT name FROM loaded WHERE id = 1').name | Should -Be 'a,b'
        (Get-Sql "SELECT * FROM STAGE_LIST('stage://s/d/*') AS f").file | Should -Be stage://s/d/x.csv
        Get-Sql "REMOVE FILES FROM STAGE 'stage://s/d/*.csv'; REMOVE FILES IF EXISTS FROM STAGE 'stage://s/d/*.csv'"
        "$folder/d/x.csv" | Should -Not -Exist
    }
}

Describe 'Statements on a bucket' -Skip:$noServer {
    BeforeAll { Enter-BucketHome; $script:prefix = [guid]::NewGuid().ToString('N') }
    AfterAll { Exit-BucketHome }

    It 'reach it with keys that are parameters, and sign addresses' {
        $null = Invoke-StageSql "CREATE STAGE lake URL = 's3://$Bucket/$prefix/' CONNECTION = (ENDPOINT_URL = '$($Server.S3_ENDPOINT)', ACCESS_KEY_ID = `$key, SECRET_ACCESS_KEY = `$secret)" -Parameter @{ key = $Server.S3_ACCESS_KEY; secret = $BucketCredential.Password }
        (Invoke-StageSql "COPY INTO @lake/out FROM (SELECT 1 AS a) FILE_FORMAT = (TYPE = CSV)").rows_unloaded | Should -Be 1
        $file = Invoke-StageSql 'LIST @lake'
        $file.md5 | Should -Match '[0-9a-f]{32}'
        $signed = Invoke-StageSql "PRESIGN @lake/$($file.name) EXPIRE = 60"
        $signed.method, $signed.headers | Should -Be GET, '{}'
        (Invoke-WebRequest $signed.url).RawContentLength | Should -Be 2
        $upload = Invoke-StageSql 'PRESIGN UPLOAD @lake/new.txt'
        $null = Invoke-WebRequest $upload.url -Method Put -Body 'new'
        (Invoke-StageSql "SELECT size FROM LIST_STAGE(LOCATION => '@lake') WHERE name = 'new.txt'").size | Should -Be 3
        Invoke-StageSql 'REMOVE @lake; DROP STAGE lake'
        Get-BucketKey $prefix | Should -BeNullOrEmpty
    }
}
