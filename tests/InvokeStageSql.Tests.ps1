BeforeDiscovery { . "$PSScriptRoot/Setup.ps1"; $noServer = -not (Get-BucketServer) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Invoke-StageSql' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage sales @{
            '2026/q1.csv' = "id,city,amount`n1,Oslo,10`n2,Bergen,5`n"; '2026/q2.csv' = "id,city,amount`n3,Oslo,2.5`n"
            'zip.csv' = "code,name`n007,`"`"`n100,`n"; 'a.tsv' = "id`ttext`n1`tone\ttwo\nthree`n2`t\N`n"; 'a.ndjson' = "{`"id`":1,`"tags`":[`"a`",`"b`"],`"at`":{`"x`":5}}`n"
            'a.json' = '[{"id":1},{"id":2,"more":true}]'
        }
        Import-StageData '@sales/2026/*.csv' | Export-StageData '@sales/packed/all.csv.gz'
        function Get-Sql([string] $Sql, [hashtable] $More = @{}) { Invoke-StageSql $Sql -ErrorAction Stop @More }
    }
    AfterAll { Exit-TestHome }

    It 'groups the files that a wildcard finds' {
        $rows = Get-Sql "SELECT city, sum(amount) AS total FROM '@sales/2026/*.csv' GROUP BY 1 ORDER BY 1"
        $rows.city | Should -Be Bergen, Oslo
        $rows.total | Should -Be 5, 12.5
    }

    It 'gives sums that PowerShell calculates with, and shows as numbers' {
        $rows = Get-Sql 'SELECT n AS id, sum(1.25 * n) AS total FROM range(1, 4) t(n) GROUP BY n ORDER BY n'
        $rows.total | ForEach-Object { $_ | Should -BeOfType decimal }
        ($rows | Measure-Object total -Sum).Sum | Should -Be 7.5
        [double]$rows[2].total | Should -Be 3.75
        $rows[0].total -lt $rows[1].total | Should -BeTrue
        '{0:N1}' -f $rows[1].total | Should -Be (2.5).ToString('N1')
        $rows[1].total | ConvertTo-Json | Should -Be '2.50'
        ($rows | Format-Table | Out-String) | Should -Match '(?m)^ 1  1[.]25\r?$'
    }

    It 'takes a path without quotes, a folder, and MatrixOne''s forms: <_>' -ForEach '@sales/2026', '@SALES/2026/', "'stage://sales/2026/*.csv'", "'sales:/2026'", "'@sales/**/q?.csv'" {
        (Get-Sql "SELECT count(*) AS n FROM $_").n | Should -Be 3
    }

    It 'hands rows to Export-StageData as they are, with what was added to them' {
        $rows = Get-Sql "SELECT i, CASE WHEN i > 0 THEN 'n' || i END AS n, {'a': i} AS s FROM range(2) t(i)"
        $rows | Export-StageData '@sales/rows.ndjson' -Force
        [IO.File]::ReadAllText("$folder/rows.ndjson") | Should -BeExactly "{`"i`":0,`"n`":null,`"s`":{`"a`":0}}`n{`"i`":1,`"n`":`"n1`",`"s`":{`"a`":1}}`n"
        $rows | Add-Member more 5 -PassThru | Export-StageData '@sales/rows.ndjson' -Force
        [IO.File]::ReadAllText("$folder/rows.ndjson") | Should -BeExactly "{`"more`":5,`"i`":0,`"n`":null,`"s`":{`"a`":0}}`n{`"more`":5,`"i`":1,`"n`":`"n1`",`"s`":{`"a`":1}}`n"
    }

    It 'changes nothing with -WhatIf, also behind WITH' {
        Get-Sql 'CREATE TABLE spared AS SELECT 1 AS a'
        Get-Sql 'WITH x AS (SELECT 1) DELETE FROM spared' @{ WhatIf = $true }
        (Get-Sql 'SELECT count(*) AS n FROM spared').n | Should -Be 1
    }

    It 'reads gzip' { (Get-Sql "SELECT sum(amount) AS s FROM '@sales/packed/all.csv.gz'").s | Should -Be 17.5 }
    It 'keeps leading zeros, and tells NULL from the empty text' {
        $rows = Get-Sql "SELECT * FROM '@sales/zip.csv'"
        $rows.code | Should -BeExactly '007', '100'
        $rows[0].name | Should -BeExactly ''
        $rows[1].name | Should -BeNullOrEmpty
        $null -eq $rows[1].name | Should -BeTrue
    }

    It 'reads the escapes of TSV' { (Get-Sql "SELECT text FROM '@sales/a.tsv' WHERE id = 1").text | Should -BeExactly "one`ttwo`nthree" }
    It 'gives lists and structures of JSON as arrays and objects' {
        $row = Get-Sql "SELECT * FROM '@sales/a.ndjson'"
        $row.tags | Should -Be a, b
        $row.at.x | Should -Be 5
        $row.tags.GetType() | Should -Be ([object[]])
    }

    It 'reads a JSON array whose objects differ' { (Get-Sql "SELECT * FROM '@sales/a.json' ORDER BY id")[1].more | Should -BeTrue }

    It 'knows METADATA$FILENAME and METADATA$FILE_ROW_NUMBER, which are not among *' {
        $rows = Get-Sql 'SELECT METADATA$FILENAME AS file, METADATA$FILE_ROW_NUMBER AS n, * FROM @sales/2026 ORDER BY id'
        $rows.file | Should -Be '2026/q1.csv', '2026/q1.csv', '2026/q2.csv'
        $rows.n | Should -Be 0, 1, 0
        $rows[0].PSObject.Properties.Name | Should -Be file, n, id, city, amount
    }

    It 'knows columns by their places' {
        $rows = Get-Sql 'SELECT $2, t.$3 FROM @sales/2026 t WHERE $1 > 1 ORDER BY $1 DESC'
        $rows[0].PSObject.Properties.Name | Should -Be city, amount
        $rows.amount | Should -Be 2.5, 5
    }

    It 'takes PATTERN, FILES and FILE_FORMAT' {
        (Get-Sql "SELECT count(*) AS n FROM @sales (PATTERN => '.*q2[.]csv')").n | Should -Be 1
        (Get-Sql "SELECT count(*) AS n FROM @sales/2026 (FILES => ('q1.csv'), FILE_FORMAT => (TYPE = CSV, SKIP_HEADER = 1)) AS t WHERE t.city = 'Oslo'").n | Should -Be 1
        (Get-Sql "SELECT count(*) AS n FROM '@sales/2026/q1.csv' (FILE_FORMAT => (TYPE = 'CSV', OUTPUT_HEADER = FALSE))").n | Should -Be 3
    }

    It 'joins across stages' {
        $null = New-FolderStage ref @{ 'cities.ndjson' = "{`"city`":`"Oslo`",`"land`":`"NO`"}`n" }
        $rows = Get-Sql "SELECT s.id, c.land FROM '@sales/2026' s JOIN '@ref/cities.ndjson' AS c USING (city) ORDER BY id"
        $rows.id | Should -Be 1, 3
        $rows[0].land | Should -Be NO
    }

    It 'turns rows into columns' { (Get-Sql "PIVOT '@sales/2026' ON city USING sum(amount) GROUP BY id" | Sort-Object id)[0].Oslo | Should -Be 10 }
    It 'leaves a text that looks like a path a text' { (Get-Sql "SELECT '@sales/x' AS x WHERE '@a' = '@a'").x | Should -BeExactly '@sales/x' }

    It 'keeps tables for the session, and sees a file that has changed' {
        Get-Sql "CREATE TABLE kept AS SELECT * FROM '@sales/2026'" | Should -BeNullOrEmpty
        (Get-Sql 'SELECT count(*) AS n FROM kept').n | Should -Be 3
        Get-Sql 'DROP TABLE kept'
        [IO.File]::WriteAllText("$folder/live.csv", "a`n1`n")
        (Get-Sql "FROM '@sales/live.csv'").a | Should -Be 1
        [IO.File]::WriteAllText("$folder/live.csv", "a`n2`n3`n")
        (Get-Sql "FROM '@sales/live.csv'").a | Should -Be 2, 3
    }

    It 'keeps tables in a database file, and closes it' {
        $file = Join-Path (New-TestFolder) 'mine.duckdb'
        Get-Sql "CREATE TABLE t AS FROM '@sales/2026'; INSERT INTO t VALUES (9, 'Rome', 1)" @{ Database = $file }
        (Get-Sql 'SELECT count(*) AS n FROM t' @{ Database = $file }).n | Should -Be 4
        Move-Item $file "$file.moved"
        Get-FirstError { Invoke-StageSql 'SELECT * FROM t' } | Should -Not -BeNullOrEmpty
    }

    It 'asks before it changes something, and not before it reads' {
        Invoke-StageSql 'CREATE TABLE never AS SELECT 1 AS x; SELECT 5 AS y' -WhatIf | ForEach-Object y | Should -Be 5
        (Get-FirstError { Invoke-StageSql 'SELECT * FROM never' }).FullyQualifiedErrorId | Should -BeLike 'QueryInvalid,*'
    }

    It 'copies into a table' {
        $rows = Get-Sql "CREATE TABLE copied (id INT, city VARCHAR, amount DOUBLE); COPY copied FROM '@sales/2026/q1.csv' (HEADER true); SELECT sum(amount) AS s FROM copied; DROP TABLE copied"
        $rows.s | Should -Be 15
    }

    It 'hands paths to DuckDB''s own functions' { (Get-Sql "SELECT typeof(id) AS t FROM read_csv(['@sales/2026/q1.csv', '@sales/2026/q2.csv'], all_varchar = true)").t | Should -Be VARCHAR, VARCHAR, VARCHAR }
    It 'takes parameters' {
        (Get-Sql "SELECT id FROM '@sales/2026' WHERE city = `$city AND amount > `$least" @{ Parameter = @{ city = 'Oslo'; '$least' = 5 } }).id | Should -Be 1
        (Get-FirstError { Invoke-StageSql 'SELECT $missing AS x' }).Exception.Message | Should -BeLike '*$missing*-Parameter*'
    }

    It 'says which of several statements failed, and runs none behind it' {
        $failed = Get-FirstError { Invoke-StageSql 'CREATE TEMP TABLE one AS SELECT 1 AS x; SELECT * FROM nowhere; CREATE TEMP TABLE two AS SELECT 2 AS x' }
        $failed.Exception.Message | Should -BeLike 'Line 1, column 55: *nowhere*'
        (Get-Sql 'SELECT x FROM one').x | Should -Be 1
        (Get-FirstError { Invoke-StageSql 'SELECT x FROM two' }).Exception.Message | Should -BeLike '*two*'
        Get-Sql 'DROP TABLE one'
    }
}

