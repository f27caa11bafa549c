using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace StageTools.Core.Tests;

/// <summary>Other programs that tests run: each to its end, by a deadline, both outputs read.</summary>
internal static class Child
{
    /// <summary>How long any of them may take; then it is ended, children and all, and the test fails with what it printed.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Runs one that ends well, and gives back what it printed.</summary>
    /// <remarks>Not by the test's own token: what undoes a fault or cleans up is to run after a test that was stopped, too.</remarks>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, params IEnumerable<(string Name, string? Value)> environment) =>
        Encoding.UTF8.GetString(await RunAsync(program, arguments, input: default, environment));

    /// <summary>The same in bytes, with an input.</summary>
    public static async Task<byte[]> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, params IEnumerable<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, CancellationToken.None);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await reading.WaitAsync(Deadline);
            Assert.Fail($"{program} did not end within {Deadline}. It printed: {Encoding.UTF8.GetString(output.ToArray())}{await errors.WaitAsync(Deadline)}");
        }

        // A child of its own may hold them open.
        await reading.WaitAsync(Deadline);
        await errors.WaitAsync(Deadline);
        process.ExitCode.ShouldBe(0, $"{program}: {await errors}");
        return output.ToArray();
    }

    /// <summary>Whether a program is there to be run.</summary>
    public static bool Exists(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            return process.WaitForExit(Deadline);
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
