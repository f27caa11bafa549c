using StageTools.Core.Tests.Statements.Running;
using StageTools.Query;

namespace StageTools.Core.Tests.Query;

/// <summary>What FILE_FORMAT behind a stage path says means what it means in statements, or is refused.</summary>
public sealed class ReferenceFormatTests : IDisposable
{
    private static readonly Dictionary<string, object?> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["n"] = "NA",
        ["d"] = ";",
        ["t"] = "CSV",
        ["h"] = true,
        ["skip"] = 1L,
        ["f"] = "named",
        ["none"] = null,
        ["wrong"] = "XML",
        ["list"] = new object[] { "NA", "-" },
    };

    private readonly TestRun _run = new(Parameters);

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("SELECT count(*) FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, NULL_DISPLAY = $n)) WHERE $1 IS NULL", "1")]
    [InlineData("SELECT count(*) FROM @s/na.csv (FILE_FORMAT => (TYPE = $t, NULL_DISPLAY = 'NA')) WHERE $1 IS NULL", "1")]
    [InlineData("SELECT count(*) FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, OUTPUT_HEADER = $h))", "1")]
    [InlineData("SELECT count(*) FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, SKIP_HEADER = $skip))", "1")]
    [InlineData("SELECT count(*) FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, SKIP_HEADER = 1))", "1")]
    [InlineData("SELECT $2 FROM @s/semi.csv (FILE_FORMAT => (TYPE = CSV, FIELD_DELIMITER = $D)) WHERE $1 = $skip", "x")]
    [InlineData("SELECT $2 FROM @s/semi.csv (FILE_FORMAT => (FORMAT_NAME = $f))", "x")]
    [InlineData("CREATE TABLE t (a VARCHAR, b VARCHAR); COPY t FROM '@s/semi.csv' (DELIMITER $d, HEADER false); SELECT b FROM t", "x")]
    [InlineData("CREATE TABLE t (a VARCHAR); COPY INTO t FROM (SELECT $1 FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, NULL_DISPLAY = $n))); SELECT count(*) FROM t WHERE a IS NULL", "1")]
    [InlineData("CREATE TABLE t (a VARCHAR); COPY INTO t FROM (SELECT $1 FROM @s/na.csv (FILE_FORMAT => (NULL_DISPLAY = $n))) FILE_FORMAT = (TYPE = CSV); SELECT count(*) FROM t WHERE a IS NULL", "1")]
    public async Task A_parameter_stands_for_its_value(string sql, string row)
    {
        await BeginAsync();
        (await _run.LinesAsync(sql)).ShouldBe([row]);
    }

    [Theory]
    [InlineData("E'NA'")]
    [InlineData("$$NA$$")]
    [InlineData("x'4e41'")]
    [InlineData("('NA')")]
    [InlineData("-1")]
    public async Task A_value_that_is_not_understood_is_refused(string value)
    {
        await BeginAsync();
        foreach (var sql in (string[])["SELECT * FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, NULL_DISPLAY = #))", "COPY t FROM '@s/na.csv' (FORMAT csv, NULLSTR #)"])
            (await Should.ThrowAsync<StageException>(() => _run.RunAsync(sql.Replace("#", value, StringComparison.Ordinal)))).Message.ShouldContain("plain single quotes");
    }

    [Theory]
    [InlineData("$gone", StageErrorCode.QueryInvalid, "'$gone'")]
    [InlineData("$none", StageErrorCode.QueryInvalid, "'$none'")]
    [InlineData("$wrong", StageErrorCode.OptionInvalid, "XML")]
    [InlineData("$list", StageErrorCode.QueryInvalid, "'$list' is a Object[]")]
    public async Task A_parameter_without_a_value_that_can_be_is_told_of(string parameter, StageErrorCode code, string says)
    {
        await BeginAsync();
        (await _run.ShouldFailAsync(code, $"SELECT * FROM @s/na.csv (FILE_FORMAT => (TYPE = {parameter}))")).Message.ShouldContain(says);
    }

    [Fact]
    public async Task A_secret_is_no_value_of_a_format()
    {
        await BeginAsync();
        using var run = _run.Stages.Engine.Sql.Begin(database: null);
        var statement = StageSql.Read("SELECT * FROM @s/na.csv (FILE_FORMAT => (TYPE = CSV, NULL_DISPLAY = $n))")[0];
        var error = await StageErrorCode.QueryInvalid.ShouldFailAsync(
            () => run.RunAsync(statement, Parameters, TestContext.Current.CancellationToken, static value => value is "NA"));
        error.Message.ShouldContain("secret");
    }

    private async Task BeginAsync()
    {
        var files = await _run.StageAsync("s");
        files.Write("na.csv", "NA\n1\n");
        files.Write("semi.csv", "1;x\n");
        await _run.RunAsync("CREATE FILE FORMAT named TYPE = CSV FIELD_DELIMITER = ';'");
    }
}
