BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Import-StageData' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{
            'a.csv' = "id,name`n1,one`n2,two`n"; 'b.csv' = "id,name`n3,three`n"; 'x.tsv' = "id`tname`n1`tone`n"; 'l.ndjson' = "{`"id`":1}`n{`"id`":2,`"more`":[1,{`"x`":null}]}`n"
            'j.json' = '[{"id":1},{"id":2}]'; 'semi.csv' = "1;one`n"; 'data' = "id`n7`n"; 'bad.json' = '[{"id":1},'
        }
    }
    AfterAll { Exit-TestHome }

    It 'reads CSV' { (Import-StageData '@s/a.csv').name | Should -Be one, two }
    It 'reads TSV' { (Import-StageData '@s/x.tsv').name | Should -Be one }
    It 'reads NDJSON' { (Import-StageData '@s/l.ndjson').id | Should -Be 1, 2 }
    It 'reads JSON' { (Import-StageData '@s/j.json').id | Should -Be 1, 2 }
    It 'gives plain objects with typed properties' { $row = Import-StageData '@s/b.csv'; $row | Should -BeOfType pscustomobject; $row.id | Should -BeOfType long }
    It 'leaves every value the text it is with -AsText' { (Import-StageData '@s/b.csv' -AsText).id | Should -BeOfType string }
    It 'gives objects for the objects inside JSON' { $row = Import-StageData '@s/l.ndjson' | Select-Object -Last 1; $row.more[1].PSObject.Properties.Name | Should -Be x; $row.more[1].x | Should -BeNullOrEmpty }
    It 'reads a column with NUL in its name' {
        New-TestFile $folder @{ 'nul.csv' = "a`0b,c`n1,2`n" }
        $row = Import-StageData '@s/nul.csv'
        $row."a`0b" | Should -Be 1
        $row.c | Should -Be 2
    }
    It 'names file and line of an empty key, and goes on with the next file' -ForEach @('{"a":1,"":2}', '{"a":{"":2}}') {
        New-TestFile $folder @{ 'empty1.ndjson' = "{`"a`":0}`n$_`n"; 'empty2.ndjson' = "{`"a`":7}`n" }
        $rows = Import-StageData '@s/empty1.ndjson', '@s/empty2.ndjson' -ErrorVariable found -ErrorAction SilentlyContinue
        $rows[-1].a | Should -Be 7
        $found[0].FullyQualifiedErrorId | Should -BeLike 'DataInvalid,*'
        $found[0].Exception.Message | Should -BeLike "'@s/empty1.ndjson', line 2: *empty*"
    }
    It 'has days beyond the calendar of .NET as texts' {
        (Invoke-StageSql "SELECT 'infinity'::DATE AS d, DATE '10000-01-01' AS e, DATE '2026-01-02' AS f").d | Should -Be infinity
        (Invoke-StageSql "SELECT DATE '10000-01-01' AS e, DATE '2026-01-02' AS f").f | Should -BeOfType DateOnly
    }
    It 'widens a Parquet column for a late text, and every value is as it stood' {
        New-TestFile $folder @{ 'late.csv' = "n`n" + (-join (1..12000).ForEach{ "$_`n" }) + "n/a`n" }
        $null = Import-StageData '@s/late.csv' | Export-StageData '@s/late.parquet'
        $back = (Import-StageData '@s/late.parquet').n
        $back.Count | Should -Be 12001
        $back[0] | Should -BeExactly '1'
        $back[-1] | Should -BeExactly 'n/a'
    }
    It 'takes -Format for a name that does not tell' { (Import-StageData '@s/data' -Format Csv).id | Should -Be 7 }
    It 'refuses a name that does not tell' { (Get-FirstError { Import-StageData '@s/data' }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*' }
    It 'takes -Delimiter and -NoHeader; columns are then c1, c2' { $row = Import-StageData '@s/semi.csv' -Delimiter ';' -NoHeader; $row.c1 | Should -Be 1; $row.c2 | Should -Be one }
    It 'takes -NullText' { New-TestFile $folder @{ 'null.csv' = "a,b`nNULL,x`n" }; (Import-StageData '@s/null.csv' -NullText NULL).a | Should -Be $null }
    It 'makes dates, durations and GUIDs of texts with -InferTypes, and only then' {
        New-TestFile $folder @{ 'dates.csv' = "d,t,o,s,g`n2026-01-02,2026-01-02T03:04:05,2026-01-02T03:04:05+02:00,01:02:03,0f8fad5b-d9cb-469f-a165-70867728950e`n" }
        $typed = Import-StageData '@s/dates.csv' -InferTypes
        @($typed.d, $typed.t, $typed.o, $typed.s, $typed.g).ForEach{ $_.GetType().Name } | Should -Be DateOnly, DateTime, DateTimeOffset, TimeSpan, Guid
        $plain = Import-StageData '@s/dates.csv'
        @($plain.d, $plain.t, $plain.o, $plain.s, $plain.g).ForEach{ $_.GetType().Name } | Should -Be String, String, String, String, String
    }
    It 'keeps text that only looks like a number: <_>' -ForEach '007', '+5', '1e5', '0x10', '1_000', ' 1', '1.', '.5', '--1' { New-TestFile $folder @{ 'look.csv' = "v`n$_`n" }; (Import-StageData '@s/look.csv').v | Should -BeExactly $_ }
    It 'keeps quoted numbers as text' { New-TestFile $folder @{ 'quoted.csv' = "v`n`"12`"`n" }; (Import-StageData '@s/quoted.csv').v | Should -BeOfType string }

    It 'reads what a wildcard finds, file after file' { (Import-StageData '@s/[ab].csv').id | Should -Be 1, 2, 3 }
    It 'reads all files of a folder' { New-TestFile $folder @{ 'in/1.csv' = "id`n1`n"; 'in/sub/2.csv' = "id`n2`n" }; (Import-StageData '@s/in').id | Sort-Object | Should -Be 1, 2 }
    It 'takes several paths' { (Import-StageData '@s/a.csv', '@s/b.csv').id | Should -Be 1, 2, 3 }
    It 'takes paths from the pipeline' { ('@s/a.csv', '@s/b.csv' | Import-StageData).id | Should -Be 1, 2, 3 }
    It 'takes stage files from the pipeline' { (Get-StageFile '@s/[ab].csv' | Import-StageData).id | Should -Be 1, 2, 3 }
    It 'takes items of a drive from the pipeline' { (Get-ChildItem Stage:/s/[ab].csv | Import-StageData).id | Should -Be 1, 2, 3 }
    It 'takes files of the file system from the pipeline' { (Get-ChildItem "$folder/[ab].csv" | Import-StageData).id | Should -Be 1, 2, 3 }
    It 'reads a file of the file system' { (Import-StageData "$folder/a.csv").name | Should -Be one, two }
    It 'takes -LiteralPath' { New-TestFile $folder @{ '[a].csv' = "id`n9`n" }; (Import-StageData -LiteralPath '@s/[a].csv').id | Should -Be 9 }
    It 'follows the current location' { Push-Location Stage:/s; try { (Import-StageData a.csv).id | Should -Be 1, 2 } finally { Pop-Location } }
    It 'reads a disabled stage' { $off = New-FolderStage off @{ 'a.csv' = "id`n1`n" }; Set-Stage off -Enabled:$false; (Import-StageData '@off/a.csv').id | Should -Be 1; Set-Stage off -Enabled }
    It 'begins with the file format of the stage' {
        $other = New-TestFolder; New-TestFile $other @{ 'plain' = "1;one`n" }
        $null = New-Stage formatted $other -FileFormat @{ type = 'CSV'; field_delimiter = ';'; header = $false }
        (Import-StageData '@formatted/plain').c2 | Should -Be one
    }
    It 'streams: the first row is there before the rest is read' {
        New-TestFile $folder @{ 'late.ndjson' = "{`"a`":1}`nnot json`n" }
        Import-StageData '@s/late.ndjson' | Select-Object -First 1 | ForEach-Object a | Should -Be 1
    }
    It 'reads gzip that gzip made' { New-TestFile $folder @{ 'ext.csv' = "id`n1`n" }; gzip -f "$folder/ext.csv"; (Import-StageData '@s/ext.csv.gz').id | Should -Be 1 }
    It 'takes gzip by parameter' { New-TestFile $folder @{ 'g.csv' = "id`n1`n" }; gzip -f "$folder/g.csv"; Rename-Item "$folder/g.csv.gz" g2.csv; (Import-StageData '@s/g2.csv' -Compression Gzip).id | Should -Be 1 }
    It 'notices a gzip file that was cut' {
        1..2000 | Export-StageData '@s/cut.csv.gz'
        $bytes = [IO.File]::ReadAllBytes("$folder/cut.csv.gz"); [IO.File]::WriteAllBytes("$folder/cut.csv.gz", $bytes[0..($bytes.Count - 20)])
        (Get-FirstError { Import-StageData '@s/cut.csv.gz' | Out-Null }).FullyQualifiedErrorId | Should -BeLike 'DataInvalid,*'
    }
    It 'goes on with the next file after one that is damaged' {
        $found = Import-StageData '@s/bad.json', '@s/b.csv' -ErrorAction SilentlyContinue -ErrorVariable errors
        $found[-1].id | Should -Be 3
        $errors.Count | Should -Be 1
    }
    It 'misses a file that is not there' { (Get-FirstError { Import-StageData '@s/nosuch.csv' }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*' }
    It 'refuses a path that leaves the stage' { (Get-FirstError { Import-StageData '@s/../x.csv' }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }
}

Describe 'A round trip through <Suffix>' -ForEach @(
    foreach ($format in 'csv', 'tsv', 'ndjson', 'json') { foreach ($compression in '', '.gz', '.br') { @{ Suffix = "$format$compression"; Format = $format } } }
) {
    BeforeAll { Enter-TestHome; $null = New-Stage s }
    AfterAll { Exit-TestHome }

    It 'keeps <Name>' -ForEach @(
        @{ Name = 'an int'; Value = 42 }
        @{ Name = 'the largest long'; Value = [long]::MaxValue }
        @{ Name = 'the smallest long'; Value = [long]::MinValue }
        @{ Name = 'a double in full'; Value = 0.1 + 0.2 }
        @{ Name = 'a small double'; Value = 5E-324 }
        @{ Name = 'a decimal'; Value = 79228162514264337593543950335d }
        @{ Name = 'a decimal with a fraction'; Value = 1234567890123456789.123456789d }
        @{ Name = 'true'; Value = $true }
        @{ Name = 'a plain text'; Value = 'text' }
        @{ Name = 'a text with quotes'; Value = 'a "b" ''c''' }
        @{ Name = 'a text with delimiters'; Value = "a,b;c`td" }
        @{ Name = 'a text of many lines'; Value = "a`r`nb`nc`rd" }
        @{ Name = 'a text with backslashes'; Value = '\ \\ \n \N' }
        @{ Name = 'a text like the NULL marker'; Value = '\N' }
        @{ Name = 'a text like a number'; Value = '12' }
        @{ Name = 'a text like a boolean'; Value = 'true' }
        @{ Name = 'a text like null'; Value = 'null' }
        @{ Name = 'a blank text'; Value = ' ' }
        @{ Name = 'the empty text'; Value = '' }
        @{ Name = 'Unicode'; Value = 'Grüße 日本 😀' }
        @{ Name = 'null'; Value = $null }
    ) {
        [pscustomobject]@{ V = $Value; Next = 'x' } | Export-StageData "@s/v.$Suffix" -Force
        $row = Import-StageData "@s/v.$Suffix"
        $row.Next | Should -Be x
        if ($null -eq $Value) { $row.V | Should -Be $null }
        elseif ($Format -eq 'tsv' -and $Value -in '12', 'true') { "$($row.V)" | Should -Be $Value } # TSV has no quotes: what prints the same may be a number.
        else { $row.V | Should -BeExactly $Value; ($row.V -is [string]) | Should -Be ($Value -is [string]) }
    }

    It 'keeps <Name> with -InferTypes' -ForEach @(
        @{ Name = 'a moment with offset'; Value = [DateTimeOffset]'2026-01-02T03:04:05.1234567+02:00' }
        @{ Name = 'a duration'; Value = [timespan]'1.02:03:04.5' }
        @{ Name = 'a GUID'; Value = [guid]'0f8fad5b-d9cb-469f-a165-70867728950e' }
        @{ Name = 'a date'; Value = [DateOnly]'2026-02-28' }
        @{ Name = 'a local time without a zone'; Value = [datetime]::new(2026, 1, 2, 3, 4, 5) }
    ) {
        [pscustomobject]@{ V = $Value } | Export-StageData "@s/m.$Suffix" -Force
        (Import-StageData "@s/m.$Suffix" -InferTypes).V | Should -Be $Value
    }

    It 'keeps NaN and the infinities, or refuses them' {
        foreach ($value in [double]::NaN, [double]::PositiveInfinity, [double]::NegativeInfinity) {
            $found = Get-FirstError { [pscustomobject]@{ V = $value } | Export-StageData "@s/nan.$Suffix" -Force }
            if ($Format -in 'csv', 'tsv') { $found | Should -BeNullOrEmpty; "$((Import-StageData "@s/nan.$Suffix").V)" | Should -Be "$value" }
            elseif ($found) { $found.FullyQualifiedErrorId | Should -BeLike 'ValueNotRepresentable,*' }
            else { "$((Import-StageData "@s/nan.$Suffix").V)" | Should -Be "$value" }
        }
    }

    It 'keeps the number and the order of many rows' {
        $null = 1..20000 | Export-StageData "@s/many.$Suffix" -Force
        $back = (Import-StageData "@s/many.$Suffix").Value
        $back.Count | Should -Be 20000
        $back[0, 9999, 19999] | Should -Be 1, 10000, 20000
    }
}
