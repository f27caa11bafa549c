BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'Get-Content on a stage drive' {
    BeforeAll {
        Enter-TestHome
        $script:folder = New-FolderStage s @{ 'lines.txt' = "one`ntwo`nthree`n"; 'open.txt' = "one`ntwo"; 'crlf.txt' = "one`r`ntwo`r`n"; 'empty.txt' = ''; 'other.txt' = "four`n"; 'blank.txt' = "a`n`nb`n" }
        [IO.File]::WriteAllBytes("$folder/bytes.bin", [byte[]](0..255))
        [IO.File]::WriteAllText("$folder/utf16.txt", "eins`nzwei`n", [Text.Encoding]::Unicode)
        [IO.File]::WriteAllText("$folder/bom.txt", "äöü`n", [Text.UTF8Encoding]::new($true))
        [IO.File]::WriteAllBytes("$folder/latin1.txt", [Text.Encoding]::Latin1.GetBytes("äöü`n"))
        [IO.File]::WriteAllLines("$folder/many.txt", [string[]](1..50000))
    }
    AfterAll { Exit-TestHome }

    It 'reads lines' { Get-Content Stage:/s/lines.txt | Should -BeExactly one, two, three }
    It 'reads a last line without a line end' { Get-Content Stage:/s/open.txt | Should -BeExactly one, two }
    It 'reads lines that end in CR LF' { Get-Content Stage:/s/crlf.txt | Should -BeExactly one, two }
    It 'reads blank lines' { Get-Content Stage:/s/blank.txt | Should -BeExactly a, '', b }
    It 'reads an empty file as nothing' { Get-Content Stage:/s/empty.txt | Should -BeNullOrEmpty }
    It 'reads one text with -Raw' { $text = Get-Content Stage:/s/crlf.txt -Raw; $text | Should -BeOfType string; $text | Should -BeExactly "one`r`ntwo`r`n" }
    It 'reads bytes with -AsByteStream' { $bytes = Get-Content Stage:/s/bytes.bin -AsByteStream; $bytes[0] | Should -BeOfType byte; $bytes | Should -Be (0..255) }
    It 'reads one byte[] with -AsByteStream -Raw' { $bytes = Get-Content Stage:/s/bytes.bin -AsByteStream -Raw; , $bytes | Should -BeOfType byte[]; $bytes.Length | Should -Be 256; @(Get-Content Stage:/s/bytes.bin -AsByteStream -Raw | ForEach-Object { $_.GetType().Name }) | Should -Be 'Byte[]' }
    It 'reads blocks with -AsByteStream -ReadCount' { @(Get-Content Stage:/s/bytes.bin -AsByteStream -ReadCount 100 | ForEach-Object { $_.Count }) | Should -Be 100, 100, 56; @(Get-Content Stage:/s/bytes.bin -AsByteStream -ReadCount 0 | ForEach-Object { $_.Count }) | Should -Be 256 }
    It 'reads arrays of lines with -ReadCount' { @(Get-Content Stage:/s/lines.txt -ReadCount 2 | ForEach-Object { $_.Count }) | Should -Be 2, 1; @(Get-Content Stage:/s/lines.txt -ReadCount 0 | ForEach-Object { $_.Count }) | Should -Be 3 }
    It 'reads the first lines with -TotalCount' { Get-Content Stage:/s/lines.txt -TotalCount 2 | Should -Be one, two; Get-Content Stage:/s/lines.txt -Head 1 | Should -Be one; Get-Content Stage:/s/lines.txt -TotalCount 9 | Should -Be one, two, three; Get-Content Stage:/s/lines.txt -TotalCount 0 | Should -BeNullOrEmpty }
    It 'reads the first bytes with -TotalCount' { Get-Content Stage:/s/bytes.bin -AsByteStream -TotalCount 3 | Should -Be 0, 1, 2 }
    It 'reads the last lines with -Tail' { Get-Content Stage:/s/lines.txt -Tail 2 | Should -Be two, three; Get-Content Stage:/s/open.txt -Tail 1 | Should -Be two; Get-Content Stage:/s/lines.txt -Tail 9 | Should -Be one, two, three; Get-Content Stage:/s/lines.txt -Tail 0 | Should -BeNullOrEmpty; Get-Content Stage:/s/crlf.txt -Last 1 | Should -Be two }
    It 'reads the last lines of a long file with -Tail' { Get-Content Stage:/s/many.txt -Tail 20000 | Should -Be (30001..50000) }
    It 'reads the last lines of a file in UTF-16 with -Tail' { Get-Content Stage:/s/utf16.txt -Tail 1 | Should -Be zwei; Get-Content Stage:/s/utf16.txt -Tail 1 -Encoding unicode | Should -Be zwei; Get-Content Stage:/s/utf16.txt -Tail 0 | Should -BeNullOrEmpty; Get-Content Stage:/s/lines.txt -Tail 0 -Delimiter n | Should -BeNullOrEmpty }
    It 'does not hold a file whose last lines cannot be read' -Skip:(-not $IsLinux) {
        [IO.File]::WriteAllBytes("$folder/broken.txt", [byte[]](0, 0xD8, 97, 0))
        { Get-Content Stage:/s/broken.txt -Tail 1 -Encoding ([Text.UnicodeEncoding]::new($false, $false, $true)) -ErrorAction Stop } | Should -Throw -ErrorId 'System.Text.DecoderFallbackException,*'
        (Get-ChildItem /proc/self/fd | ForEach-Object LinkTarget) -match 'broken\.txt' | Should -BeNullOrEmpty
    }
    It 'reads the last bytes with -Tail -AsByteStream' { Get-Content Stage:/s/bytes.bin -AsByteStream -Tail 2 | Should -Be 254, 255 }
    It 'reads the last lines of several files' { Get-Content Stage:/s/lines.txt, Stage:/s/other.txt -Tail 1 | Should -Be three, four }
    It 'takes together never <_>' -ForEach '-Raw -Tail 1', '-Raw -TotalCount 1', '-Raw -Head 1', '-Raw -Delimiter n', '-Raw -Wait', '-AsByteStream -Delimiter n' {
        (Get-FirstError ([scriptblock]::Create("Get-Content Stage:/s/lines.txt $_"))).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        (Get-FirstError ([scriptblock]::Create("Get-Item Stage:/s/lines.txt | Get-Content $_"))).FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
    }
    It 'goes by a byte order mark' { Get-Content Stage:/s/utf16.txt | Should -Be eins, zwei; Get-Content Stage:/s/bom.txt | Should -BeExactly äöü }
    It 'takes -Encoding: <_>' -ForEach 'latin1', 'iso-8859-1', 28591, ([Text.Encoding]::Latin1) { Get-Content Stage:/s/latin1.txt -Encoding $_ | Should -BeExactly äöü }
    It 'refuses an encoding that is none' { { Get-Content Stage:/s/latin1.txt -Encoding klingon } | Should -Throw '*not an encoding*' }
    It 'reads several files, and what a wildcard finds' { Get-Content Stage:/s/open.txt, Stage:/s/other.txt | Should -Be one, two, four; Get-Content Stage:/s/o*.txt | Should -Be one, two, four }
    It 'takes -Include, -Exclude and -Filter' { Get-Content Stage:/s/* -Include o*.txt -Exclude open* | Should -Be four; Get-Content Stage:/s/* -Filter oth* | Should -Be four }
    It 'reads the first line without the rest' { Get-Content Stage:/s/many.txt | Select-Object -First 1 | Should -Be 1 }
    It 'reads items from the pipeline' { Get-ChildItem Stage:/s/o*.txt | Get-Content | Should -Be one, two, four }
    It 'takes its own parameters for items from the pipeline, wherever the location is' {
        Get-Item Stage:/s/lines.txt | Get-Content -Raw | Should -BeExactly "one`ntwo`nthree`n"
        Get-Item Stage:/s/bytes.bin | Get-Content -AsByteStream | Should -Be (0..255)
        Get-Item Stage:/s/latin1.txt | Get-Content -Encoding latin1 | Should -BeExactly äöü
        Get-Item Stage:/s/lines.txt | Get-Content -Tail 1 | Should -Be three
    }
    It 'reads what Get-StageFile found, by its PSPath' { Get-StageFile '@s/other.txt' | ForEach-Object { Get-Content -LiteralPath $_.PSPath } | Should -Be four }
    It 'gives lines that know where they come from' { (Get-Content Stage:/s/lines.txt)[1].ReadCount | Should -Be 2 }
    It 'is what ${Stage:/s/other.txt} reads' { ${Stage:/s/other.txt} | Should -Be four }
    It 'is what Select-String searches' { (Get-Content Stage:/s/lines.txt | Select-String two).Line | Should -Be two }
    It 'does not read a folder or a stage' { (Get-FirstError { Get-Content Stage:/s }).FullyQualifiedErrorId | Should -BeLike 'PathInvalid,*' }
    It 'misses a file that is not there' { { Get-Content Stage:/s/nosuch.txt -ErrorAction Stop } | Should -Throw '*nosuch*' }
}

Describe 'Set-Content, Add-Content and Clear-Content on a stage drive' {
    BeforeAll { Enter-TestHome; function Read-Stored($Key) { [IO.File]::ReadAllText("$folder/$Key") } }
    AfterAll { Exit-TestHome }
    BeforeEach { $script:folder = New-TestFolder; New-TestFile $folder @{ 'old.txt' = "old`n" }; $null = New-Stage s $folder -Force }
    AfterEach { Get-LeftPart $folder | Should -BeNullOrEmpty }

    It 'Set-Content writes lines' { 'a', 'b' | Set-Content Stage:/s/x.txt; Read-Stored x.txt | Should -BeExactly "a$([Environment]::NewLine)b$([Environment]::NewLine)" }
    It 'Set-Content writes -Value' { Set-Content Stage:/s/x.txt -Value a, b; Get-Content "$folder/x.txt" | Should -Be a, b }
    It 'Set-Content replaces the old file' { Set-Content Stage:/s/old.txt new; Get-Content "$folder/old.txt" | Should -Be new }
    It 'Set-Content makes the folders on the way' { Set-Content Stage:/s/a/b/c.txt x; "$folder/a/b/c.txt" | Should -Exist }
    It 'Set-Content -NoNewline writes no line ends' { 'a', 'b' | Set-Content Stage:/s/x.txt -NoNewline; Read-Stored x.txt | Should -BeExactly ab }
    It 'Set-Content -AsByteStream writes bytes, one by one and as an array' { [byte[]](1, 2, 255) | Set-Content Stage:/s/x.bin -AsByteStream; Set-Content Stage:/s/y.bin ([byte[]](1, 2, 255)) -AsByteStream; [IO.File]::ReadAllBytes("$folder/x.bin") | Should -Be 1, 2, 255; [IO.File]::ReadAllBytes("$folder/y.bin") | Should -Be 1, 2, 255 }
    It 'Set-Content -AsByteStream refuses what is no byte, and the old file stays' { { Set-Content Stage:/s/old.txt 300 -AsByteStream -ErrorAction Stop } | Should -Throw -ErrorId 'ProviderContentWriteError,*'; Read-Stored old.txt | Should -BeExactly "old`n" }
    It 'Set-Content writes UTF-8 without a byte order mark' { Set-Content Stage:/s/x.txt ä -NoNewline; [IO.File]::ReadAllBytes("$folder/x.txt") | Should -Be 0xc3, 0xa4 }
    It 'Set-Content -Encoding <Name> writes it' -ForEach @{ Name = 'utf8BOM'; Bytes = 0xef, 0xbb, 0xbf, 0xc3, 0xa4 }, @{ Name = 'unicode'; Bytes = 0xff, 0xfe, 0xe4, 0 }, @{ Name = 'latin1'; Bytes = @(0xe4) }, @{ Name = 'utf8'; Bytes = 0xc3, 0xa4 }, @{ Name = 'ascii'; Bytes = @(63) }, @{ Name = 'bigendianunicode'; Bytes = 0xfe, 0xff, 0, 0xe4 } {
        Set-Content Stage:/s/x.txt ä -NoNewline -Encoding $Name
        [IO.File]::ReadAllBytes("$folder/x.txt") | Should -Be $Bytes
    }
    It 'Set-Content -Value @() makes an empty file' { Set-Content Stage:/s/old.txt -Value @(); Read-Stored old.txt | Should -BeExactly '' }
    It 'Set-Content of nothing from the pipeline changes nothing, as on any drive' { @() | Set-Content Stage:/s/old.txt; Read-Stored old.txt | Should -BeExactly "old`n" }
    It 'Set-Content -PassThru returns what it wrote' { 'a' | Set-Content Stage:/s/x.txt -PassThru | Should -Be a }
    It 'Set-Content writes to several files' { Set-Content Stage:/s/x.txt, Stage:/s/y.txt both; Get-Content Stage:/s/?.txt | Should -Be both, both }
    It 'Set-Content writes to items from the pipeline' { Get-Item Stage:/s/old.txt | Set-Content -Value piped; Get-Content "$folder/old.txt" | Should -Be piped }
    It 'Set-Content takes its own parameters for items from the pipeline' { Get-Item Stage:/s/old.txt | Set-Content -Value ä -NoNewline -Encoding latin1; [IO.File]::ReadAllBytes("$folder/old.txt") | Should -Be 0xe4 }
    It 'Set-Content to ${Stage:/s/x.txt} works as well' { ${Stage:/s/x.txt} = 'assigned'; Get-Content "$folder/x.txt" | Should -Be assigned }
    It 'Set-Content keeps the whole of a long file' { 1..30000 | Set-Content Stage:/s/x.txt; (Get-Content "$folder/x.txt").Count | Should -Be 30000 }
    It 'Set-Content leaves the old file when what comes before it throws' { { 1..5000 | ForEach-Object { if ($_ -eq 4000) { throw 'upstream' }; $_ } | Set-Content Stage:/s/old.txt } | Should -Throw upstream; Read-Stored old.txt | Should -BeExactly "old`n" }
    It 'Set-Content leaves no new file when what comes before it throws' { { 1..5000 | ForEach-Object { if ($_ -eq 4000) { throw 'upstream' }; $_ } | Set-Content Stage:/s/new.txt } | Should -Throw upstream; "$folder/new.txt" | Should -Not -Exist }
    It 'Set-Content leaves the old file when what comes after it throws' { { 1..5 | Set-Content Stage:/s/old.txt -PassThru | ForEach-Object { throw 'downstream' } } | Should -Throw downstream; Read-Stored old.txt | Should -BeExactly "old`n" }
    It 'Set-Content to an item from the pipeline never empties the old file first' {
        { Get-Item Stage:/s/old.txt | Set-Content -Value 300 -AsByteStream -ErrorAction Stop } | Should -Throw -ErrorId 'ProviderContentWriteError,*'
        Read-Stored old.txt | Should -BeExactly "old`n"
    }
    It 'Set-Content to an item from the pipeline leaves the old file when it fails, also at <_>' -ForEach 'Env:', 'Variable:', 'Function:', 'Alias:', 'Stage:', '/' {
        Push-Location $_
        $bad = [pscustomobject]@{ a = 1 } | Add-Member ScriptMethod ToString { throw 'no text' } -Force -PassThru
        try { { Get-Item Stage:/s/old.txt | Set-Content -Value 'new', $bad -ErrorAction Stop } | Should -Throw '*no text*' } finally { Pop-Location }
        Read-Stored old.txt | Should -BeExactly "old`n"
    }
    It 'Set-Content and Clear-Content of an item from the pipeline do what they say at <_>' -ForEach 'Env:', 'Variable:', 'Stage:', '/' {
        Push-Location $_
        try {
            Get-Item Stage:/s/old.txt | Set-Content -Value new
            Read-Stored old.txt | Should -BeExactly "new$([Environment]::NewLine)"
            Get-Item Stage:/s/old.txt | Clear-Content
            Read-Stored old.txt | Should -BeExactly ''
        }
        finally { Pop-Location }
    }
    It 'Set-Content refuses a disabled stage, and the old file stays' { Set-Stage s -Enabled:$false; { Set-Content Stage:/s/old.txt new -ErrorAction Stop } | Should -Throw '*disabled*'; Read-Stored old.txt | Should -BeExactly "old`n" }

    It 'Add-Content appends' { Add-Content Stage:/s/old.txt more; Get-Content "$folder/old.txt" | Should -Be old, more }
    It 'Add-Content makes a file that is not there' { Add-Content Stage:/s/x/new.txt first; Get-Content "$folder/x/new.txt" | Should -Be first }
    It 'Add-Content takes -NoNewline, -Encoding and -AsByteStream' {
        Add-Content Stage:/s/old.txt ä -NoNewline -Encoding latin1
        Add-Content Stage:/s/old.txt ([byte[]](0)) -AsByteStream
        [IO.File]::ReadAllBytes("$folder/old.txt") | Should -Be 111, 108, 100, 10, 0xe4, 0
    }
    It 'Add-Content writes a byte order mark at the beginning alone' { Add-Content Stage:/s/x.txt a -NoNewline -Encoding utf8BOM; Add-Content Stage:/s/x.txt b -NoNewline -Encoding utf8BOM; [IO.File]::ReadAllBytes("$folder/x.txt") | Should -Be 0xef, 0xbb, 0xbf, 97, 98 }
    It 'Add-Content goes on in the encoding of the mark, else in that of -Encoding, as in the file system' {
        $plain = Join-Path (New-TestFolder) 'x.txt'
        foreach ($first in 'ascii', 'latin1', 'utf8', 'utf8BOM', 'unicode', 'bigendianunicode', 'utf32', 'bigendianutf32') {
            foreach ($then in @{}, @{ Encoding = 'ascii' }, @{ Encoding = 'latin1' }, @{ Encoding = 'utf8' }, @{ Encoding = 'utf8BOM' }, @{ Encoding = 'unicode' }, @{ Encoding = 'utf32' }) {
                # PowerShell takes the mark of UTF-32 for that of UTF-16, which it begins with, where that was asked for.
                if ($first -eq 'utf32' -and $then.Encoding -eq 'unicode') { continue }
                foreach ($path in 'Stage:/s/x.txt', $plain) { Set-Content $path ä -NoNewline -Encoding $first; Add-Content $path ö -NoNewline @then }
                [IO.File]::ReadAllBytes("$folder/x.txt") | Should -Be ([IO.File]::ReadAllBytes($plain)) -Because "$first, $($then.Values)"
            }
        }
    }
    It 'Add-Content of two at once keeps each line, or tells that it was not written' {
        $told = 'a', 'b' | ForEach-Object -ThrottleLimit 2 -Parallel {
            Import-Module $using:ModulePath
            $letter = $_
            foreach ($n in 1..40) {
                Add-Content Stage:/s/log.txt $letter -ErrorAction SilentlyContinue -ErrorVariable failed
                if (-not $failed) { $letter } elseif ($failed[0].FullyQualifiedErrorId -notlike 'ChecksumMismatch,*') { "$($failed[0])" }
            }
        }
        $told.Count | Should -BeGreaterThan 1
        Get-Content "$folder/log.txt" | Sort-Object | Should -Be ($told | Sort-Object)
    }
    It 'Add-Content leaves the old file when what comes before it throws' { { 1..5000 | ForEach-Object { if ($_ -eq 4000) { throw 'upstream' }; $_ } | Add-Content Stage:/s/old.txt } | Should -Throw upstream; Read-Stored old.txt | Should -BeExactly "old`n" }
    It 'Clear-Content empties a file' { Clear-Content Stage:/s/old.txt; Read-Stored old.txt | Should -BeExactly '' }
    It 'Clear-Content takes a wildcard and the pipeline' { New-TestFile $folder @{ 'b.txt' = 'b' }; Clear-Content Stage:/s/o*.txt; Get-Item Stage:/s/b.txt | Clear-Content; Read-Stored old.txt | Should -BeExactly ''; Read-Stored b.txt | Should -BeExactly '' }
    It 'Clear-Content misses a file that is not there' { { Clear-Content Stage:/s/nosuch.txt -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'; "$folder/nosuch.txt" | Should -Not -Exist }
    It 'Out-File refuses a stage drive, and says so' { { 'x' | Out-File Stage:/s/x.txt -ErrorAction Stop } | Should -Throw -ErrorId 'ReadWriteFileNotFileSystemProvider,*' }
}

Describe 'What is no text, on a stage drive as in the file system, in the culture <_>' -ForEach 'en-US', 'de-DE' {
    BeforeDiscovery {
        $values = @(
            @{ What = 'custom objects'; Make = { [pscustomobject]@{ Name = 'a'; Size = 1 }, [pscustomobject]@{ Name = 'b'; Size = $null } } }
            @{ What = 'what Select-Object gives'; Make = { Get-Item / | Select-Object Name, PSIsContainer } }
            @{ What = 'an object with a ToString of its own'; Make = { [pscustomobject]@{ a = 1 } | Add-Member ScriptMethod ToString { 'mine' } -Force -PassThru } }
            @{ What = 'numbers'; Make = { 1, -2L, 1.5, 1e300, 0.1, 3.10d, [single]0.1, [bigint]::Pow(10, 40), [byte]7, [double]::NaN } }
            @{ What = 'moments and spans'; Make = { [datetime]::new(2026, 1, 2, 3, 4, 5), [timespan]::FromHours(26), [datetimeoffset]::new(2026, 1, 2, 3, 4, 5, [timespan]::Zero), [dateonly]::new(2026, 1, 2) } }
            @{ What = 'texts and characters'; Make = { 'a', '', [char]'c', "two`nlines" } }
            @{ What = 'nulls'; Make = { 'a', $null, 'b' } }
            @{ What = 'booleans and enums'; Make = { $true, $false, [DayOfWeek]::Friday } }
            @{ What = 'arrays'; Make = { , (1, 2); , (3, (4, 5)); , [int[]](6, 7); , [byte[]](8, 9) } }
            @{ What = 'dictionaries and their entries'; Make = { @{ a = 1 }; ([ordered]@{ b = 2 }).GetEnumerator() } }
            @{ What = 'files'; Make = { Get-Item $PSScriptRoot } }
            @{ What = 'types, versions, addresses'; Make = { [int]; [version]'1.2'; [uri]'http://a/b'; [guid]::Empty; [ipaddress]::Loopback } }
            @{ What = 'script blocks and XML'; Make = { { 1 + 1 }; ([xml]'<a><b>1</b></a>').a } }
        )
    }
    BeforeAll { Enter-TestHome; [cultureinfo]::CurrentCulture = $_; $script:folder = New-FolderStage s; $script:plain = Join-Path (New-TestFolder) 'plain.txt' }
    AfterAll { Exit-TestHome }

    It 'Set-Content and Add-Content write <What>' -ForEach $values {
        & $Make | Set-Content Stage:/s/x.txt
        & $Make | Set-Content $plain
        [IO.File]::ReadAllText("$folder/x.txt") | Should -BeExactly ([IO.File]::ReadAllText($plain))
        Add-Content Stage:/s/x.txt (& $Make) -NoNewline
        Add-Content $plain (& $Make) -NoNewline
        [IO.File]::ReadAllText("$folder/x.txt") | Should -BeExactly ([IO.File]::ReadAllText($plain))
        [IO.File]::ReadAllText($plain) | Should -Not -BeNullOrEmpty
    }
    It 'Set-Content -AsByteStream writes whole numbers from 0 to 255' { Set-Content Stage:/s/x.bin (0, 255L, 65.0, 66d, [byte]1, [byte[]](2, 3)) -AsByteStream; [IO.File]::ReadAllBytes("$folder/x.bin") | Should -Be 0, 255, 65, 66, 1, 2, 3 }
    It 'Set-Content -AsByteStream refuses <_>, and the old file stays' -ForEach 65.5, -1, 256, 65.4d, 'A', '65', $true, [double]::NaN, ([char]'A'), ([datetime]::MinValue), @{ a = 1 } {
        [IO.File]::WriteAllText("$folder/x.bin", 'old')
        $value = $_
        { $value | Set-Content Stage:/s/x.bin -AsByteStream -ErrorAction Stop } | Should -Throw -ErrorId 'ProviderContentWriteError,*'
        [IO.File]::ReadAllText("$folder/x.bin") | Should -BeExactly old
    }
}
