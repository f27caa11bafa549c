BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Export-StageData from a database' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s
        $script:db = Join-Path (New-TestFolder) 'shop.db'
        [pscustomobject]@{ Id = 1; Name = 'Ada'; Paid = $true }, [pscustomobject]@{ Id = 2; Name = $null; Paid = $false } | Export-StageData '@s/people.csv'
        $null = Import-StageData '@s/people.csv' -Into people -Database $db
        function Read-Exported($Key) { [IO.File]::ReadAllText("$folder/$Key") }
    }
    AfterAll { Exit-TestHome }

    It 'writes a table' { (Export-StageData '@s/t.csv' -Database $db -Table people).RowsUnloaded | Should -Be 2; Read-Exported t.csv | Should -BeLike "Id,Name,Paid`n1,Ada,*`n2,,*`n" }
    It 'writes a query' { Export-StageData '@s/q.csv' -Database $db -Query 'SELECT Name AS who FROM people WHERE Id = 1'; Read-Exported q.csv | Should -BeExactly "who`nAda`n" }
    It 'takes a path relative to the current location' { Push-Location (Split-Path $db); try { (Export-StageData '@s/rel.csv' -Database ./shop.db -Table people).RowsUnloaded | Should -Be 2 } finally { Pop-Location } }
    It 'writes nothing with -WhatIf' { Export-StageData '@s/w.csv' -Database $db -Table people -WhatIf; "$folder/w.csv" | Should -Not -Exist }
    It 'refuses <Why> as <Id>, and leaves nothing' -ForEach @(
        @{ Why = 'a statement that changes data'; Id = 'DatabaseInvalid'; With = @{ Query = 'DELETE FROM people' } }
        @{ Why = 'two statements'; Id = 'DatabaseInvalid'; With = @{ Query = 'SELECT 1; SELECT 2' } }
        @{ Why = 'a table that is not there'; Id = 'DatabaseInvalid'; With = @{ Table = 'nobody' } }
        @{ Why = 'a name that is none'; Id = 'OptionInvalid'; With = @{ Table = 'a..b' } }
        @{ Why = 'a script for partitions'; Id = 'OptionInvalid'; With = @{ Table = 'people'; PartitionBy = { 'x' } } }
    ) {
        $fails = Get-FirstError { Export-StageData '@s/refused.csv' -Database $db @With }
        $fails.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$folder/refused.csv" | Should -Not -Exist
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }
    It 'refuses a file that is not there' { (Get-FirstError { Export-StageData '@s/x.csv' -Database "$folder/none.db" -Table t }).FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*' }
    It 'refuses what is no connection' { (Get-FirstError { Export-StageData '@s/x.csv' -Connection 42 -Table t }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*' }
    It 'never shows a connection string: <_>' -ForEach 'Host=127.0.0.1;Port=1;Username=u;Password=geheim;Database=d', 'Hust=x;Password=geheim', 'postgres://u:geheim@127.0.0.1:1/d', 'geheim' {
        $failed = Get-FirstError { Export-StageData '@s/x.csv' -Connection $_ -Table t -Verbose -Debug 4>&1 5>&1 }
        $failed.FullyQualifiedErrorId | Should -Match '^(OptionInvalid|DatabaseInvalid),'
        ($failed | Format-List * -Force | Out-String) -replace '(?m)^.*(Line|Script|Statement|BoundParameters).*$' | Should -Not -Match 'Message.*geheim'
        $failed.Exception.ToString() | Should -Not -Match 'geheim'
        "$($failed.TargetObject)" | Should -Not -Match 'geheim'
    }
}

Describe 'Export-StageData to several files' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s
        $script:rows = 1..100 | ForEach-Object { [pscustomobject]@{ Id = $_; Region = @('eu', 'us', $null)[$_ % 3] } }
    }
    AfterAll { Exit-TestHome }

    It 'splits by -MaxFileSize, as PowerShell writes sizes' {
        $done = $rows | Export-StageData '@s/a.csv' -MaxFileSize 0.25KB
        $done.Files[0..1] | Should -Be '@s/a.csv', '@s/a.csv.1'
        Get-ChildItem "$folder/a.csv*" | ForEach-Object { $_.Length | Should -BeLessOrEqual 256 }
        (Get-ChildItem "$folder/a.csv*" | ForEach-Object { Import-Csv $_ }).Count | Should -Be 100
    }
    It 'splits in a folder, under names of their own' { ($rows | Export-StageData '@s/many/' -MaxFileSize 1KB).Files | Should -Match '^@s/many/data_[0-9a-f]{32}_0000_0000000\d\.csv$' }
    It 'partitions by a column' {
        $null = $rows | Export-StageData '@s/by/' -PartitionBy Region
        (Get-ChildItem "$folder/by").Name | Sort-Object | Should -Be 'Region=_NULL_', 'Region=eu', 'Region=us'
        (Get-ChildItem "$folder/by/Region=us" -File | ForEach-Object { Import-Csv $_ }).Id | Should -Be (1..100 | Where-Object { $_ % 3 -eq 1 })
    }
    It 'partitions by a script' {
        $null = $rows | Export-StageData '@s/script/' -PartitionBy { 'half-{0}' -f ($_.Id -gt 50) }
        (Get-ChildItem "$folder/script").Name | Sort-Object | Should -Be 'half-False', 'half-True'
    }
    It 'partitions by what a script gives as by a column of it: <Script>' -ForEach @(
        @{ Script = { [DBNull]::Value }; Expected = '_NULL_' }
        @{ Script = { $null }; Expected = '_NULL_' }
        @{ Script = { [datetime]'2026-02-01' }; Expected = '2026-02-01T00%3A00%3A00' }
        @{ Script = { $true }; Expected = 'true' }
        @{ Script = { 'a/b' }; Expected = 'a' }
    ) {
        $null = $rows[0] | Export-StageData '@s/given/' -PartitionBy $Script
        (Get-ChildItem "$folder/given").Name | Should -BeExactly $Expected
        Remove-Item -LiteralPath "$folder/given" -Recurse
    }
    It 'refuses a script that gives <Why>' -ForEach @(
        @{ Why = 'two values'; By = { $_.Id; 'y' }; Id = 'OptionInvalid'; Said = '*gave 2 values for row 1*' }
        @{ Why = 'a list'; By = { , (1, 2) }; Id = 'ValueNotRepresentable'; Said = '*row 1: a list or object cannot name a folder*' }
        @{ Why = 'half of a character'; By = { "x`u{d83d}" }; Id = 'ValueNotRepresentable'; Said = '*half of a surrogate pair*' }
    ) {
        $found = Get-FirstError { $rows | Export-StageData '@s/refused/' -PartitionBy $By }
        $found.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $found.Exception.Message | Should -BeLike $Said
        "$folder/refused" | Should -Not -Exist
    }
    It 'refuses what is there already, by how many it is and what to do: <Why>' -ForEach @(
        @{ Why = 'a partition'; Key = 'again/by/'; With = @{ PartitionBy = 'Region' }; Said = '*Region=*holds 1 file*-Append*-Force*' }
        @{ Why = 'a partition of a script'; Key = 'again/script/'; With = @{ PartitionBy = { 'x' } }; Said = '*/x*holds 1 file*-Append*-Force*' }
        @{ Why = 'a folder'; Key = 'again/one/'; With = @{}; Said = '*one*holds 1 file*-Append*-Force*' }
        @{ Why = 'a folder of parts'; Key = 'again/parts/'; With = @{ MaxFileSize = 200 }; Said = '*parts*holds [2-9] files*-Append*-Force*' }
    ) {
        $null = $rows | Export-StageData "@s/$Key" @With
        $before = (Get-ChildItem "$folder/$Key" -Recurse -File).FullName
        $found = Get-FirstError { $rows | Export-StageData "@s/$Key" @With }
        $found.FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'
        $found.Exception.Message | Should -BeLike $Said
        (Get-ChildItem "$folder/$Key" -Recurse -File).FullName | Should -Be $before
        (Get-FirstError { $rows | Export-StageData "@s/$Key" @With -Validate }).FullyQualifiedErrorId | Should -BeLike 'FileAlreadyExists,*'

        $null = $rows | Export-StageData "@s/$Key" @With -Append
        (Get-ChildItem "$folder/$Key" -Recurse -File | ForEach-Object { Import-Csv $_ }).Count | Should -Be 200

        $null = $rows | Export-StageData "@s/$Key" @With -Force
        (Get-ChildItem "$folder/$Key" -Recurse -File | ForEach-Object { Import-Csv $_ }).Count | Should -Be 100
        Get-LeftPart $folder | Should -BeNullOrEmpty
    }
    It 'replaces exactly the partitions that rows go to, and in a folder of parts nothing else' {
        $null = $rows | Export-StageData '@s/some/' -PartitionBy Region
        $null = $rows | Where-Object Region -EQ us | Select-Object -First 3 | Export-StageData '@s/some/' -PartitionBy Region -Force
        (Get-ChildItem "$folder/some/Region=us" -File | ForEach-Object { Import-Csv $_ }).Count | Should -Be 3
        (Get-ChildItem "$folder/some/Region=eu" -File | ForEach-Object { Import-Csv $_ }).Count | Should -Be 33
        New-TestFile $folder @{ 'kept/notes.txt' = 'x' }
        $null = $rows | Export-StageData '@s/kept/' -MaxFileSize 200
        $null = $rows | Export-StageData '@s/kept/' -MaxFileSize 200 -Force
        "$folder/kept/notes.txt" | Should -Exist
        (Get-ChildItem "$folder/kept/data_*" | ForEach-Object { Import-Csv $_ }).Count | Should -Be 100
    }
    It 'leaves nothing of an older and longer row of numbered files with -Force' {
        $null = $rows | Export-StageData '@s/row.csv' -MaxFileSize 100
        $null = $rows | Select-Object -First 10 | Export-StageData '@s/row.csv' -MaxFileSize 100 -Force
        (Get-ChildItem "$folder/row.csv*" | ForEach-Object { Import-Csv $_ }).Count | Should -Be 10
    }
    It 'leaves the older files where an export with -Force fails' {
        $null = $rows | Export-StageData '@s/failed/' -PartitionBy Region
        $bad = @($rows) + [pscustomobject]@{ Id = "half `u{d83d}"; Region = 'us' }
        (Get-FirstError { $bad | Export-StageData '@s/failed/' -PartitionBy Region -Force }).FullyQualifiedErrorId | Should -BeLike 'ValueNotRepresentable,*'
        (Get-ChildItem "$folder/failed" -Recurse -File | ForEach-Object { Import-Csv $_ }).Count | Should -Be 100
    }
    It 'refuses -Append with <Why>' -ForEach @{ Why = '-Force'; Key = 'x/'; With = @{ Force = $true } }, @{ Why = 'one file'; Key = 'x.csv'; With = @{} } {
        (Get-FirstError { $rows | Export-StageData "@s/$Key" -Append @With }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        "$folder/$Key" | Should -Not -Exist
    }
    It 'refuses partitions of one file' { (Get-FirstError { $rows | Export-StageData '@s/one.csv' -PartitionBy Region }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'; "$folder/one.csv" | Should -Not -Exist }
    It 'refuses a script that leads out of the stage' { (Get-FirstError { $rows | Export-StageData '@s/out/' -PartitionBy { '../../out' } }).FullyQualifiedErrorId | Should -BeLike 'PathOutsideStage,*'; Get-LeftPart $folder | Should -BeNullOrEmpty }
    It 'returns a row a file with -DetailedOutput, and shows it' {
        $files = $rows | Export-StageData '@s/d.csv' -MaxFileSize 500 -DetailedOutput
        ($files | Measure-Object RowCount -Sum).Sum | Should -Be 100
        $files[1].FileName | Should -Be 'd.csv.1'
        $files[1].FileSize | Should -Be (Get-Item "$folder/d.csv.1").Length
        ($files | Format-Table | Out-String) | Should -Match 'FileSize\s+RowCount\s+Path'
    }
    It 'writes nothing with -Validate, and says what it would' {
        $preview = $rows | Export-StageData '@s/v.csv' -Validate
        $preview.RowCount | Should -Be 100
        $preview.Rows.Count | Should -Be 10
        $preview.Rows[2].Id | Should -Be 3
        $preview.Files | Should -Be '@s/v.csv'
        ($preview | Out-String) | Should -Match 'RowCount\s+: 100'
        "$folder/v.csv" | Should -Not -Exist
    }
    It 'takes a dialect and single options' {
        [pscustomobject]@{ A = 'x'; B = $null } | Export-StageData '@s/dialect.csv' -Dialect Databend
        [IO.File]::ReadAllText("$folder/dialect.csv") | Should -BeExactly "`"x`",\N`n"
        [pscustomobject]@{ A = 'x'; B = $null } | Export-StageData '@s/option.csv' -FormatOption @{ field_delimiter = '|'; null_display = 'nothing' }
        [IO.File]::ReadAllText("$folder/option.csv") | Should -BeExactly "A|B`nx|nothing`n"
    }
}

Describe 'Export-StageData to Parquet' {
    BeforeAll { Enter-TestHome; $script:folder = New-FolderStage s }
    AfterAll { Exit-TestHome }

    It 'is read back typed' {
        [pscustomobject]@{ Id = 1; Name = 'Ada'; When = [datetime]'2026-03-01'; Price = 1.50d; Ids = 1, 2 } | Export-StageData '@s/a.parquet'
        $row = Import-StageData '@s/a.parquet'
        $row.Id | Should -Be 1
        $row.When | Should -BeOfType datetime
        $row.Price | Should -BeOfType decimal
        $row.Ids | Should -Be 1, 2
    }
    It 'shows the types with -Validate' { ([pscustomobject]@{ Id = 1; Name = 'x' } | Export-StageData '@s/v.parquet' -Validate).Columns | Should -Be 'Id BIGINT', 'Name VARCHAR'; "$folder/v.parquet" | Should -Not -Exist }
    It 'takes a compression, and refuses one it has not' {
        1..10 | Export-StageData '@s/snappy.parquet' -Compression Snappy
        (Import-StageData '@s/snappy.parquet').Count | Should -Be 10
        (Get-FirstError { 1..10 | Export-StageData '@s/zlib.parquet' -Compression Zlib }).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }
    It 'has a column of several types as text' {
        $null = [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 'x' } | Export-StageData '@s/several.parquet'
        (Import-StageData '@s/several.parquet').A | Should -BeExactly '1', 'x'
    }
    It 'refuses bytes among other values, by name and row' {
        $failed = Get-FirstError { [pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = [byte[]](1, 2) } | Export-StageData '@s/mixed.parquet' }
        $failed.FullyQualifiedErrorId | Should -BeLike 'ValueNotRepresentable,*'
        $failed.Exception.Message | Should -BeLike "Column 'A', row 2:*"
        Get-ChildItem $folder -Filter mixed* | Should -BeNullOrEmpty
    }
}
