using System.Diagnostics;

namespace StageTools.Mutants;

/// <summary>What a program said at its end.</summary>
/// <param name="Code">Its exit code; null where its time was over and it was ended.</param>
internal sealed record Command(int? Code, string Output)
{
    public static readonly TimeSpan NoLimit = TimeSpan.FromHours(2);

    /// <summary>Runs one in a folder, and ends it, children and all, after a time.</summary>
    public static async Task<Command> RunAsync(string program, string folder, TimeSpan limit, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        using var end = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new(Code: null, "");
        }

        // A child that outlives it may hold them open.
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(10), CancellationToken.None));
        return new(process.ExitCode, output.IsCompleted ? await output + (errors.IsCompleted ? await errors : "") : "");
    }
}
