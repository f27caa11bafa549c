namespace StageTools.Terminal.Tests;

public sealed class ParameterTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_parameter_stands_for_a_value_in_queries_and_statements()
    {
        _client.Command("SELECT $city AS city", "-p", "city=O'slo; DROP").Succeeded().ShouldBe("city\nO'slo; DROP\n");
        _client.Command("CREATE STAGE s COMMENT = $text", "--parameter", "text=it's = mine").Succeeded();
        _client.Command("SHOW STAGES").Succeeded().ShouldContain("it's = mine");
    }

    [Fact]
    public void A_folder_is_read_where_it_is_let()
    {
        _client.Write("data/a.csv", "x\n7\n");
        _client.Command("SELECT x FROM 'data/a.csv'", "--allow-path", "data").Succeeded().ShouldBe("x\n7\n");
        var refused = _client.Command("SELECT x FROM 'data/a.csv'");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("--allow-path");
        _client.Command("SELECT 1", "--allow-path", "gone").Error.ShouldContain("gone");
        _client.Command("SELECT 1", "--allow-path", "").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_parameter_that_was_not_given_is_an_error()
    {
        var result = _client.Command("CREATE STAGE s COMMENT = $text");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("$text");
    }
}
