# Another program, and above all another PowerShell, started in one way: both outputs are read, there is a deadline, and an end takes the program's own
# children along. Dot-sourced by the tests, the benchmarks, the docs, build.ps1 and what makes packages.

function Get-PowerShellCommand {
    # The command that starts the PowerShell that runs this. Of the .NET tool that is dotnet with pwsh.dll: its 'pwsh' is a shim, and who ends a shim leaves
    # the real one running.
    $program = [Environment]::ProcessPath
    # In one piece: an array of one would arrive as a text.
    , ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet' ? @($program, (Join-Path $PSHOME 'pwsh.dll')) : @($program))
}

function Start-Program {
    # Starts a command (program and arguments), with nobody to answer its questions. $null as a variable's value removes it.
    param([Parameter(Mandatory)] [string[]] $Command, [hashtable] $Environment = @{}, [string] $WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath)

    $start = [Diagnostics.ProcessStartInfo]::new($Command[0], [string[]]@($Command | Select-Object -Skip 1))
    $start.WorkingDirectory = $WorkingDirectory
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $start.StandardErrorEncoding = [Text.UTF8Encoding]::new($false)
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    [pscustomobject]@{ Command = $Command; Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); Error = $process.StandardError.ReadToEndAsync() }
}

function Wait-Program {
    # Waits for the end of what Start-Program started; its outputs and its exit code. After the deadline, in seconds, it is ended, and what it printed is in the error.
    param([Parameter(Mandatory, Position = 0)] $Started, [int] $Deadline = 300)

    $inTime = $Started.Process.WaitForExit($Deadline * 1000)
    if (-not $inTime) { Stop-Program $Started }
    # A grandchild that lives on may hold an output open.
    $null = [Threading.Tasks.Task]::WaitAll(@($Started.Output, $Started.Error), 10000)
    $output, $errors = foreach ($text in $Started.Output, $Started.Error) { $text.IsCompleted ? $text.Result : '(its output is still held open)' }
    if (-not $inTime) {
        throw "After $Deadline seconds this was ended: $($Started.Command)`nIts output:`n$output`nIts errors:`n$errors"
    }

    [pscustomobject]@{ Output = $output; Error = $errors; ExitCode = $Started.Process.ExitCode }
}

function Stop-Program {
    # Ends what Start-Program started, children and all: they have no say in it.
    param([Parameter(Mandatory, Position = 0)] $Started)

    $Started.Process.Kill($true)
    $Started.Process.WaitForExit()
}

function Invoke-Program {
    # Runs a command to its end; its outputs and its exit code.
    param([Parameter(Mandatory)] [string[]] $Command, [hashtable] $Environment = @{}, [string] $WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath, [int] $Deadline = 300)

    Wait-Program (Start-Program -Command $Command -Environment $Environment -WorkingDirectory $WorkingDirectory) -Deadline $Deadline
}

function Get-ScriptCommand {
    # The command that runs a script text in another PowerShell.
    param([Parameter(Mandatory, Position = 0)] [string] $Script)

    (Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($Script))
}

function Invoke-ShownProgram {
    # Runs a command that prints on this console; an exit code other than 0 is an error.
    param([Parameter(Mandatory)] [string[]] $Command)

    & $Command[0] @($Command | Select-Object -Skip 1)
    if ($LASTEXITCODE) { throw "'$Command' failed with exit code $LASTEXITCODE." }
}
