using System.Text.Json;

namespace StageTools.Terminal.Tests;

public sealed class FormatTests : IDisposable
{
    private const string Rows = "SELECT * FROM (VALUES (1, 'a\tb', NULL, 1.5::DOUBLE), (2, 'say \"hi\"', 'x', NULL)) AS t(id, text, other, number)";
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void Without_a_terminal_rows_are_tsv_with_a_header_and_nothing_else()
    {
        _client.Command(Rows).Succeeded().ShouldBe("id\ttext\tother\tnumber\n1\ta\\tb\t\\N\t1.5\n2\tsay \"hi\"\tx\t\\N\n");
    }

    [Fact]
    public void Csv_quotes_what_must_be_quoted()
    {
        _client.Command(Rows, "--format", "csv").Succeeded().ShouldBe("id,text,other,number\n1,a\tb,,1.5\n2,\"say \"\"hi\"\"\",x,\n");
        _client.Command(Rows, "-f", "CSV", "--no-header").Lines.Length.ShouldBe(2);
    }

    [Fact]
    public void Json_is_an_array_and_ndjson_an_object_a_line()
    {
        var rows = JsonDocument.Parse(_client.Command(Rows, "-f", "json").Succeeded()).RootElement;
        rows.GetArrayLength().ShouldBe(2);
        rows[0].GetProperty("text").GetString().ShouldBe("a\tb");
        rows[0].GetProperty("other").ValueKind.ShouldBe(JsonValueKind.Null);
        var lines = _client.Command(Rows, "-f", "ndjson").Lines;
        lines.Length.ShouldBe(2);
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("id").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void No_rows_are_an_empty_array_and_a_header_alone()
    {
        JsonDocument.Parse(_client.Command("SHOW STAGES", "-f", "json").Succeeded()).RootElement.GetArrayLength().ShouldBe(0);
        _client.Command("SELECT 1 AS x WHERE false").Succeeded().ShouldBe("x\n");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    public void What_is_no_number_of_JSON_is_shown_as_text(string format)
    {
        const string query = "SELECT 'nan'::DOUBLE AS a, '-inf'::FLOAT AS b, [1.5, 'inf'::DOUBLE] AS c, {'x': 'nan'::FLOAT, 'y': 2} AS d, 7 AS e";
        var row = _client.Command(query, "-f", format).Succeeded().Trim('[', ']', '\n');
        row.ShouldBe("""{"a":"NaN","b":"-Infinity","c":[1.5,"Infinity"],"d":{"x":"NaN","y":2},"e":7}""");
    }

    [Fact]
    public void Lists_with_what_is_no_number_of_JSON_are_shown_in_lines_too()
    {
        _client.Command("SELECT ['nan'::DOUBLE, 1] AS a", "-f", "tsv").Succeeded().ShouldBe("a\n[\"NaN\",1]\n");
        _client.Command("SELECT ['nan'::DOUBLE, 1] AS a", "-f", "csv").Succeeded().ShouldBe("a\n\"[\"\"NaN\"\",1]\"\n");
    }

    [Theory]
    [InlineData("tsv")]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("table")]
    public void A_statement_that_fails_at_once_shows_nothing_of_a_result(string format)
    {
        _client.Run("CREATE STAGE s URL = 's3://bucket/' CONNECTION = (ENDPOINT_URL = 'http://127.0.0.1:1', ACCESS_KEY_ID = 'k', SECRET_ACCESS_KEY = 's')").Succeeded();
        string[] statements = ["PRESIGN @~/missing.csv", "PUT '/no/such/file.csv' @~", "REMOVE @nowhere"];
        foreach (var statement in statements)
        {
            var result = _client.Command(statement, "-f", format);
            result.ExitCode.ShouldBe(1);
            result.Output.ShouldBe("");
        }
    }

    [Fact]
    public void A_closed_output_is_like_no_output()
    {
        var result = _client.Shell("\"$CLIENT\" -c 'CREATE STAGE one; SELECT 1 AS x' >&-; a=$?; \"$CLIENT\" --help >&-; b=$?; \"$CLIENT\" -c 'DROP STAGE two' 2>&-; echo $a $b $?");
        result.Error.ShouldBe("");
        result.Output.ShouldBe("0 0 1\n");
        _client.Command("SHOW STAGES", "--no-header").Lines.Length.ShouldBe(1);
    }

    [Fact]
    public void A_table_puts_numbers_to_the_right_and_shows_NULL()
    {
        _client.Command("SELECT * FROM (VALUES (1, 'x'), (200, NULL)) AS t(id, text)", "-f", "table").Succeeded().ShouldBe(
            """
            ┌─────┬──────┐
            │  id │ text │
            ├─────┼──────┤
            │   1 │ x    │
            │ 200 │ NULL │
            └─────┴──────┘

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_table_counts_the_places_that_characters_take()
    {
        var lines = _client.Command("SELECT '中文' AS a, 'é' AS b", "-f", "table").Lines;
        lines[0].ShouldBe("┌──────┬───┐");
        lines[3].ShouldBe("│ 中文 │ é │");
    }

    [Theory]
    [InlineData("table")]
    [InlineData("vertical")]
    public void What_would_drive_a_terminal_is_shown_not_sent(string format)
    {
        var output = _client.Command("SELECT 'a' || chr(27) || '[2J' || chr(10) || chr(8238) AS x", "-f", format).Succeeded();
        output.ShouldContain(@"a\x1b[2J\n\u202e");
        output.ShouldNotContain('\x1b');
    }

    [Fact]
    public void Vertical_has_a_line_for_each_value()
    {
        _client.Command("SELECT 1 AS id, 'x' AS name", "-f", "vertical").Lines.ShouldBe(
            ["*************************** 1. row ***************************", "  id: 1", "name: x"]);
    }

    [Fact]
    public void Values_are_written_the_same_in_every_culture()
    {
        _client["LANG"] = _client["LC_ALL"] = "de_DE.UTF-8";
        _client.Command("SELECT 1.5::DOUBLE AS x, DATE '2026-11-23' AS d").Succeeded().ShouldBe("x\td\n1.5\t2026-11-23\n");
    }

    [Fact]
    public void A_result_of_a_million_rows_streams()
    {
        var result = _client.Shell("\"$CLIENT\" -c 'SELECT range AS x FROM range(1000000)' | tail -n 1");
        result.Output.ShouldBe("999999\n");
    }

    [Fact]
    public void A_closed_pipe_ends_quietly()
    {
        var result = _client.Shell("\"$CLIENT\" -c 'SELECT range AS x FROM range(100000000)' | head -n 2; echo ${PIPESTATUS[0]}");
        result.Error.ShouldBe("");
        result.Lines.ShouldBe(["x", "0", "141"]);
    }

    [Fact]
    public void Output_goes_to_a_file_that_others_share()
    {
        _client.Shell("{ \"$CLIENT\" -c 'SELECT 1 AS x'; echo between; \"$CLIENT\" -c 'SELECT 2 AS y'; } > out.txt").ExitCode.ShouldBe(0);
        _client.Read("out.txt").ShouldBe("x\n1\nbetween\ny\n2\n");
    }
}