Describe 'Rows as objects' {
    BeforeAll {
        Enter-TestHome
        $null = New-FolderStage s @{ 'a.csv' = "id,two words,ok`n1,x,true`n2,y,false`n3,x,`n" }
        $script:rows = Invoke-StageSql "SELECT * FROM '@s/a.csv'"
    }
    AfterAll { Exit-TestHome }

    It 'have properties of the columns'' types' { $rows[0].id | Should -BeOfType long; $rows[0].ok | Should -BeTrue; $null -eq $rows[2].ok | Should -BeTrue; $rows[1].'two words' | Should -BeExactly y }
    It 'are shown as a table' { ($rows | Out-String).Trim() -split '\r?\n' | Select-Object -First 1 | Should -Match '^id two words\s+ok' }
    It 'are chosen from, sorted and grouped' {
        ($rows | Where-Object { $_.'two words' -eq 'x' } | Select-Object id).id | Should -Be 1, 3
        ($rows | Sort-Object id -Descending)[0].id | Should -Be 3
        $rows | Group-Object 'two words' -NoElement | Sort-Object Name | ForEach-Object Count | Should -Be 2, 1
        ($rows | Measure-Object id -Sum).Sum | Should -Be 6
    }
    It 'become CSV, JSON and XML' {
        $rows | ConvertTo-Csv | Should -Be '"id","two words","ok"', '"1","x","True"', '"2","y","False"', '"3","x",'
        $rows[0] | ConvertTo-Json -Compress | Should -BeExactly '{"id":1,"two words":"x","ok":true}'
        $path = Join-Path (New-TestFolder) rows.xml
        $rows | Export-Clixml $path
        (Import-Clixml $path)[1].'two words' | Should -BeExactly y
    }
    It 'can be changed and added to' {
        $row = Invoke-StageSql 'SELECT 1 AS a, ''x'' AS b'
        $row.a = 5
        $row | Add-Member more 7
        $row.a, $row.more | Should -Be 5, 7
        ($row | Select-Object *, @{ Name = 'c'; Expression = { $_.a + 1 } }).c | Should -Be 6
    }
    It 'go back into a stage as they were' {
        $null = $rows | Export-StageData '@s/back.ndjson'
        $back = Import-StageData '@s/back.ndjson'
        $back.id | Should -Be 1, 2, 3
        $back[2].ok | Should -BeNullOrEmpty
        $back.'two words' | Should -Be x, y, x
    }
    It 'give columns that are named alike names of their own' {
        $row = Invoke-StageSql 'SELECT 1 AS a, 2 AS A, 3 AS a'
        $row.PSObject.Properties.Name | Should -BeExactly a, A_1, a_2
    }
    It 'have whole numbers of any size' { (Invoke-StageSql 'SELECT sum(x) AS s FROM (VALUES (5), (6)) t(x)').s | Should -BeOfType long; (Invoke-StageSql 'SELECT 170141183460469231731687303715884105727 AS h').h | Should -BeOfType bigint }
    It 'can be asked for while others come' { @(Invoke-StageSql 'SELECT range AS i FROM range(5000)' | ForEach-Object { (Invoke-StageSql 'SELECT $i + 1 AS j' -Parameter @{ i = $_.i }).j } | Select-Object -Last 1) | Should -Be 5000 }
    It 'leave the transaction, the temporary tables and the variables of the session as they are, whatever is run for each' {
        Invoke-StageSql 'CREATE TABLE acct (id INT, v INT); INSERT INTO acct VALUES (1, 100), (2, 200); CREATE TEMP TABLE tt AS SELECT 7 AS a; SET VARIABLE w = 5'
        Invoke-StageSql 'FROM tt' | ForEach-Object { $null = Invoke-StageSql 'SELECT 1' }
        (Invoke-StageSql "SELECT a + getvariable('w') AS n FROM tt").n | Should -Be 12
        Invoke-StageSql 'BEGIN'
        Invoke-StageSql 'UPDATE acct SET v = v - 50 WHERE id = 1'
        { Invoke-StageSql 'SELECT id FROM acct WHERE id = 2' | ForEach-Object { Invoke-StageSql 'UPDATE acct SET v = v + 50 WHERE id = 2' } } | Should -Throw '*collect all of those rows first*'
        $ids = Invoke-StageSql 'SELECT id FROM acct WHERE id = 2'
        $ids | ForEach-Object { Invoke-StageSql 'UPDATE acct SET v = v + 50 WHERE id = 2' }
        Invoke-StageSql 'COMMIT'
        (Invoke-StageSql 'SELECT v FROM acct ORDER BY id').v | Should -Be 50, 250
    }
    It 'come one by one' { @(Invoke-StageSql 'SELECT range AS i FROM range(100000000000)' | Select-Object -First 3).i | Should -Be 0, 1, 2 }
}

