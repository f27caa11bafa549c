# Dot-sourced by the BeforeAll of every suite: the built module, a catalog of the suite's own, and a culture that is the same everywhere.

$script:ModulePath = [IO.Path]::GetFullPath("$PSScriptRoot/../out/StageTools/StageTools.psd1")
Import-Module $script:ModulePath -Global

# What a careful user has in his names; every one is allowed on Linux and in a bucket.
$script:NastyNames = @(
    'a[1].txt', '[abc].txt', 'star*.txt', 'q?.txt', '100%.txt', '#1.txt', 'a:b.txt', "it's.txt", 'say "hi".txt', 'two words.txt', 'Grüße.txt', '日本.txt', '😀.txt',
    'back`tick.txt', 'dollar$x.txt', 'a;b,c.txt', '(x){y}.txt', '@at.txt', '~tilde.txt', '-dash.txt', 'a&b|c.txt', ' lead.txt', 'back\slash.txt', '.hidden', '%2e%2e.txt'
)

function Enter-TestHome {
    # An empty catalog in TestDrive, until Exit-TestHome.
    $script:Before = @{ Home = $env:STAGETOOLS_HOME; Culture = [cultureinfo]::CurrentCulture; Location = Get-Location; Progress = $global:ProgressPreference }
    [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
    $global:ProgressPreference = 'SilentlyContinue'
    $env:STAGETOOLS_HOME = Join-Path (Get-PSDrive TestDrive).Root "home-$([guid]::NewGuid().ToString('N'))"
}

function Exit-TestHome {
    Get-PSDrive -PSProvider Stage -ErrorAction Ignore | Where-Object Name -ne Stage | Remove-PSDrive -Force -Scope Global
    Set-Location $script:Before.Location
    $env:STAGETOOLS_HOME = $script:Before.Home
    [cultureinfo]::CurrentCulture = $script:Before.Culture
    $global:ProgressPreference = $script:Before.Progress
}

function New-TestFolder {
    # A new folder of the file system; its full path.
    (New-Item -ItemType Directory -Path (Join-Path (Get-PSDrive TestDrive).Root "folder-$([guid]::NewGuid().ToString('N'))")).FullName
}

function New-TestFile([string] $Folder, [hashtable] $Files) {
    # Files of the file system, by relative path, with exactly this text.
    foreach ($name in $Files.Keys) {
        $path = [IO.Path]::Combine($Folder, $name)
        [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
        [IO.File]::WriteAllText($path, $Files[$name])
    }
}

function New-FolderStage([string] $Name, [hashtable] $Files = @{}) {
    # A stage over a folder that holds these files; the folder.
    $folder = New-TestFolder
    New-TestFile $folder $Files
    [void](New-Stage $Name $folder)
    $folder
}

function Get-LeftPart([string] $Folder) {
    # Files that a writer began and did not finish.
    [IO.Directory]::EnumerateFiles($Folder, '.stagetools-*.part', 'AllDirectories')
}

function Get-FirstError([scriptblock] $Script) {
    # The first error record that a script writes or ends with.
    try {
        & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 1
    }
    catch {
        $_
    }
}

function Invoke-Child([string] $Script, [switch] $NoModule) {
    # Runs a script in a PowerShell of its own with nobody to answer questions; its output and errors as text, and its exit code.
    $import = $NoModule ? '' : "Import-Module '$script:ModulePath';"
    $text = "`$ErrorView = 'NormalView'; `$PSStyle.OutputRendering = 'PlainText'; `$ProgressPreference = 'SilentlyContinue'; $import $Script"
    $output = & pwsh -NoProfile -NonInteractive -EncodedCommand ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))) 2>&1 | Out-String
    [pscustomobject]@{ Output = $output.TrimEnd(); ExitCode = $LASTEXITCODE }
}

function Start-Shell([string] $Script) {
    # A runspace of this process that runs a script; Stop-Shell is Ctrl+C.
    $shell = [powershell]::Create([initialsessionstate]::CreateDefault())
    # One script, not two statements: PowerShell itself may fall over a batch that is stopped between two.
    [void]$shell.AddScript("Import-Module '$script:ModulePath'; $Script")
    [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
}

function Wait-Until([scriptblock] $Condition) {
    # Waits for what must come; a minute without it is an error.
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt 60) { throw "Waited a minute for: $Condition" }
        Start-Sleep -Milliseconds 5
    }
}

function Stop-Shell($Started) {
    # Ctrl+C; the state the pipeline ends in.
    $stopping = $Started.Shell.BeginStop($null, $null)
    if (-not $stopping.AsyncWaitHandle.WaitOne(60000)) { throw 'The pipeline did not stop within a minute.' }
    $Started.Shell.EndStop($stopping)
    $Started.Shell.InvocationStateInfo.State.ToString()
    $Started.Shell.Dispose()
}
