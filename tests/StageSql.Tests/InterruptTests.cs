using System.Diagnostics;
using System.Globalization;

namespace StageTools.Terminal.Tests;

public sealed class InterruptTests : IDisposable
{
    // More than is written before the signal comes.
    private const string LongExport = "COPY INTO @out/rows.csv FROM (SELECT range AS x, repeat('x', 200) AS text FROM range(2000000000)) FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE USE_RAW_PATH = TRUE";

    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_ends_an_export_and_leaves_no_file(string signal, int exitCode)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_client.Folder, "work", "out")).FullName;
        _client.Command($"CREATE STAGE out URL = 'fs://{folder}/'").Succeeded();
        using var process = Process.Start(_client.StartInfo("-c", LongExport))!;
        SpinWait.SpinUntil(() => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(f => new FileInfo(f).Length > 0), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        var result = ClientProcess.Wait(process, "");
        result.ExitCode.ShouldBe(exitCode);
        result.Output.ShouldBe("");
        result.Error.ShouldBe("");
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_signal_ends_a_query_and_the_statements_behind_it_do_not_run()
    {
        using var process = Process.Start(_client.StartInfo("-c", "SELECT 1 AS x; SELECT count(*) FROM range(100000000000) AS a, range(1000000) AS b; CREATE STAGE late"))!;
        process.StandardOutput.ReadLine().ShouldBe("x");
        process.StandardOutput.ReadLine().ShouldBe("1");
        Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        ClientProcess.Wait(process, "").ExitCode.ShouldBe(130);
        _client.Command("SHOW STAGES", "--no-header").Succeeded().ShouldBe("");
    }
}
