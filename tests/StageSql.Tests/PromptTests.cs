namespace StageTools.Terminal.Tests;

/// <summary>The prompt on a real terminal, which <c>script</c> of util-linux makes.</summary>
public sealed class PromptTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_terminal_gets_a_prompt_tables_and_a_history_without_secrets()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) is not installed.");
        var typed = string.Join(
            '\r',
            "CREATE STAGE sales;",
            "SELECT 1 AS",
            "x;",
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
            "exit",
            "");
        _client["TERM"] = "xterm";
        _client.Write("typed", typed);
        var result = _client.Shell("{ sleep 1; cat typed; sleep 5; } | script -qec \"$CLIENT\" /dev/null");
        result.Output.ShouldContain("stage> ");
        result.Output.ShouldContain("│ x │");
        result.Output.ShouldContain("1 row in set (");
        result.Output.ShouldContain("OK (");
        result.Output.ShouldContain("ERROR 2501 (HY000)");
        var history = Path.Combine(_client.Home, "history");
        File.ReadAllLines(history).ShouldBe(["CREATE STAGE sales;", @"SELECT 1 AS\nx;", "DROP STAGE missing;"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(history).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
