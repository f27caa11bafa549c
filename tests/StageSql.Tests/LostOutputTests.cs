namespace StageTools.Terminal.Tests;

/// <summary>Outputs that take nothing: a full disk, a terminal that is gone.</summary>
public sealed class LostOutputTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public LostOutputTests() => Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("-c 'SELECT 1 AS x; SELECT 2 AS y' --format csv", 0)]
    [InlineData("-c 'LIST @missing'", 1)]
    [InlineData("missing.sql", 2)]
    [InlineData("--wrong", 2)]
    [InlineData("help wrong", 2)]
    public void What_standard_error_cannot_take_changes_no_exit_code(string arguments, int exitCode)
    {
        _client.Shell($"\"$CLIENT\" {arguments} 2>/dev/full").ExitCode.ShouldBe(exitCode);
        _client.Shell($"\"$CLIENT\" {arguments} 2</dev/null").ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public void A_notice_that_cannot_be_written_does_not_end_a_script()
    {
        _client.Write("landing/a.csv", "x\n1\n");
        var script = $"CREATE STAGE s URL = '{_client.Folder}/work/landing/'; CREATE TABLE t (x INT); COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1);";
        _client.Run("", _client.Write("a.sql", $"{script} COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1); SELECT 4 + 7 AS y;")).ExitCode.ShouldBe(0);
        _client.Shell("\"$CLIENT\" -c 'DROP STAGE s'; \"$CLIENT\" a.sql 2>/dev/full").Succeeded().ShouldContain("11");
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("help list")]
    [InlineData("-c 'SELECT 1 AS x'")]
    [InlineData("-c 'SELECT 1 AS x; LIST @missing' --continue-on-error")]
    public void What_standard_output_cannot_take_is_an_error(string arguments)
    {
        var result = _client.Shell($"\"$CLIENT\" {arguments} >/dev/full");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("stagesql: ");
        result.Error.ShouldNotContain("   at ");
        _client.Shell($"\"$CLIENT\" {arguments} >/dev/full 2>/dev/full").ExitCode.ShouldBe(1);
    }

    [Fact]
    public void A_prompt_ends_with_its_terminal()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) is not installed.");
        _client["TERM"] = "xterm";
        var line = "trap '' HUP; \\\"\\$CLIENT\\\"; echo \\$? >code";
        _client.Shell($"script -qec \"{line}\" /dev/null >/dev/null < <(sleep 30) & sleep 3; kill -9 $!; wait; for i in $(seq 100); do [ -s code ] && break; sleep 0.1; done");
        _client.Read("code").ShouldBe("1\n");
    }
}
