using System.Globalization;
using System.Xml.Linq;

namespace StageTools.Mutants;

/// <summary>A class of tests.</summary>
internal sealed record TestClass(string Suite, string Name);

/// <summary>A test that was run.</summary>
internal sealed record TestRun(TestClass Class, string Method, bool Failed, double Seconds);

/// <summary>A copy of the tree, built, in which one engine is tested at a time.</summary>
internal sealed class Lane
{
    /// <summary>The suites that are asked.</summary>
    public static readonly string[] Suites = ["StageTools.DuckDb.Tests", "StageTools.Core.Tests"];

    private Lane(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Copies what git would keep of the tree, and builds the tests.</summary>
    public static async Task<Lane> MakeAsync(string tree, string folder)
    {
        var lane = new Lane(folder);
        var files = await Command.RunAsync("git", tree, Command.NoLimit, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        foreach (var file in files.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (from, to) = (new FileInfo(Path.Combine(tree, file)), new FileInfo(Path.Combine(folder, file)));
            if (!from.Exists || (to.Exists && to.LastWriteTimeUtc == from.LastWriteTimeUtc && to.Length == from.Length))
                continue;
            to.Directory!.Create();
            from.CopyTo(to.FullName, overwrite: true);
        }

        foreach (var suite in Suites)
        {
            var build = await Command.RunAsync(
                "dotnet", folder, Command.NoLimit, "build", "tests/" + suite, "-c", "Release", "-v", "q", "-nologo", "-p:RunAnalyzers=false");
            if (build.Code != 0)
                throw new InvalidOperationException(build.Output);
        }

        return lane;
    }

    /// <summary>Lays an engine where the tests, and the processes they start, find it.</summary>
    public void Lay(byte[] engine)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "tests"), "StageTools.Core.dll", SearchOption.AllDirectories)
            .Where(static file => file.Contains("/bin/Release/", StringComparison.Ordinal)))
        {
            // Not into a file that a process may have mapped.
            File.WriteAllBytes(file + ".new", engine);
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    /// <summary>Runs classes, or all there are, but for some tests; null where it did not end in time, or died.</summary>
    public async Task<IReadOnlyList<TestRun>?> RunAsync(
        IReadOnlyCollection<TestClass>? classes, IReadOnlyCollection<string> but, bool toTheEnd, TimeSpan limit)
    {
        var runs = new List<TestRun>();
        foreach (var suite in Suites.Where(suite => classes is null || classes.Any(known => known.Suite == suite)))
        {
            string[] chosen =
            [
                .. (classes ?? []).Where(known => known.Suite == suite).SelectMany(static known => new[] { "-class", known.Name }),
                .. but.SelectMany(static method => new[] { "-method-", method }),
                .. toTheEnd ? Array.Empty<string>() : ["-stopOnFail"],
            ];
            if (await RunAsync(suite, chosen, limit) is not { } ended)
                return null;
            runs.AddRange(ended);
            if (!toTheEnd && ended.Any(static run => run.Failed))
                break;
        }

        return runs;
    }

    /// <summary>Runs one test.</summary>
    public Task<IReadOnlyList<TestRun>?> RunAsync(TestRun test, TimeSpan limit) =>
        RunAsync(test.Class.Suite, ["-method", $"{test.Class.Name}.{test.Method}"], limit);

    private async Task<IReadOnlyList<TestRun>?> RunAsync(string suite, string[] chosen, TimeSpan limit)
    {
        var report = Path.Combine(Folder, "report.xml");
        File.Delete(report);
        var tests = $"tests/{suite}/bin/Release/net10.0/{suite}.dll";
        await Command.RunAsync("dotnet", Folder, limit, [tests, "-noLogo", "-noColor", "-xml", report, .. chosen]);
        if (!File.Exists(report))
            return null;
        var runs = XDocument.Load(report).Descendants("test").Select(test => new TestRun(
            new(suite, (string)test.Attribute("type")!),
            (string)test.Attribute("method")!,
            (string?)test.Attribute("result") == "Fail",
            double.Parse((string)test.Attribute("time")!, CultureInfo.InvariantCulture)));
        return [.. runs];
    }
}
