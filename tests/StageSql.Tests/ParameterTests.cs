using System.Globalization;

namespace StageTools.Terminal.Tests;

public sealed class ParameterTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_shard_has_files_that_no_other_has_and_a_scheduler_is_asked_where_that_is_said()
    {
        for (var n = 0; n < 12; n++)
            _client.Write($"parts/p{n}.csv", $"x\n{n}\n");

        _client.Command($"CREATE STAGE s URL = 'fs://{_client.Folder}/work/parts/'").Succeeded();
        string[] rows = [.. Enumerable.Range(1, 3).SelectMany(i => _client.Command("SELECT x FROM '@s/*.csv'", "--no-header", "--shard", $"{i}/3").Lines)];
        rows.Select(static row => int.Parse(row, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(0, 12));
        _client["JOB_COMPLETION_INDEX"] = "1";
        _client.Command("LIST @s", "--shard", "Auto/3").Lines.ShouldBe(_client.Command("LIST @s", "--shard", "2/3").Lines);
        _client.Command("LIST @s", "--no-header").Lines.Length.ShouldBe(12);
        var refused = _client.Command("LIST @s", "--shard", "4/3");
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("--shard: There is no shard 4 of 3");
    }

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
