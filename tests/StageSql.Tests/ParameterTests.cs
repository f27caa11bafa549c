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
    public void A_parameter_that_was_not_given_is_an_error()
    {
        var result = _client.Command("CREATE STAGE s COMMENT = $text");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("$text");
    }
}
