using System.Diagnostics;

namespace StageTools.Terminal.Tests;

/// <summary>The prompt on a real terminal.</summary>
public sealed class PromptTests : IDisposable
{
    private const string Endless = "SELECT 41 AS x; SELECT count(*) FROM range(100000000000) AS a, range(1000000) AS b;";

    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_terminal_gets_a_prompt_tables_and_a_history_without_secrets()
    {
        using var terminal = new TerminalProcess(_client);
        string[] typed =
        [
            "CREATE STAGE sales;",
            "SELECT 1 AS\rx;",
            "CREATE STAGE lake URL = 's3://bucket/' CONNECTION = (ENDPOINT_URL = 'http://127.0.0.1:1', ACCESS_KEY_ID = 'AKIA1', SECRET_ACCESS_KEY = 'hidden-4711');",
            "CREATE CONNECTION c STORAGE_TYPE = 's3' ACCESS_KEY_ID = 'AKIA1' SECRET_ACCESS_KEY = 'hidden-4711';",
            "CREATE STAGE h URL = 's3://user:hidden-4711@bucket/';",
            "attach 'postgresql://user:hidden-4711@host/d' as d;",
            "SET s3_secret_access_key = 'hidden-4711';",
            "SELECT * FROM 'https://host/a.csv?sig=hidden-4711';",
            "CREATE STAG h URL = 's3://user:hidden-4711@bucket/';",
            "ALTER CONNECTION c SET SECRET_ACCESS_KEY = 'hidden-4711';",
            "SELECT 'hidden-4711' AS key FROM missing;",
            "DROP STAGE missing;",
        ];
        foreach (var text in typed)
            terminal.Enter(text);

        terminal.Type("exit\r");
        terminal.End().ShouldBe(0);
        terminal.Output.ShouldContain("stage> ");
        terminal.Output.ShouldContain("│ x │");
        terminal.Output.ShouldContain("1 row in set (");
        terminal.Output.ShouldContain("OK (");
        terminal.Output.ShouldContain("ERROR 2501 (HY000)");
        var history = Path.Combine(_client.Home, "history");
        File.ReadAllLines(history).ShouldBe(["CREATE STAGE sales;", @"SELECT 1 AS\nx;", "DROP STAGE missing;"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(history).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData("{0}\rCREATE STAGE late;\rSHOW STAGES;\r")]
    [InlineData("\x1b[200~{0}\rCREATE STAGE late;\r\x1b[201~\r")]
    [InlineData("{0}\nCREATE STAGE late;\r")]
    public void Ctrl_C_ends_all_that_was_pasted(string pasted)
    {
        using var terminal = new TerminalProcess(_client);
        terminal.Type(string.Format(System.Globalization.CultureInfo.InvariantCulture, pasted, Endless));
        terminal.WaitFor("row in set");
        terminal.Type("\x03");
        terminal.WaitFor("Interrupted.");
        terminal.Enter("SELECT 4 + 7 AS x;");
        terminal.Type("exit\r");
        terminal.End().ShouldBe(0);
        terminal.Output.ShouldContain("11");
        _client.Command("SHOW STAGES", "--no-header").Succeeded().ShouldBe("");
    }

    [Theory]
    [InlineData("DROP STAGE missing;\rCREATE STAGE late;\r")]
    [InlineData("CREATE STAG missing;\rCREATE STAGE late;\r")]
    [InlineData("\x1b[200~DROP STAGE missing;\rCREATE STAGE late;\x1b[201~\r")]
    public void What_is_pasted_behind_an_error_does_not_run(string pasted)
    {
        using var terminal = new TerminalProcess(_client);
        terminal.Type(pasted);
        terminal.WaitFor("ERROR");
        terminal.WaitFor("\x1b[?2004h");
        terminal.Type("exit\r");
        terminal.End().ShouldBe(0);
        terminal.Output.Contains("What was typed behind it is not run.").ShouldBe(!pasted.Contains('\x1b'));
        _client.Command("SHOW STAGES", "--no-header").Succeeded().ShouldBe("");
    }

    [Theory]
    [InlineData("DROP STAGE missing;\r\x04", false)]
    [InlineData("DROP STAGE missing;\r\x03\x04", false)]
    [InlineData("DROP STAGE missing;\rCREATE STAGE late;\r\x04", true)]
    [InlineData("DROP STAGE missing;\rCREATE STAGE late;\r\x03\x04", true)]
    public void Ctrl_D_typed_behind_an_error_leaves(string typed, bool tells)
    {
        using var terminal = new TerminalProcess(_client);
        terminal.Type(typed);
        terminal.End().ShouldBe(0);
        terminal.Output.ShouldContain("ERROR");
        terminal.Output.Contains("What was typed behind it is not run.").ShouldBe(tells);
        _client.Command("SHOW STAGES", "--no-header").Succeeded().ShouldBe("");
    }

    [Fact]
    public void Without_a_home_that_can_be_made_statements_run()
    {
        _client["STAGETOOLS_HOME"] = "/proc/none";
        using var terminal = new TerminalProcess(_client);
        terminal.Enter("SELECT 4 + 7 AS x;");
        terminal.Enter("SELECT 5 + 7 AS x;");
        terminal.Type("exit\r");
        terminal.End().ShouldBe(0);
        terminal.Output.ShouldContain("11");
        terminal.Output.ShouldContain("12");
    }

    [Fact]
    public void A_terminal_is_left_as_it_was_by_a_prompt_that_is_told_to_end()
    {
        using var terminal = new TerminalProcess(_client);
        Process.Start("kill", [terminal.ClientId]).WaitForExit();
        terminal.WaitFor("\x1b[?2004l");
        terminal.End().ShouldBe(143);
    }
}
