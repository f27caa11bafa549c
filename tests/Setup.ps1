# Dot-sourced by the BeforeAll of every suite: the built module, a catalog of the suite's own, and a culture that is the same everywhere.

. "$PSScriptRoot/../eng/Programs.ps1"
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

function Start-Child([string] $Script) {
    # Starts a script in a PowerShell of its own, with the module, for Stop-Program to end it.
    Start-Program -Command (Get-ScriptCommand "Import-Module '$script:ModulePath'; $Script")
}

function Invoke-Child([string] $Script, [switch] $NoModule) {
    # Runs a script in a PowerShell of its own with nobody to answer questions; its output and errors as text, and its exit code.
    $import = $NoModule ? '' : "Import-Module '$script:ModulePath';"
    $ended = Invoke-Program -Command (Get-ScriptCommand "`$ErrorView = 'NormalView'; `$PSStyle.OutputRendering = 'PlainText'; `$ProgressPreference = 'SilentlyContinue'; $import $Script")
    [pscustomobject]@{ Output = ($ended.Output + $ended.Error).TrimEnd(); ExitCode = $ended.ExitCode }
}

function Start-Shell([string] $Script) {
    # A runspace of this process that runs a script; Stop-Shell is Ctrl+C.
    $shell = [powershell]::Create([initialsessionstate]::CreateDefault())
    # One script, not two statements: PowerShell itself may fall over a batch that is stopped between two.
    [void]$shell.AddScript("Import-Module '$script:ModulePath'; $Script")
    [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
}

function Wait-Until([scriptblock] $Condition) {
    # Waits for what must come; two minutes without it are an error.
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt 120) { throw "Waited two minutes for: $Condition" }
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

# Stages on buckets. The S3 server is a real one, which tests/servers/start-s3.sh starts; STAGETOOLS_S3 names the file that tells of it.

function Get-BucketServer {
    # What the file tells, as a hashtable; nothing where no server runs, or where there is no other client of S3 to look at buckets with.
    $file = $env:STAGETOOLS_S3 ? $env:STAGETOOLS_S3 : (Join-Path ([IO.Path]::GetTempPath()) 'stagetools-s3' 'server.env')
    if (-not (Test-Path $file) -or -not (Get-Command aws -ErrorAction Ignore)) { return }
    $server = @{}
    foreach ($line in [IO.File]::ReadAllLines($file)) { $key, $value = $line -split '=', 2; $server[$key] = "$value".Trim("'") }
    # A file alone may be what a crash left behind.
    if (Test-Path "/proc/$($server.S3_MON_PID)") { $server }
}

function Enter-BucketHome {
    # As Enter-TestHome, with an empty bucket of the suite's own, and without whatever AWS settings this machine has; until Exit-BucketHome.
    Enter-TestHome
    $script:BeforeAws = @{}
    Get-ChildItem Env:AWS_*, Env:STAGETOOLS_STORAGE -ErrorAction Ignore | ForEach-Object { $script:BeforeAws[$_.Name] = $_.Value; Remove-Item "Env:$($_.Name)" }
    $env:AWS_CONFIG_FILE = $env:AWS_SHARED_CREDENTIALS_FILE = Join-Path $env:STAGETOOLS_HOME 'none'
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $script:Proxies = [Collections.Generic.List[object]]::new()
    $script:Server = Get-BucketServer
    $script:Bucket = "suite-$([guid]::NewGuid().ToString('N'))"
    $script:BucketCredential = New-Credential $Server.S3_ACCESS_KEY $Server.S3_SECRET_KEY
    $null = Invoke-S3 PUT $Bucket
}

function Exit-BucketHome {
    $Proxies | ForEach-Object { $_.Process.StandardInput.Close() }
    Remove-TestBucket $Bucket
    Get-ChildItem Env:AWS_*, Env:STAGETOOLS_STORAGE -ErrorAction Ignore | ForEach-Object { Remove-Item "Env:$($_.Name)" }
    $script:BeforeAws.GetEnumerator() | ForEach-Object { Set-Item "Env:$($_.Key)" $_.Value }
    Exit-TestHome
}

function New-Credential([string] $KeyId, [string] $Secret) {
    [pscredential]::new($KeyId, (ConvertTo-SecureString $Secret -AsPlainText))
}

function Read-Url([string] $Url) {
    # What a URL gives, as text. Not by Invoke-RestMethod, which may fall over an answer that comes slowly.
    $client = [Net.Http.HttpClient]::new()
    try { $client.GetStringAsync($Url).GetAwaiter().GetResult() } finally { $client.Dispose() }
}

function Invoke-Aws {
    # Another client of the same server, with the first user's keys; its output, as objects where that is JSON.
    $environment = @{
        AWS_ACCESS_KEY_ID = $Server.S3_ACCESS_KEY; AWS_SECRET_ACCESS_KEY = $Server.S3_SECRET_KEY; AWS_REGION = 'us-east-1'; AWS_ENDPOINT_URL = $Server.S3_ENDPOINT
        AWS_REQUEST_CHECKSUM_CALCULATION = 'when_required'; AWS_CONFIG_FILE = $null; AWS_SHARED_CREDENTIALS_FILE = $null
    }
    $ended = Invoke-Program -Command ('aws', '--endpoint-url', $Server.S3_ENDPOINT + $args) -Environment $environment
    if ($ended.ExitCode) { throw "aws $args`: $($ended.Error)$($ended.Output)" }
    $said = $ended.Output + $ended.Error
    $said.StartsWith('{') ? (ConvertFrom-Json $said) : $said.Trim()
}

function Invoke-S3([string] $Method, [string] $Path, [string] $Query = '', [byte[]] $Content = @()) {
    # A request of the same server with the first user's keys, signed here (AWS, signature version 2): what it answers, as XML where it is that.
    # Starting another client takes most of a second, which what is asked often cannot have.
    $place = '/' + (($Path -split '/' | ForEach-Object { $_ -in '.', '..' ? $_.Replace('.', '%2E') : [uri]::EscapeDataString($_) }) -join '/')
    $date = [datetime]::UtcNow.ToString('R')
    $utf8 = [Text.Encoding]::UTF8
    $signature = [Security.Cryptography.HMACSHA1]::HashData($utf8.GetBytes($Server.S3_SECRET_KEY), $utf8.GetBytes("$Method`n`n`n$date`n$place"))
    $asWritten = [UriCreationOptions]@{ DangerousDisablePathAndQueryCanonicalization = $true }
    $url = [uri]::new("$($Server.S3_ENDPOINT)$place`?$Query", [ref]$asWritten)
    $request = [Net.Http.HttpRequestMessage]::new($Method, $url)
    $request.Headers.Add('Date', $date)
    $null = $request.Headers.TryAddWithoutValidation('Authorization', "AWS $($Server.S3_ACCESS_KEY):$([Convert]::ToBase64String($signature))")
    if ($Method -ceq 'PUT') { $request.Content = [Net.Http.ByteArrayContent]::new($Content) }
    $client = [Net.Http.HttpClient]::new([Net.Http.SocketsHttpHandler]@{ UseProxy = $false })
    try {
        $answer = $client.Send($request)
        $text = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()
        if (-not $answer.IsSuccessStatusCode) { throw "$Method $url`: $($answer.StatusCode) $text" }
        $text.StartsWith('<') ? [xml]$text : $text
    }
    finally { $client.Dispose() }
}

function Set-BucketObject([string] $Key, [byte[]] $Content = @()) {
    # Writes an object of the bucket, whatever its key is.
    $null = Invoke-S3 PUT "$Bucket/$Key" -Content $Content
}

function Remove-TestBucket([string] $Name) {
    # A bucket and all in it. The server may take one for full a moment longer than it is; no test is to fail over that.
    foreach ($try in 1..5) {
        try { $null = Invoke-Aws s3 rb "s3://$Name" --force; return } catch { Start-Sleep 1 }
    }

    Write-Warning "The bucket '$Name' could not be removed."
}

function New-BucketStage([string] $Name, [hashtable] $Files = @{}, [string] $Endpoint = $Server.S3_ENDPOINT, [string] $Prefix = [guid]::NewGuid().ToString('N'), [hashtable] $With = @{}) {
    # A stage over a fresh prefix of the suite's bucket that holds these files; the prefix.
    $null = New-Stage $Name "s3://$Bucket/$Prefix/" -Endpoint $Endpoint -Credential $BucketCredential -Force @With
    if ($Files.Count) {
        $folder = New-TestFolder
        New-TestFile $folder $Files
        Copy-StageFile $folder "@$Name" -Recurse
    }

    $Prefix
}

function Get-BucketKey([string] $Prefix) {
    # The keys below a prefix of the bucket, as the server lists them, without the prefix.
    $next = ''
    do {
        $page = (Invoke-S3 GET $Bucket "list-type=2&prefix=$Prefix%2F$next").ListBucketResult
        $page.Contents.Key | Where-Object { $_ } | ForEach-Object { $_.Substring($Prefix.Length + 1) }
        $next = "&continuation-token=$([uri]::EscapeDataString($page.NextContinuationToken))"
    } while ($page.IsTruncated -eq 'true')
}

function Get-BucketUpload([string] $Prefix) {
    # The uploads in parts below a prefix that nobody completed or gave up.
    (Invoke-Aws s3api list-multipart-uploads --bucket $Bucket --prefix "$Prefix/").Uploads
}

function Start-BucketProxy {
    # A proxy before the server, which counts what it is asked; ends with Exit-BucketHome.
    $program = Join-Path $PSScriptRoot 'StageTools.TestServers' 'bin' 'Release' 'net10.0' 'StageTools.TestServers.dll'
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', [string[]]($program, '--target', "127.0.0.1:$($Server.S3_PORT)"))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $proxy = [pscustomobject]@{ Process = $process; Endpoint = "http://127.0.0.1:$($process.StandardOutput.ReadLine() -replace '\D')" }
    $Proxies.Add($proxy)
    $proxy
}

function Send-BucketProxy($Proxy, [string] $Command) {
    # A command of the proxy's; its answer.
    $Proxy.Process.StandardInput.WriteLine($Command)
    $answer = $Proxy.Process.StandardOutput.ReadLineAsync()
    if (-not $answer.Wait(60000)) { throw "The proxy did not answer '$Command' within a minute." }
    $answer.Result
}

function Get-Request($Proxy, [scriptblock] $Script) {
    # What a script has the server asked, with nothing known of it before.
    Get-Item Stage:/ -Force | Out-Null
    $null = Send-BucketProxy $Proxy clear
    & $Script | Out-Null
    # Enumerated: PowerShell keeps a JSON array in one piece.
    (Send-BucketProxy $Proxy requests | ConvertFrom-Json) | ForEach-Object { $_ }
}

# The PostgreSQL server, which tests/servers/start-postgres.sh starts; STAGETOOLS_POSTGRES names the file that tells of it.

# What the file of a server tells, as a hashtable; nothing where no server answers.
function Get-Server([string] $Name, [string] $File) {
    if (-not $File) { $File = Join-Path ([IO.Path]::GetTempPath()) "stagetools-$($Name.ToLowerInvariant())" 'server.env' }
    if (-not (Test-Path $File)) { return }
    $server = @{}
    foreach ($line in [IO.File]::ReadAllLines($File)) { $key, $value = $line -split '=', 2; $server[$key] = "$value".Trim("'") }
    # A file alone may be what a crash left behind.
    $client = [Net.Sockets.TcpClient]::new()
    try { $client.Connect($server["${Name}_HOST"], $server["${Name}_PORT"]); $server } catch { } finally { $client.Dispose() }
}

function Get-PostgresServer { Get-Server POSTGRES $env:STAGETOOLS_POSTGRES }

# The MariaDB server, which tests/servers/start-mariadb.sh starts; STAGETOOLS_MARIADB names the file that tells of it.
function Get-MariaDbServer { Get-Server MARIADB $env:STAGETOOLS_MARIADB }

function Invoke-Psql([string] $Sql) {
    # What psql prints, a line a row, a tab between two values.
    $server = Get-PostgresServer
    $ended = Invoke-Program -Environment @{ PGPASSWORD = $server.POSTGRES_PASSWORD } -Command @(
        $server.POSTGRES_PSQL, '-X', '-q', '-A', '-t', '-F', "`t", '-v', 'ON_ERROR_STOP=1', '-h', $server.POSTGRES_HOST, '-p', $server.POSTGRES_PORT, '-U', $server.POSTGRES_USER,
        '-d', $server.POSTGRES_DATABASE, '-c', $Sql)
    if ($ended.ExitCode) { throw "psql: $($ended.Error)" }
    $ended.Output.TrimEnd() -split '\r?\n'
}
