BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Values of the pipeline' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s
        function Read-Exported($Key) { [IO.File]::ReadAllText("$folder/$Key") }
        function Get-Nothing { }
        $script:table = [Data.DataTable]::new()
        $null = $table.Columns.Add('id', [int]), $table.Columns.Add('v', [int])
        $null = $table.Rows.Add(1, 5), $table.Rows.Add(2, [DBNull]::Value)
    }
    AfterAll { Exit-TestHome }

    It 'have NULL where <What> stands, in every format' -ForEach @(
        @{ What = 'the NULL of a DataTable'; Make = { $table.Rows } }
        @{ What = 'the NULL of a DataTable that Select-Object took'; Make = { $table.Rows | Select-Object id, v } }
        @{ What = 'DBNull in a dictionary'; Make = { @{ v = 5 }; @{ v = [DBNull]::Value } } }
        @{ What = 'what a command without output gives'; Make = { [pscustomobject]@{ v = 5 }; [pscustomobject]@{ v = Get-Nothing } } }
        @{ What = 'the NULL of a type of SQL'; Make = { [pscustomobject]@{ v = 5 }; [pscustomobject]@{ v = [Data.SqlTypes.SqlInt32]::Null } } }
    ) {
        $objects = @(& $Make)
        foreach ($format in 'csv', 'tsv', 'ndjson', 'json', 'parquet') {
            $null = $objects | Export-StageData "@s/null.$format" -Force
            $read = Import-StageData "@s/null.$format"
            $read[0].v | Should -Be 5 -Because $format
            $read[0].v | Should -BeOfType long -Because $format
            $null -eq $read[1].v | Should -BeTrue -Because $format
        }
    }
    It 'have it inside of lists and dictionaries too' {
        [pscustomobject]@{ l = 1, [DBNull]::Value, [Data.SqlTypes.SqlString]::Null; d = [ordered]@{ a = [DBNull]::Value; o = [pscustomobject]@{ b = Get-Nothing } } } | Export-StageData '@s/inside.ndjson'
        Read-Exported inside.ndjson | Should -BeExactly "{`"l`":[1,null,null],`"d`":{`"a`":null,`"o`":{`"b`":null}}}`n"
    }
    It 'are refused where two keys of one are written alike: <_>' -ForEach 'csv', 'tsv', 'ndjson', 'json', 'parquet' {
        $twins = @{ 1 = 'a' }
        $twins['1'] = 'b'
        $found = Get-FirstError { [pscustomobject]@{ x = $twins } | Export-StageData "@s/twins.$_" }
        $found.FullyQualifiedErrorId | Should -BeLike 'ValueNotRepresentable,*'
        $found.Exception.Message | Should -BeLike "Column 'x', row 1: *two keys that are written '1'*"
        "$folder/twins.$_" | Should -Not -Exist
    }
    It 'that are of a type of SQL are written as what they hold: <_>' -ForEach @(
        [Data.SqlTypes.SqlBinary]::new([byte[]](1, 2)), [Data.SqlTypes.SqlBytes]::new([byte[]](1, 2)), [Data.SqlTypes.SqlBoolean]$true, [Data.SqlTypes.SqlByte]5, [Data.SqlTypes.SqlInt16]5
        [Data.SqlTypes.SqlInt32]5, [Data.SqlTypes.SqlInt64]5, [Data.SqlTypes.SqlSingle]1.5, [Data.SqlTypes.SqlDouble]2.5, [Data.SqlTypes.SqlMoney]1.25, [Data.SqlTypes.SqlDateTime]::new(2026, 1, 2, 3, 4, 5)
        [Data.SqlTypes.SqlGuid]::new('00000000-0000-0000-0000-000000000001'), [Data.SqlTypes.SqlString]'x', [Data.SqlTypes.SqlChars]::new('xy'.ToCharArray())
    ) {
        [pscustomobject]@{ v = $_ } | Export-StageData '@s/sql.ndjson' -Force
        [pscustomobject]@{ v = $_.Value -is [char[]] ? [string]::new($_.Value) : $_.Value } | Export-StageData '@s/plain.ndjson' -Force
        Read-Exported sql.ndjson | Should -BeExactly (Read-Exported plain.ndjson)
    }
    It 'that are SqlDecimal keep their digits' {
        [pscustomobject]@{ v = [Data.SqlTypes.SqlDecimal]::Parse('12345678901234567890123456789012345.50') } | Export-StageData '@s/wide.ndjson'
        Read-Exported wide.ndjson | Should -BeExactly "{`"v`":12345678901234567890123456789012345.50}`n"
    }
    It 'that are of a type of SQL give a Parquet column its type' {
        ([pscustomobject]@{ n = [Data.SqlTypes.SqlInt32]5; b = [Data.SqlTypes.SqlBinary]::new([byte[]](1, 2)); d = [Data.SqlTypes.SqlDateTime]::new(2026, 1, 2) } | Export-StageData '@s/v.parquet' -Validate).Columns |
            Should -Be 'n BIGINT', 'b BLOB', 'd TIMESTAMP'
    }
}
