using System.Diagnostics;
using System.Reflection;

namespace StageTools.Core.Tests;

/// <summary>Another process of StageTools, to share things with and to kill.</summary>
internal sealed class Worker : IDisposable
{
    private static readonly string Dll = typeof(Worker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static data => data.Key == "Worker").Value!;

    private readonly Process _process;

    // A worker that says nothing for as long as no child may take is not waited for.
    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private Worker(Process process)
    {
        _process = process;
        _deadline.CancelAfter(Child.Deadline);
    }

    /// <summary>Starts one and returns at once.</summary>
    public static Worker Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Dll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        return new Worker(Process.Start(start)!);
    }

    /// <summary>Starts one and waits until it says that it has begun.</summary>
    public static Task<Worker> StartReadyAsync(params string[] arguments) => StartReadyAsync(environment: null, arguments);

    /// <summary>The same with an environment: what is secret does not stand on a command line.</summary>
    public static async Task<Worker> StartReadyAsync(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var worker = Start(environment, arguments);
        var line = await worker._process.StandardOutput.ReadLineAsync(worker._deadline.Token);
        if (line != "ready")
            Assert.Fail($"The worker said '{line}': {await worker._process.StandardError.ReadToEndAsync(worker._deadline.Token)}");
        return worker;
    }

    /// <summary>Waits for the end of one that ends well, and gives back what it said.</summary>
    public async Task<string> FinishAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync(_deadline.Token);
        var output = await _process.StandardOutput.ReadToEndAsync(_deadline.Token);
        await _process.WaitForExitAsync(_deadline.Token);
        _process.ExitCode.ShouldBe(0, await errors);
        return output.Trim();
    }

    /// <summary>Waits for the end of one that may kill itself, and gives back what it said; null where it was killed.</summary>
    public async Task<string?> OutputAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync(_deadline.Token);
        var output = await _process.StandardOutput.ReadToEndAsync(_deadline.Token);
        await _process.WaitForExitAsync(_deadline.Token);
        if (_process.ExitCode == 128 + 9)
            return null;
        _process.ExitCode.ShouldBe(0, await errors);
        return output.Trim();
    }

    /// <summary>SIGKILL: it has no say in it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(_deadline.Token);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _deadline.Dispose();
    }
}
