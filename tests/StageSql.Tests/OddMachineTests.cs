using StageTools.Terminal.Output;

namespace StageTools.Terminal.Tests;

/// <summary>Machines on which something is missing that everybody has: a sentence says what.</summary>
public sealed class OddMachineTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public OddMachineTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows removes no folder that a process is in");

    public void Dispose() => _client.Dispose();

    [Fact]
    public void In_a_folder_that_is_gone_all_works_but_relative_paths()
    {
        _client.Write("out/a.csv", "x\n1\n");
        _client.Command($"CREATE STAGE s URL = 'fs://{_client.Folder}/work/out/'").Succeeded();
        Gone("-c \"SHOW STAGES; SELECT 1 AS x; SELECT * FROM '@s/a.csv'; LIST @s\"").Succeeded().ShouldContain("x\n1\n");
        foreach (var arguments in (string[])["-c \"CREATE STAGE t URL = 'relative/'\"", "-c \"PUT file://a.csv @s\"", "script.sql", "-d file.db -c \"SELECT 1\""])
        {
            var result = Gone(arguments);
            result.ExitCode.ShouldNotBe(0);
            result.Error.ShouldContain("The current folder is there no more", customMessage: arguments);
        }
    }

    [Fact]
    public void Without_a_folder_for_temporary_files_the_error_says_how_to_name_one()
    {
        _client["TMPDIR"] = "/nowhere";
        _client.Command("SELECT 1 AS x").Succeeded().ShouldBe("x\n1\n");
        _client.Command("COPY INTO @~/x.parquet FROM (SELECT 1 AS x) FILE_FORMAT = (TYPE = PARQUET)").Error.ShouldContain("set TMPDIR to one that can be written");
    }

    [Fact]
    public void Too_few_open_files_are_told() =>
        Messages.TextOf(new IOException("Too many open files") { HResult = 24 }).ShouldContain("ulimit -n");

    private ClientResult Gone(string arguments) => _client.Shell($"mkdir -p gone; cd gone; rmdir ../gone; \"$CLIENT\" {arguments}");
}