Describe 'What Invoke-StageSql refuses' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'a.csv' = "id`n1`n"; 'b.ndjson' = "{}`n"; 'notes.txt' = 'x'; 'ragged.csv' = "a,b`n1,2`n3`n"; 'broken.parquet' = 'PAR1 not at all'; 'empty.csv' = '' }
        [IO.File]::WriteAllText("$folder/long.csv", "id,x`n1,$('x' * 5MB)`n")
        [IO.File]::WriteAllText("$folder/late.csv", "id,x`n" + (-join (1..30000 | ForEach-Object { "$_,y`n" })) + "12a,y`n")
        $whole = [IO.MemoryStream]::new(); $zip = [IO.Compression.GZipStream]::new($whole, [IO.Compression.CompressionLevel]::Optimal, $true); $zip.Write([IO.File]::ReadAllBytes("$folder/late.csv")); $zip.Dispose()
        [IO.File]::WriteAllBytes("$folder/cut.csv.gz", $whole.ToArray()[0..5000])
    }
    AfterAll { Exit-TestHome }

    It '<Sql>: <Id>' -ForEach @(
        @{ Sql = "SELECT * FROM '@nowhere/a.csv'"; Id = 'StageNotFound'; Says = '*nowhere*' }
        @{ Sql = "SELECT * FROM '@s/none.csv'"; Id = 'FileNotFound'; Says = "*@s/none.csv*" }
        @{ Sql = "SELECT * FROM '@s/*.xyz'"; Id = 'FileNotFound'; Says = '*@s/`*.xyz*' }
        @{ Sql = "SELECT * FROM '@s'"; Id = 'OptionInvalid'; Says = '*' }
        @{ Sql = "SELECT * FROM '@s/[ab].*'"; Id = 'OptionInvalid'; Says = '*several formats*PATTERN*' }
        @{ Sql = "SELECT * FROM '@s/notes.txt'"; Id = 'OptionInvalid'; Says = '*notes.txt*FILE_FORMAT*' }
        @{ Sql = "SELECT * FROM '@s/../etc/passwd'"; Id = 'PathOutsideStage'; Says = '*' }
        @{ Sql = "SELECT * FROM '@s/a.csv' (WRONG => 1)"; Id = 'OptionInvalid'; Says = '*WRONG*PATTERN*' }
        @{ Sql = "SELECT * FROM '@s/ragged.csv'"; Id = 'DataInvalid'; Says = '*@s/ragged.csv*line 3*' }
        @{ Sql = "SELECT * FROM '@s/broken.parquet'"; Id = 'DataInvalid'; Says = '*@s/broken.parquet*cut off*get it again*' }
        @{ Sql = "SELECT count(x) FROM '@s/cut.csv.gz'"; Id = 'DataInvalid'; Says = '*@s/cut.csv.gz*' }
        @{ Sql = "SELECT sum(id) FROM '@s/late.csv'"; Id = 'DataInvalid'; Says = "*@s/late.csv*line 30002*'id'*'12a'*all_varchar*" }
        @{ Sql = "SELECT `$7 FROM '@s/a.csv'"; Id = 'QueryInvalid'; Says = '*$7*@s/a.csv*' }
        @{ Sql = "SELECT METADATA FROM '@s/a.csv'"; Id = 'QueryInvalid'; Says = '*METADATA*single quotes*' }
        @{ Sql = "COPY (SELECT 1) TO '@s/out.csv'"; Id = 'QueryInvalid'; Says = '*COPY INTO*' }
        @{ Sql = "EXPORT DATABASE '/tmp/x'"; Id = 'QueryInvalid'; Says = '*COPY INTO*' }
        @{ Sql = "CREATE OR REPLACE VIEW v AS SELECT * FROM '@s/a.csv'"; Id = 'QueryInvalid'; Says = '*CREATE TABLE*' }
        @{ Sql = "PREPARE p AS SELECT * FROM '@s/a.csv'"; Id = 'QueryInvalid'; Says = '*prepared statement*' }
        @{ Sql = "SELECT * FROM read_text('/etc/passwd')"; Id = 'PathOutsideStage'; Says = '*/etc/passwd*CREATE STAGE*-AllowPath*' }
        @{ Sql = 'INSTALL httpfs'; Id = 'QueryInvalid'; Says = '*network*' }
        @{ Sql = "SELECT * FROM 'https://example.com/a.csv'"; Id = 'QueryInvalid'; Says = '*' }
        @{ Sql = ' ; -- nothing'; Id = 'StatementInvalid'; Says = '*no statement*' }
        @{ Sql = 'SELECT'; Id = 'QueryInvalid'; Says = '*' }
    ) {
        $failed = Get-FirstError { Invoke-StageSql $Sql }
        $failed.FullyQualifiedErrorId | Should -Be "$Id,StageTools.Commands.InvokeStageSqlCommand"
        $failed.Exception.Message | Should -BeLike $Says
        $failed.Exception.Message | Should -Not -BeLike "*$folder*"
    }

    It 'neither a file of nothing nor a long value' {
        Invoke-StageSql "SELECT * FROM '@s/empty.csv'" | Should -BeNullOrEmpty
        (Invoke-StageSql "SELECT length(x) AS n FROM '@s/long.csv'").n | Should -Be 5MB
    }

    It 'a folder beside the stages, unless it is let be read' {
        $beside = (New-Item -ItemType Directory (Join-Path $TestDrive 'beside')).FullName
        "x`n7" | Set-Content "$beside/a.csv"
        Push-Location $TestDrive
        (Invoke-StageSql "SELECT x FROM '$beside/a.csv'" -AllowPath ./beside).x | Should -Be 7
        Pop-Location
        (Get-FirstError { Invoke-StageSql "SELECT x FROM '$beside/a.csv'" }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
        (Get-FirstError { Invoke-StageSql 'SELECT 1' -AllowPath '@s' }).FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*'
        (Get-FirstError { Invoke-StageSql 'SELECT 1' -AllowPath "$beside/gone" }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }

    It 'an SQLite database' {
        $failed = Get-FirstError { Invoke-StageSql 'SELECT 1' -Database "$env:STAGETOOLS_HOME/catalog.db" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'QueryInvalid,*'
        $failed.Exception.Message | Should -BeLike '*SQLite*'
    }

    It 'a file that needs an extension, without the advice to install one' {
        $failed = Get-FirstError { Invoke-StageSql "SELECT * FROM '$env:STAGETOOLS_HOME/catalog.db'" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'
        $failed = Get-FirstError { Invoke-StageSql "SELECT * FROM '$env:STAGETOOLS_HOME/catalog.db'" -AllowPath "$env:STAGETOOLS_HOME/catalog.db" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'QueryInvalid,*'
        $failed.Exception.Message | Should -BeLike '*extension*export*'
        $failed.Exception.Message | Should -Not -BeLike '*INSTALL*'
    }
}

Describe 'Ctrl+C' {
    BeforeAll { Enter-TestHome }
    AfterAll { Exit-TestHome }

    It 'ends <_>' -ForEach 'SELECT count(*) FROM range(100000000000) a, range(1000) b', 'SELECT * FROM range(100000000000)' {
        $shell = Start-Shell "Invoke-StageSql '$_' | Out-Null"
        Wait-Until { $shell.Shell.Runspace.RunspaceAvailability -eq 'Busy' }
        Start-Sleep -Milliseconds 1500
        Stop-Shell $shell | Should -Be Stopped
        (Invoke-StageSql 'SELECT 1 AS x').x | Should -Be 1
    }
}

Describe 'Invoke-StageSql on a bucket' -Skip:$noServer {
    BeforeAll {
        Enter-BucketHome
        $script:proxy = Start-BucketProxy
        $script:prefix = New-BucketStage lake @{ '2026/q1.csv' = "id,city`n1,Oslo`n"; '2026/q2.csv' = "id,city`n2,Bergen`n"; 'other.csv' = "id`n9`n" } -Endpoint $proxy.Endpoint
        Invoke-StageSql "SELECT range AS id, 'x' AS note FROM range(1000)" | Export-StageData '@lake/rows.ndjson.gz'
        function Get-Copy { Get-ChildItem "$env:STAGETOOLS_HOME/cache" -File -Force -ErrorAction Ignore }
    }
    AfterAll { Exit-BucketHome }

    It 'brings the files that the statement names, once' {
        $read = { Get-Request $proxy { $script:found = Invoke-StageSql "SELECT METADATA`$FILENAME AS file, city FROM '@lake/2026/*.csv' ORDER BY 1" } }
        @(& $read) -match '^GET \S+/q\d\.csv ' | Should -HaveCount 2
        $found.file | Should -Be 2026/q1.csv, 2026/q2.csv
        $found.city | Should -Be Oslo, Bergen
        (Get-Copy).Count | Should -Be 2
        @(& $read) -match '^GET \S+/q\d\.csv ' | Should -BeNullOrEmpty
    }

    It 'sees an object that has changed' {
        (Invoke-StageSql "FROM '@lake/other.csv'").id | Should -Be 9
        Set-Content Stage:/lake/other.csv "id`n77"
        (Invoke-StageSql "FROM '@lake/other.csv'").id | Should -Be 77
    }

    It 'joins it with a folder' {
        $null = New-FolderStage here @{ 'lands.csv' = "city,land`nOslo,NO`n" }
        (Invoke-StageSql "SELECT b.id FROM '@lake/2026' b JOIN '@here/lands.csv' l USING (city)").id | Should -Be 1
        (Invoke-StageSql "SELECT count(*) AS n FROM '@lake/rows.ndjson.gz'").n | Should -Be 1000
    }

    It 'names the object, not its copy, in an error' {
        Set-Content Stage:/lake/bad.parquet 'this is no Parquet at all'
        $failed = Get-FirstError { Invoke-StageSql "FROM '@lake/bad.parquet'" }
        $failed.FullyQualifiedErrorId | Should -BeLike 'DataInvalid,*'
        $failed.Exception.Message | Should -BeLike '*@lake/bad.parquet*'
        $failed.Exception.Message | Should -Not -BeLike "*cache*"
    }

    It 'leaves what a killed process fetched half way to be swept' {
        $file = Join-Path (New-TestFolder) 'large.csv'
        [IO.File]::WriteAllText($file, "id`n" + ("123456789`n" * 2000000))
        Copy-StageFile $file '@lake/large.csv'
        $script = "while (`$true) { `$null = Invoke-StageSql `"SELECT count(*) FROM '@lake/large.csv'`"; Remove-Item '$env:STAGETOOLS_HOME/cache/*.csv' }"
        $child = Start-Child $script
        try { Wait-Until { Get-LeftPart "$env:STAGETOOLS_HOME" } } finally { Stop-Program $child }
        (Invoke-StageSql "SELECT count(*) AS n FROM '@lake/large.csv'").n | Should -Be 2000000
        Set-Content Stage:/lake/next.csv "id`n1"
        (Invoke-StageSql "FROM '@lake/next.csv'").id | Should -Be 1
    }
}
