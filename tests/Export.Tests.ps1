BeforeDiscovery { $noPython = -not (Get-Command python3 -ErrorAction Ignore) }
BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Export-StageData' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s
        $script:rows = @([pscustomobject]@{ Id = 1; Name = 'one' }, [pscustomobject]@{ Id = 2; Name = 'two' })
        function Read-Exported($Key) { [IO.File]::ReadAllText("$folder/$Key") }
    }
    AfterAll { Exit-TestHome }

    It 'writes CSV as RFC 4180 has it, with a header' { $rows | Export-StageData '@s/a.csv'; Read-Exported a.csv | Should -BeExactly "Id,Name`n1,one`n2,two`n" }
    It 'writes TSV' { $rows | Export-StageData '@s/a.tsv'; Read-Exported a.tsv | Should -BeExactly "Id`tName`n1`tone`n2`ttwo`n" }
    It 'writes NDJSON' { $rows | Export-StageData '@s/a.ndjson'; (Read-Exported a.ndjson) -split "`n" | Select-Object -First 1 | ConvertFrom-Json | ForEach-Object Name | Should -Be one }
    It 'writes JSON that ConvertFrom-Json reads' { $rows | Export-StageData '@s/a.json'; (Read-Exported a.json | ConvertFrom-Json).Name | Should -Be one, two }
    It 'writes CSV that Import-Csv reads' { $rows | Export-StageData '@s/b.csv'; (Import-Csv "$folder/b.csv").Name | Should -Be one, two }
    It 'writes text with quotes, commas and line ends that Import-Csv reads' {
        $text = "a `"quoted`", text`nof two lines"
        [pscustomobject]@{ Text = $text } | Export-StageData '@s/quotes.csv'
        (Import-Csv "$folder/quotes.csv").Text | Should -BeExactly $text
    }
    It 'writes UTF-8 without a byte order mark' { [pscustomobject]@{ T = 'ä' } | Export-StageData '@s/utf.csv'; [IO.File]::ReadAllBytes("$folder/utf.csv") | Should -Be ([Text.UTF8Encoding]::new($false).GetBytes("T`nä`n")) }

    It 'returns rows, bytes and files' {
        $done = $rows | Export-StageData '@s/returned.csv'
        $done.RowsUnloaded | Should -Be 2
        $done.InputBytes | Should -Be 20
        $done.OutputBytes | Should -Be 20
        $done.Files | Should -Be '@s/returned.csv'
    }
    It 'counts bytes before and after compression' {
        $done = 1..1000 | Export-StageData '@s/returned.csv.gz'
        $done.OutputBytes | Should -Be (Get-Item "$folder/returned.csv.gz").Length
        $done.InputBytes | Should -BeGreaterThan $done.OutputBytes
    }

    It 'gives a file of a stage or folder a name of its own: <_>' -ForEach '@s/named/at/', 'Stage:/s/named/on/' {
        ($rows | Export-StageData $_).Files | Should -Match '^@s/named/(at|on)/data_[0-9a-f]{32}_0000_00000000\.csv$'
    }
    It 'gives the name the suffix of format and compression' { ($rows | Export-StageData '@s' -Format NdJson -Compression Gzip).Files | Should -BeLike '*.ndjson.gz' }

    It 'takes the format by parameter: <_>' -ForEach 'Csv', 'Tsv', 'NdJson', 'Json' {
        $rows | Export-StageData "@s/byparameter-$_" -Format $_
        $text = Read-Exported "byparameter-$_"
        $text | Should -Match @{ Csv = '^Id,Name'; Tsv = "^Id`t"; NdJson = '^\{.*\}\n\{'; Json = '^\s*\[' }[$_]
    }
    It 'takes gzip by suffix, and gzip -t agrees' { 1..5000 | Export-StageData '@s/by.csv.gz'; gzip -t "$folder/by.csv.gz"; $LASTEXITCODE | Should -Be 0; (zcat "$folder/by.csv.gz").Count | Should -Be 5001 }
    It 'takes gzip by parameter, and zcat reads it' { 1..3 | Export-StageData '@s/byp.csv' -Compression Gzip; Get-Content "$folder/byp.csv" -AsByteStream -TotalCount 2 | Should -Be 0x1f, 0x8b }
    It 'takes brotli by suffix' {
        1..3 | Export-StageData '@s/by.csv.br'
        $stream = [IO.Compression.BrotliStream]::new([IO.File]::OpenRead("$folder/by.csv.br"), [IO.Compression.CompressionMode]::Decompress)
        $reader = [IO.StreamReader]::new($stream)
        try { $reader.ReadToEnd() | Should -BeExactly "Value`n1`n2`n3`n" } finally { $reader.Dispose() }
    }
    It 'takes -Compression None over the suffix' { 1..3 | Export-StageData '@s/plain.csv.gz' -Compression None; Read-Exported plain.csv.gz | Should -BeExactly "Value`n1`n2`n3`n" }
    It 'refuses a format that contradicts the suffix' { (Get-FirstError { $rows | Export-StageData '@s/contra.csv' -Format Json }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'; "$folder/contra.csv" | Should -Not -Exist }

    It 'takes -Delimiter' { $rows | Export-StageData '@s/d.csv' -Delimiter ';'; Read-Exported d.csv | Should -BeExactly "Id;Name`n1;one`n2;two`n" }
    It 'takes -NullText' { [pscustomobject]@{ A = $null; B = '' } | Export-StageData '@s/n.csv' -NullText '\N'; Read-Exported n.csv | Should -Match '\\N,("")?\n$' }
    It 'takes -NoHeader' { $rows | Export-StageData '@s/nh.csv' -NoHeader; Read-Exported nh.csv | Should -BeExactly "1,one`n2,two`n" }
    It 'takes -ForceQuote: texts, not numbers' { $rows | Export-StageData '@s/fq.csv' -ForceQuote; Read-Exported fq.csv | Should -Match '1,"one"\n2,"two"\n$' }
    It 'takes -RecordDelimiter, -Quote and -Escape, which Python reads so: <Name>' -Skip:$noPython -ForEach @(
        @{ Name = 'quote'; With = @{ Quote = "'" }; As = @{ quotechar = "'" } }
        @{ Name = 'escape'; With = @{ Escape = '\' }; As = @{ escapechar = '\'; doublequote = $false } }
        @{ Name = 'both'; With = @{ Quote = '|'; Escape = '^' }; As = @{ quotechar = '|'; escapechar = '^'; doublequote = $false } }
        @{ Name = 'crlf'; With = @{ RecordDelimiter = "`r`n" }; As = @{} }
        @{ Name = 'cr'; With = @{ RecordDelimiter = "`r" }; As = @{} }
        @{ Name = 'all'; With = @{ RecordDelimiter = "`r`n"; Quote = "'"; Escape = '\'; Delimiter = ';' }; As = @{ quotechar = "'"; escapechar = '\'; doublequote = $false; delimiter = ';' } }
    ) {
        $texts = 'plain', 'a "b" ''c'' |d|', 'back\slash \" \'' ^x^', "two`nlines", "and`r`nthree", 'comma, semicolon;', '\', '"', "'", '|', '^', ' blank ', ''
        $null = $texts | ForEach-Object { [pscustomobject]@{ Text = $_; 'a "name", ''odd''' = 'x' } } | Export-StageData "@s/python-$Name.csv" @With
        $reads = 'import csv, json, sys; print(json.dumps(list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True, **json.loads(sys.argv[2])))))'
        $read = (Invoke-Program -Command 'python3', '-c', $reads, "$folder/python-$Name.csv", ($As | ConvertTo-Json -Compress)).Output | ConvertFrom-Json -NoEnumerate
        $read[0] | Should -BeExactly 'Text', 'a "name", ''odd'''
        $read.Count | Should -Be ($texts.Count + 1)
        $read[1..$texts.Count] | ForEach-Object { $_[0] } | Should -BeExactly $texts
        (Import-StageData "@s/python-$Name.csv" -FormatOption @{ record_delimiter = $With['RecordDelimiter'] ?? "`n"; quote = $With['Quote'] ?? '"'; escape = $With['Escape'] ?? ''; field_delimiter = $With['Delimiter'] ?? ',' }).Text | Should -BeExactly $texts
    }
    It 'takes -RecordDelimiter of several characters' {
        $null = 'a', 'b<', 'c>' | Export-StageData '@s/ends.csv' -RecordDelimiter '<->'
        Read-Exported ends.csv | Should -BeExactly 'Value<->a<->"b<"<->c><->'
        (Import-StageData '@s/ends.csv' -FormatOption @{ record_delimiter = '<->' }).Value | Should -BeExactly 'a', 'b<', 'c>'
    }
    It 'quotes no text with another -Quote that needs none' { 'a"b', "a'b" | Export-StageData '@s/bare.csv' -Quote "'"; Read-Exported bare.csv | Should -BeExactly "Value`na`"b`n'a''b'`n" }
    It 'tells NULL from the empty text' { [pscustomobject]@{ A = $null; B = ''; C = 'x' } | Export-StageData '@s/null.csv'; Read-Exported null.csv | Should -BeExactly "A,B,C`n,`"`",x`n" }

    It 'writes plain values under the column Value' { 1, 'a', $true | Export-StageData '@s/plain.csv'; Read-Exported plain.csv | Should -BeExactly "Value`n1`na`ntrue`n" }
    It 'writes hashtables by their keys' { [ordered]@{ A = 1; B = 'x' }, [ordered]@{ A = 2; B = 'y' } | Export-StageData '@s/hash.csv'; Read-Exported hash.csv | Should -BeExactly "A,B`n1,x`n2,y`n" }
    It 'writes objects of .NET by their properties' { Get-Item $folder | Export-StageData '@s/item.csv'; (Import-Csv "$folder/item.csv").FullName | Should -Be $folder }
    It 'writes what Get-Process gives, whose properties cannot all be read' { (Get-Process -Id $PID | Export-StageData '@s/process.ndjson').RowsUnloaded | Should -Be 1; (Read-Exported process.ndjson | ConvertFrom-Json -AsHashtable)['Id'] | Should -Be $PID }
    It 'writes what Select-Object computes' { 1..2 | Select-Object @{ n = 'Twice'; e = { $_ * 2 } } | Export-StageData '@s/computed.csv'; Read-Exported computed.csv | Should -BeExactly "Twice`n2`n4`n" }
    It 'writes nested objects in NDJSON' { [pscustomobject]@{ A = [pscustomobject]@{ B = 1, 2; C = @{ D = 'x' } } } | Export-StageData '@s/nested.ndjson'; Read-Exported nested.ndjson | Should -BeExactly "{`"A`":{`"B`":[1,2],`"C`":{`"D`":`"x`"}}}`n" }
    It 'leaves each object of NDJSON its own properties' { [pscustomobject]@{ A = 1 }, [pscustomobject]@{ B = 2 }, [pscustomobject]@{ A = 3; C = 4 } | Export-StageData '@s/own.ndjson'; Read-Exported own.ndjson | Should -BeExactly "{`"A`":1}`n{`"B`":2}`n{`"A`":3,`"C`":4}`n" }
    It 'warns once about properties that a CSV file has no column for' {
        [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2; B = 9 }, [pscustomobject]@{ A = 3; C = 9 } | Export-StageData '@s/dropped.csv' -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        "$warnings" | Should -BeLike '*left out: B*'
        Read-Exported dropped.csv | Should -BeExactly "A`n1`n2`n3`n"
    }
    It 'finds a column by its name, whatever the order of the properties' { [pscustomobject]@{ A = 1; B = 2 }, [pscustomobject]@{ b = 4; A = 3 } | Export-StageData '@s/order.csv'; Read-Exported order.csv | Should -BeExactly "A,B`n1,2`n3,4`n" }
    It 'writes nothing between for $null in the pipeline' { 1, $null, 2 | Export-StageData '@s/nulls.csv'; Read-Exported nulls.csv | Should -BeExactly "Value`n1`n2`n" }
    It 'writes an empty file where nothing comes' { (@() | Export-StageData '@s/nothing.csv').RowsUnloaded | Should -Be 0; Read-Exported nothing.csv | Should -BeExactly '' }
    It 'writes an empty array of JSON where nothing comes' { $null = @() | Export-StageData '@s/nothing.json'; Read-Exported nothing.json | ConvertFrom-Json | Should -BeNullOrEmpty }
    It 'takes one object by -InputObject' { Export-StageData '@s/input.csv' -InputObject $rows[0]; Read-Exported input.csv | Should -BeExactly "Id,Name`n1,one`n" }

    It 'begins with the file format of the stage' {
        $other = New-TestFolder
        $null = New-Stage formatted $other -FileFormat @{ type = 'CSV'; field_delimiter = ';'; header = $false }
        $rows | Export-StageData '@formatted/plain'
        [IO.File]::ReadAllText("$other/plain") | Should -BeExactly "1;one`n2;two`n"
    }
    It 'refuses to overwrite' {
        New-TestFile $folder @{ 'there.csv' = 'old' }
        (Get-FirstError { $rows | Export-StageData '@s/there.csv' }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        Read-Exported there.csv | Should -Be old
    }
    It 'overwrites with -Force' { New-TestFile $folder @{ 'force.csv' = 'old' }; $rows | Export-StageData '@s/force.csv' -Force; Read-Exported force.csv | Should -BeLike 'Id,*' }
    It 'writes nothing with -WhatIf' { $rows | Export-StageData '@s/whatif.csv' -WhatIf | Should -BeNullOrEmpty; "$folder/whatif.csv" | Should -Not -Exist }
    It 'follows the current location' { Push-Location Stage:/s; try { $rows | Export-StageData ./here/x.csv } finally { Pop-Location }; "$folder/here/x.csv" | Should -Exist }
    It 'takes a path of a mounted drive' { $null = Mount-Stage '@s' mnt; $rows | Export-StageData mnt:/mounted.csv; "$folder/mounted.csv" | Should -Exist }
    It 'exports to the user stage' { $rows | Export-StageData '@~/mine.csv'; (Get-StageFile '@~').Name | Should -Contain mine.csv }
    It 'writes the name as it stands, brackets and all' { foreach ($name in $NastyNames) { $null = 1 | Export-StageData "@s/nasty/$name" -Format Csv }; [IO.Directory]::GetFiles("$folder/nasty").Count | Should -Be $NastyNames.Count }
    It 'refuses a path that leaves the stage: <_>' -ForEach '@s/../x.csv', '@s/a/../../x.csv' { (Get-FirstError { $rows | Export-StageData $_ }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*' }

    It 'keeps all properties of objects that differ: <What>' -ForEach @(
        @{ What = 'each with a member of its own'; Make = { Get-Item $folder | Add-Member Foo 1 -PassThru; Get-Item $folder | Add-Member Bar 2 -PassThru; Get-Item $folder | Add-Member Bar 3 -PassThru | Add-Member Foo 4 -PassThru } }
        @{ What = 'a type that adds one'; Make = { [pscustomobject]@{ a = 1; b = 2 }; [pscustomobject]@{ PSTypeName = 'Suite.Typed'; a = 3; b = 4 }; [pscustomobject]@{ a = 5; b = 6 } } }
        @{ What = 'a type that adds one, behind a dictionary'; Make = { [ordered]@{ a = 1; b = 2 }; [pscustomobject]@{ PSTypeName = 'Suite.Typed'; a = 3; b = 4 } } }
        @{ What = 'a type that one object is given'; Make = { $typed = [version]'1.2'; $typed.PSObject.TypeNames.Insert(0, 'Suite.Typed'); [version]'3.4'; $typed; [version]'5.6' } }
        @{ What = 'rows of a query, to which a type adds one'; Make = { Update-TypeData -TypeName StageTools.Row -MemberType ScriptProperty -MemberName more -Value { 'added' } -Force; Invoke-StageSql 'SELECT 1 AS a UNION ALL SELECT 2' } }
        @{ What = 'rows of a query, of which a later one is given a type'; Make = { Invoke-StageSql 'SELECT 1 AS a UNION ALL SELECT 2' | ForEach-Object { if ($_.a -eq 2) { $_.PSObject.TypeNames.Insert(0, 'Suite.Typed') }; $_ } } }
        @{ What = 'members that were asked for before others were added'; Make = { foreach ($n in 1, 2) { $i = Get-Item $folder; $null = @($i.PSObject.Members); $i | Add-Member Foo $n -PassThru } } }
        @{ What = 'entries and pairs'; Make = { @{ a = 1 }.GetEnumerator(); [Collections.Generic.KeyValuePair[string, int]]::new('b', 2) } }
        @{ What = 'structs'; Make = { [Collections.Specialized.BitVector32]::new(5); [Collections.Generic.KeyValuePair[string, int]]::new('b', 2) } }
    ) {
        Update-TypeData -TypeName Suite.Typed -MemberType ScriptProperty -MemberName c -Value { 'added' } -Force
        try {
            $objects = @(& $Make)
            $objects | Export-StageData '@s/differ.ndjson' -Force
            $read = (Read-Exported differ.ndjson).TrimEnd() -split "`n"
            $read.Count | Should -Be $objects.Count
            for ($i = 0; $i -lt $objects.Count; $i++) {
                $names = $objects[$i] -is [Collections.IDictionary] ? $objects[$i].Keys : ($objects[$i] | ConvertTo-Csv)[0].Trim('"') -split '","'
                ($read[$i] | ConvertFrom-Json -AsHashtable).Keys | Should -Be $names
            }
        }
        finally { Remove-TypeData -TypeName Suite.Typed; Remove-TypeData -TypeName StageTools.Row -ErrorAction Ignore }
    }
    It 'writes the entries of a hashtable as Export-Csv does' { $table = @{ a = 1 }; $table.GetEnumerator() | Export-StageData '@s/entries.csv' -Force; (Import-Csv "$folder/entries.csv" | ConvertTo-Csv) | Should -Be ($table.GetEnumerator() | ConvertTo-Csv) }
    It 'writes <_> as one value' -ForEach 1, 2L, 1.5, 3d, ([bigint]5), 'text', ([char]'c'), $true, ([DayOfWeek]::Friday), ([guid]::Empty), ([datetime]'2026-01-02'), ([datetimeoffset]'2026-01-02'), ([timespan]'1:00'), ([dateonly]'2026-01-02'), ([timeonly]'12:00') {
        $_ | Export-StageData '@s/value.csv' -Force
        ((Read-Exported value.csv) -split "`n")[0] | Should -BeExactly Value
    }

    It 'leaves nothing when what comes before it throws' {
        { 1..5000 | ForEach-Object { if ($_ -eq 4000) { throw 'upstream' }; $_ } | Export-StageData '@s/thrown.csv' } | Should -Throw upstream
        "$folder/thrown.csv" | Should -Not -Exist
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }
    It 'leaves the old file when what comes before it throws, with -Force too' {
        New-TestFile $folder @{ 'kept.csv' = 'old' }
        { 1..5000 | ForEach-Object { if ($_ -eq 4000) { throw 'upstream' }; $_ } | Export-StageData '@s/kept.csv' -Force } | Should -Throw upstream
        Read-Exported kept.csv | Should -Be old
    }
    It 'leaves nothing when a value cannot be held' {
        (Get-FirstError { [pscustomobject]@{ A = "half a pair `u{d83d}" } | Export-StageData '@s/half.csv' }).FullyQualifiedErrorId | Should -BeLike 'ValueNotRepresentable,*'
        "$folder/half.csv" | Should -Not -Exist
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }
}

Describe 'The export policy' {
    BeforeAll { Enter-TestHome; $script:out = New-TestFolder }
    AfterAll { Exit-TestHome }
    BeforeEach { Get-Stage | Remove-Stage -Force }

    It 'lets data go anywhere while there is no stage' { 1 | Export-StageData "$out/none.csv"; "$out/none.csv" | Should -Exist }
    It 'lets data go anywhere while none is enabled' { $null = New-Stage off -Disabled; 1 | Export-StageData "$out/off.csv"; "$out/off.csv" | Should -Exist }
    It 'lets data go to a file:// URL then' { 1 | Export-StageData "file://$out/url.csv"; "$out/url.csv" | Should -Exist }
    It 'refuses any path while a stage is enabled: <_>' -ForEach '{0}/no.csv', 'file://{0}/no.csv', 's3://bucket/no.csv' {
        $null = New-Stage on
        $found = Get-FirstError { 1 | Export-StageData ($_ -f $out) }
        $found.FullyQualifiedErrorId | Should -BeLike 'StageRequired,*'
        $found.Exception.Message | Should -BeLike 'stage exists, please try to check and use a stage instead*'
        "$out/no.csv" | Should -Not -Exist
    }
    It 'lets data go to a stage while one is enabled' { $null = New-Stage on; (1 | Export-StageData '@on/a.csv').Files | Should -Be '@on/a.csv' }
    It 'refuses a disabled stage, and says how to enable it' {
        $null = New-Stage off -Disabled
        $found = Get-FirstError { 1 | Export-StageData '@off/a.csv' }
        $found.FullyQualifiedErrorId | Should -BeLike 'StageDisabled,*'
        $found.Exception.Message | Should -BeLike '*off*Set-Stage*'
    }
    It 'relative paths in a folder are outside all stages' { $null = New-Stage on; Push-Location $out; try { (Get-FirstError { 1 | Export-StageData no.csv }).FullyQualifiedErrorId | Should -BeLike 'StageRequired,*' } finally { Pop-Location } }
}
