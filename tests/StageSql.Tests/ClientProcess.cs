using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace StageTools.Terminal.Tests;

/// <summary>The client as its users start it: a process, with a catalog and a folder of its own.</summary>
internal sealed class ClientProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, string?> _environment = new(StringComparer.Ordinal);

    public ClientProcess()
    {
        Folder = Directory.CreateTempSubdirectory("stagesql-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "work"));
    }

    public static string Program { get; } = Metadata("Client") + (OperatingSystem.IsWindows() ? ".exe" : "");

    public static string Repository { get; } = Metadata("Repository");

    public string Folder { get; }

    public string Home => Path.Combine(Folder, "home");

    public string this[string name]
    {
        set => _environment[name] = value;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, "work", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, "work", name));

    public ProcessStartInfo StartInfo(params IEnumerable<string> args) => With(new ProcessStartInfo(Program, args));

    /// <summary>Runs statements of the command line.</summary>
    public ClientResult Command(string statements, params IEnumerable<string> args) => Run(input: "", ["-c", statements, .. args]);

    public ClientResult Run(string input, params IEnumerable<string> args) => Wait(Process.Start(StartInfo(args))!, input);

    /// <summary>Runs a line of the shell; <c>$CLIENT</c> is the client.</summary>
    public ClientResult Shell(string line) => Wait(Process.Start(ShellInfo(line))!, "");

    public ProcessStartInfo ShellInfo(string line)
    {
        var info = With(new ProcessStartInfo("/bin/bash", ["-c", line]));
        info.Environment["CLIENT"] = Program;
        return info;
    }

    public static ClientResult Wait(Process process, string input)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            try
            {
                process.StandardInput.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It has ended, and reads nothing.
            }

            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("The client did not end.");
            }

            return new ClientResult(process.ExitCode, output.Result, error.Result);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Metadata(string key) =>
        typeof(ClientProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private ProcessStartInfo With(ProcessStartInfo info)
    {
        info.WorkingDirectory = Path.Combine(Folder, "work");
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.StandardOutputEncoding = info.StandardErrorEncoding = info.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        info.Environment["STAGETOOLS_HOME"] = Home;
        foreach (var (name, value) in _environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
