using StageTools.Hosting;
using StageTools.Statements;
using StageTools.Statements.Parsing;
using StageTools.Statements.Parts;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Parameters whose values are secret: no statement shows them, whether it fails or not, and no query takes them.</summary>
public sealed class SecretParameterTests : IDisposable
{
    private const string Secret = "PSTOPSECRET";

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase) { ["k"] = Secret };
    private readonly SecretValues _secrets = new([Secret]);
    private readonly TestRun _stages = new();
    private readonly StatementRun _run;

    public SecretParameterTests() =>
        _run = new StatementRun(_stages.Stages.Engine, new StatementSettings { Folder = _stages.Folder.Folder("here"), Parameters = _values, Secrets = _secrets, Words = StatementAdvice.Of });

    public void Dispose()
    {
        _run.Dispose();
        _stages.Dispose();
    }

    [Theory]
    [InlineData("GET @~ $k")]
    [InlineData("PUT $k @~")]
    [InlineData("COPY FILES INTO @~ FROM @~ FILES = ($k)")]
    [InlineData("LOAD DATA INFILE $k INTO TABLE n")]
    [InlineData("CREATE STAGE t FILE_FORMAT = (TYPE = $k)")]
    [InlineData("CREATE STAGE t URL = $k")]
    [InlineData("CREATE STAGE t URL = 's3://b/' CONNECTION = (REGION = $k)")]
    [InlineData("CREATE STAGE t COMMENT = $k")]
    public async Task Stand_only_where_a_secret_is_kept(string sql)
    {
        var error = await FirstErrorAsync(sql);
        error.Code.ShouldBe(StageErrorCode.StatementInvalid);
        error.Message.ShouldContain("$k is a secret");
        error.ToString().ShouldNotContain(Secret);
        $"{error.Target}".ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("CREATE STAGE t URL = 's3://b/' CONNECTION = (ACCESS_KEY_ID = 'AKIAEXAMPLE', SECRET_ACCESS_KEY = $k)")]
    [InlineData("CREATE STAGE t URL = 's3://b/' CREDENTIALS = {'AWS_KEY_ID' = $k, 'AWS_SECRET_KEY' = $k}")]
    public void Are_not_shown_with_their_statement(string sql)
    {
        var shown = _run.Show(Read(sql));
        shown.ShouldStartWith("CREATE STAGE t URL = ");
        shown.ShouldContain("= $k");
        shown.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("SELECT $k AS x")]
    [InlineData("SELECT md5($k), substr($k, 1, 1), $k = 'a'")]
    [InlineData("SELECT $k::int")]
    [InlineData("SELECT CASE WHEN range < 5000 THEN 1 ELSE $k::int END FROM range(10000)")]
    [InlineData("CREATE TEMP TABLE n (i VARCHAR); INSERT INTO n VALUES ($k)")]
    [InlineData("CREATE TABLE n AS SELECT $k AS k")]
    [InlineData("SET VARIABLE v = $k")]
    [InlineData("SELECT * FROM read_csv($k)")]
    [InlineData("EXPLAIN ANALYZE SELECT $k")]
    [InlineData("SELECT error($k)")]
    [InlineData("COPY INTO @~ FROM (SELECT $k) FILE_FORMAT = (TYPE = CSV)")]
    [InlineData("SELECT $k INTO OUTFILE '@~/k.csv'")]
    public async Task Go_into_no_query(string sql)
    {
        var error = await FirstErrorAsync(sql);
        error.Code.ShouldBe(StageErrorCode.QueryInvalid);
        error.Message.ShouldContain("'$k' is a secret");
        error.Message.ShouldContain("(-Parameter, --parameter)");
        error.ToString().ShouldNotContain(Secret);
        _stages.Folder.Files.ShouldNotContain(static file => file.EndsWith(".csv", StringComparison.Ordinal));
    }

    private Statement Read(string sql) => StatementScript.Parse(sql, _values, secrets: _secrets).ShouldHaveSingleItem().Statement.ShouldNotBeNull();

    private async Task<StageException> FirstErrorAsync(string sql) => await Should.ThrowAsync<StageException>(async () =>
    {
        foreach (var item in StatementScript.Parse(sql, _values, secrets: _secrets))
        {
            using var result = await _run.RunAsync(item.Statement.ShouldNotBeNull(), TestContext.Current.CancellationToken);
            await new TestResult(result).ReadAsync(result, TestContext.Current.CancellationToken);
        }
    });
}
