# The help: each cmdlet has a page, Get-Help shows it, and the examples do what the pages say.
#
# A page's examples are run in order, as if typed at the prompt one statement after another, in a session of their own with a catalog of its own.
# The session begins in an empty folder with the files, the stage and the vault of $world, and with an S3 server whose bucket acme-lake is there and empty:
# beside it a name that no other run has. Pages whose examples speak of a lake are left out where there is no server. The database of a team is on the PostgreSQL server,
# new and empty, and the session's user is its superuser; what speaks of db.acme.example is left out where there is none. An `output` block behind a `powershell` block is what it prints;
# blanks, times, generated ids and the name of the folder (in the pages /data) may differ.

BeforeDiscovery {
    . "$PSScriptRoot/Setup.ps1"
    $root = Split-Path $PSScriptRoot
    $cmdlets = (Import-PowerShellDataFile (Join-Path $root 'StageTools.psd1')).CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $topics = Get-ChildItem (Join-Path $root 'docs' 'en-US') -Filter about_*.md | ForEach-Object { @{ Topic = $_.BaseName; File = $_.FullName } }
    $hasPlatyPS = [bool](Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE 1.0.0)
}

BeforeAll {
    $root = Split-Path $PSScriptRoot
    $module = Join-Path $root 'out' 'StageTools' 'StageTools.psd1'
    $buildHelp = Join-Path $root 'docs' 'Build-Help.ps1'
    . "$PSScriptRoot/Setup.ps1"
    $script:Server = Get-BucketServer
    $script:Postgres = Get-PostgresServer
    $script:Team = 'db.acme.example/stages'

    $world = @'
$null = New-Item -ItemType Directory 2026/refunds
@{
    '2026/q1.csv'         = "Id,Customer,Amount,Paid`n1,Ada,1200.50,true`n2,Grace,80,false`n"
    '2026/q2.csv'         = "Id,Customer,Amount,Paid`n3,Edsger,75.25,true`n"
    '2026/refunds/q1.csv' = "Id,Customer,Amount,Paid`n2,Grace,-80,true`n"
    'notes.txt'           = "Ask Ada about Q2.`nClosed on July 1st.`n"
}.GetEnumerator() | ForEach-Object {
    [IO.File]::WriteAllText((Join-Path $PWD $_.Key), $_.Value)
    (Get-Item $_.Key).LastWriteTimeUtc = '2026-07-01T09:30:00'
}
$null = New-Stage sales -Comment 'Orders by quarter'
Copy-StageFile 2026 '@sales/2026/' -Recurse
Copy-StageFile notes.txt '@sales/'
# A vault, as Microsoft.PowerShell.SecretManagement opens one.
function Get-Secret($Name) {
    if ($Name -eq 'lake' -and $env:AWS_ACCESS_KEY_ID) {
        return [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString $env:AWS_SECRET_ACCESS_KEY -AsPlainText))
    }

    [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' -AsPlainText))
}
'@

    # Prints a line of a mark before each block.
    $session = @'
$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
[Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
Import-Module $env:STAGETOOLS_DOCS_MODULE
. ([scriptblock]::Create((Get-Content $env:STAGETOOLS_DOCS_WORLD -Raw)))
$errors = $null
foreach ($block in ConvertFrom-Json (Get-Content $env:STAGETOOLS_DOCS_BLOCKS -Raw)) {
    [Console]::Out.WriteLine('@@@@')
    foreach ($statement in [Management.Automation.Language.Parser]::ParseInput($block, [ref] $null, [ref] $errors).EndBlock.Statements) {
        . ([scriptblock]::Create($statement.Extent.Text)) | Out-String -Width 200 -Stream | ForEach-Object { [Console]::Out.WriteLine($_) }
    }
}
'@

    # Runs blocks in a session of their own; what each printed, and all that went wrong.
    function Invoke-Session([string[]] $Block) {
        $folder = Join-Path ([IO.Path]::GetTempPath()) "st$([guid]::NewGuid().ToString('N').Substring(0, 8))"
        $work = (New-Item -ItemType Directory (Join-Path $folder 'work')).FullName
        $script = Join-Path $folder 'session.ps1'
        $bucket = $Server -and "$Block" -cmatch '\blake\b' ? "acme-lake-$([guid]::NewGuid().ToString('N'))" : ''
        try {
            if ($bucket) { $null = Invoke-S3 PUT $bucket }
            $database = $Postgres -and "$Block".Contains($Team) ? "stagetools_docs_$([guid]::NewGuid().ToString('N'))" : ''
            if ($database) { $null = Invoke-Psql "CREATE DATABASE $database" }
            $session | Set-Content $script
            $world | Set-Content (Join-Path $folder 'world.ps1')
            $there = $database ? "$($Postgres.POSTGRES_HOST):$($Postgres.POSTGRES_PORT)/$database" : $Team
            ConvertTo-Json @(($Block -creplace '\bacme-lake\b', ($bucket ? $bucket : 'acme-lake')).Replace($Team, $there)) | Set-Content (Join-Path $folder 'blocks.json')
            $environment = @{
                STAGETOOLS_HOME = Join-Path $folder 'home'; STAGETOOLS_DOCS_MODULE = $module
                STAGETOOLS_DOCS_WORLD = Join-Path $folder 'world.ps1'; STAGETOOLS_DOCS_BLOCKS = Join-Path $folder 'blocks.json'
            }
            Get-ChildItem Env:AWS_* | ForEach-Object { $environment[$_.Name] = $null }
            if ($bucket) {
                $environment += @{ AWS_ENDPOINT_URL_S3 = $Server.S3_ENDPOINT }
                $environment['AWS_ACCESS_KEY_ID'], $environment['AWS_SECRET_ACCESS_KEY'] = $Server.S3_ACCESS_KEY, $Server.S3_SECRET_KEY
            }

            if ($database) { $environment += @{ PGUSER = $Postgres.POSTGRES_USER; PGPASSWORD = $Postgres.POSTGRES_PASSWORD } }
            $ended = Invoke-Program -Command ((Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File', $script) -Environment $environment -WorkingDirectory $work
            [pscustomobject]@{
                Printed  = @($ended.Output.Replace($work, '/data') -creplace '(?<=\bacme-lake)-[0-9a-f]{32}' -split '(?m)^@@@@\r?$' | Select-Object -Skip 1)
                Errors   = $ended.Error
                ExitCode = $ended.ExitCode
            }
        }
        finally {
            Remove-Item $folder -Recurse -Force
            if ($bucket) { Remove-TestBucket $bucket }
            if ($database) { $null = Invoke-Psql "DROP DATABASE $database WITH (FORCE)" }
        }
    }

    # The code blocks of a page's examples, each with the output it shows, if any.
    function Get-Example([string] $Path) {
        $page = Get-Content $Path -Raw
        $examples = ($page -replace "`r", '') -replace '(?s)\A.*\n## EXAMPLES\n', '' -replace '(?s)\n## PARAMETERS\n.*\z', ''
        # An example goes on from those before it.
        if ((-not $Server -and $examples -cmatch '\blake\b') -or (-not $Postgres -and $page.Contains($Team))) { return }
        foreach ($match in [regex]::Matches($examples, '(?s)```powershell\n(.*?)\n```(?:\n\n```output\n(.*?)\n```)?')) {
            [pscustomobject]@{ Code = $match.Groups[1].Value; Output = $match.Groups[2].Value }
        }
    }

    # Text without what may differ from run to run.
    function Get-Essence([string] $Text) {
        $Text -replace '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d', 'TIME' -replace '\b[0-9a-f]{32}\b|(?<=_)[0-9a-f]{32}(?=_)', 'ID' -replace '(True|False) +\d+\.\d ', '$1 MS ' -replace '\s'
    }
}

Describe 'The help of <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name -Full
    }

    It 'has a page' {
        Join-Path $root 'docs' 'en-US' "$Name.md" | Should -Exist
    }

    It 'says in one sentence what the cmdlet does' {
        # Without help of its own a cmdlet's synopsis is its syntax.
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis.TrimStart() | Should -Not -BeLike "$Name *"
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'shows three examples or more, each with its code' {
        $help.examples.example.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.examples.example) { $example.code | Should -Not -BeNullOrEmpty -Because $example.title }
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($parameter in (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            ($help.parameters.parameter | Where-Object name -EQ $parameter).description.Text | Should -Not -BeNullOrEmpty -Because "-$parameter wants a description"
        }
    }

    It 'leaves no placeholder and no fence' {
        $help | Out-String -Width 200 | Should -Not -Match '\{\{|```'
    }
}

Describe 'The examples of <Name>' -ForEach $cmdlets {
    BeforeAll {
        $examples = @(Get-Example (Join-Path $root 'docs' 'en-US' "$Name.md"))
        $run = $examples ? (Invoke-Session $examples.Code) : [pscustomobject]@{ Printed = @(); Errors = ''; ExitCode = 0 }
    }

    It 'run without an error' {
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Printed.Count | Should -Be $examples.Count
    }

    It 'print what the page shows' -Skip:$IsWindows {
        for ($i = 0; $i -lt $examples.Count; $i++) {
            Get-Essence $run.Printed[$i] | Should -BeExactly (Get-Essence $examples[$i].Output) -Because $examples[$i].Code
        }
    }
}

Describe 'The topic <Topic>' -ForEach $topics {
    It 'is found by Get-Help' {
        $text = Get-Help $Topic | Out-String
        foreach ($heading in 'TOPIC', 'SHORT DESCRIPTION', 'LONG DESCRIPTION', 'EXAMPLES', 'KEYWORDS', 'SEE ALSO') { $text | Should -MatchExactly "(?m)^$heading\r?$" }
    }

    It 'fits a console of 80 columns' {
        @(Get-Content $File | Where-Object Length -GT 80) | Should -BeNullOrEmpty
    }

    It 'has examples that run without an error' {
        $examples = ((Get-Content $File -Raw) -replace "`r", '') -replace '(?s)\A.*\nEXAMPLES\n', '' -replace '(?s)\nKEYWORDS\n.*\z', ''
        if (-not $Postgres -and $examples.Contains($Team)) { Set-ItResult -Skipped -Because 'there is no PostgreSQL server (tests/servers/start-postgres.sh starts one)'; return }
        $run = Invoke-Session $examples
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
    }
}

Describe 'Build-Help.ps1 -Check, where PlatyPS is installed' {
    BeforeAll {
        # What the script says of the docs beside it, and its exit code.
        function Test-Docs([string] $Script) {
            $ended = Invoke-Program -Command ((Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File', $Script, '-Check' + $args)
            [pscustomobject]@{ Said = ($ended.Output + $ended.Error).Trim(); ExitCode = $ended.ExitCode }
        }

        # Checks a copy of the docs that was changed.
        function Test-ChangedDocs([string] $Page, [string] $Pattern, [string] $Replacement) {
            $copy = Join-Path ([IO.Path]::GetTempPath()) "st$([guid]::NewGuid().ToString('N').Substring(0, 8))"
            try {
                foreach ($folder in 'docs', 'eng', 'src/StageTools/en-US') {
                    $null = New-Item -ItemType Directory (Join-Path $copy $folder)
                    Copy-Item (Join-Path $root $folder '*') (Join-Path $copy $folder) -Recurse
                }

                if ($Page) {
                    $file = Join-Path $copy 'docs' 'en-US' "$Page.md"
                    [IO.File]::WriteAllText($file, ((Get-Content $file -Raw) -replace "`r", '' -replace $Pattern, $Replacement))
                }

                Test-Docs (Join-Path $copy 'docs' 'Build-Help.ps1') -ModulePath $module
            }
            finally {
                Remove-Item $copy -Recurse -Force
            }
        }
    }

    It 'passes' -Skip:(-not $hasPlatyPS) {
        $result = Test-Docs $buildHelp
        $result.Said | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }

    It 'fails when a page says <What>' -Skip:(-not $hasPlatyPS) -ForEach @(
        @{ What = 'what the help file does not'; Pattern = '(?m)^Tries a stage: '; Replacement = 'Tries: '; Says = 'is not what the pages in docs/en-US give' }
        @{ What = 'nothing of a parameter'; Pattern = '(?s)### -Repair\n.*?(?=### )'; Replacement = ''; Says = "page of Test-Stage lacks the parameter '-Repair" }
        @{ What = 'something of a parameter that is none'; Pattern = '### -Repair'; Replacement = '### -Mend'; Says = 'page of Test-Stage' }
        @{ What = 'too little by example'; Pattern = '(?s)### Example 3.*?(?=## PARAMETERS)'; Replacement = ''; Says = 'page of Test-Stage has 2 examples' }
        @{ What = 'that something is to be filled in'; Pattern = '(?m)^Tries a stage: '; Replacement = '{{ Fill in }} '; Says = "still holds the placeholder" }
    ) {
        $result = Test-ChangedDocs Test-Stage $Pattern $Replacement
        $result.ExitCode | Should -Be 1
        $result.Said | Should -BeLike "docs: *$Says*"
    }
}
