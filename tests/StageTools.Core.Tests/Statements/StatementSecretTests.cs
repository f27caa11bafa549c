using StageTools.Sql;
using StageTools.Statements;
using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements;

public sealed class StatementSecretTests
{
    private static readonly Dictionary<string, object?> Parameters = new(StringComparer.OrdinalIgnoreCase) { ["key"] = "AKIA1", ["secret"] = "hidden-4711" };

    [Theory]
    [InlineData("CREATE STAGE s URL = 's3://b/' CONNECTION = (SECRET_ACCESS_KEY = 'hidden-4711')")]
    [InlineData("CREATE STAGE s URL = 's3://b/' CREDENTIALS = {'AWS_SECRET_KEY' = 'hidden-4711'}")]
    [InlineData("CREATE STAGE s URL = 's3://user:hidden-4711@b/'")]
    [InlineData("ALTER STAGE s SET URL = 's3://b/?sig=hidden-4711'")]
    [InlineData("CREATE SECRET x (TYPE s3, KEY_ID 'k', SECRET 'hidden-4711')")]
    [InlineData("ATTACH 'postgresql://user:hidden-4711@host/d' AS d")]
    [InlineData("ATTACH 'host=h password=hidden-4711' AS d (TYPE postgres)")]
    [InlineData("SET s3_secret_access_key = 'hidden-4711'")]
    [InlineData("set global \"s3_session_token\" to 'hidden-4711'")]
    [InlineData("PRAGMA http_proxy_password = hidden-4711")]
    [InlineData("SET VARIABLE api_token = $$hidden-4711$$")]
    [InlineData("SELECT * FROM 'https://host/a.csv?sv=1&sig=hidden-4711'")]
    [InlineData("SELECT * FROM read_csv($x$https://host/a.csv?token=hidden-4711$x$)")]
    [InlineData("COPY INTO t FROM (SELECT * FROM 'https://host/a.csv?token=hidden-4711')")]
    [InlineData("COPY INTO @s FROM (SELECT 'password=hidden-4711' AS x)")]
    [InlineData("SELECT 'password=hidden-4711' AS x INTO OUTFILE 'stage://s/a.csv'")]
    [InlineData("PUT 'https://host/f.csv?X-Amz-Signature=hidden-4711' @s")]
    [InlineData("PUT https://user:hidden-4711@host/f.csv @s PARALLEL = 2")]
    [InlineData("GET @s 'https://user:hidden-4711@host/f/'")]
    [InlineData("GET @s 's3://key:hidden-4711@b/f/' PATTERN = '.*'")]
    [InlineData("LOAD DATA INFILE 'https://user:hidden-4711@host/f.csv' INTO TABLE t")]
    [InlineData("SELECT 1 INTO OUTFILE 's3://key:hidden-4711@b/a.csv'")]
    [InlineData("COPY INTO t FROM (SELECT * FROM 'https://user:hidden-4711@host/f.csv')")]
    [InlineData("CREATE STAGE s URL = 's3://b/' CONNECTION = (ENDPOINT_URL = 'https://user:hidden-4711@host')")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' ENDPOINT_URL = 'https://user:hidden-4711@host'")]
    [InlineData("ALTER STAGE s SET CREDENTIALS = {'endpoint_url' = 'https://user:hidden-4711@host'}")]
    public void A_statement_with_a_secret_says_so_and_does_not_show_it(string sql)
    {
        var statement = StatementScript.Parse(sql)[0].Statement!;
        statement.HasSecrets.ShouldBeTrue();
        statement.ToString().ShouldNotContain("4711");
    }

    [Theory]
    [InlineData("SHOW STAGES")]
    [InlineData("LOAD DATA INFILE 'stage://s/part?.csv' INTO TABLE t")]
    [InlineData("LOAD DATA INFILE '/data/part?.csv' INTO TABLE t")]
    [InlineData("PUT fs:///data/me@home/part?.csv @s")]
    [InlineData("GET @s 'file:///data/me@home/'")]
    [InlineData("SELECT * FROM '@s/year=2026/primary_key=1/*.csv'")]
    [InlineData("SELECT * FROM t WHERE url LIKE '%token=%' OR regexp_matches(url, 'key=(.*)')")]
    [InlineData("SET s3_secret_access_key = $secret")]
    [InlineData("SET threads = 2")]
    [InlineData("SELECT 'https://host:8080/a' AS url, secret FROM t")]
    public void A_statement_without_one_is_shown_as_it_is(string sql)
    {
        var statement = StatementScript.Parse(sql, Parameters)[0].Statement!;
        statement.HasSecrets.ShouldBeFalse();
        statement.ToString().ShouldBe(statement.Print(reveals: true));
    }

    [Fact]
    public void The_secrets_of_parameters_do_not_stand_in_the_statement()
    {
        var statement = StatementScript.Parse("CREATE STAGE s URL = 's3://b/' CONNECTION = (ACCESS_KEY_ID = $key, SECRET_ACCESS_KEY = $secret)", Parameters)[0].Statement!;
        statement.HasSecrets.ShouldBeFalse();
        statement.ToString().ShouldNotContain("4711");
    }

    [Theory]
    [InlineData("ATTACH 'postgresql://user:hidden-4711@host/d'", "Cannot open file \"/tmp/postgresql:/user:hidden-4711@host/d\"", "Cannot open file \"/tmp/postgresql:/***@host/d\"")]
    [InlineData("SELECT * FROM 'https://h/a?x=1&sig=hidden-4711'", "File https://h/a?x=1&sig=hidden-4711 cut", "File *** cut")]
    [InlineData("SELECT * FROM 'https://h/a?x=1&sig=hidden-4711'", "near \"hidden-4711\"", "near \"***\"")]
    [InlineData("SET my_password = 'hidden-4711'", "near \"hidden-4711\"", "near \"***\"")]
    public void A_message_about_a_statement_does_not_show_its_secret(string sql, string message, string shown) =>
        SecretTexts.Masked(message, new SqlTokens(sql)).ShouldBe(shown);

    [Fact]
    public async Task A_script_that_is_no_text_is_refused_wherever_it_comes_from()
    {
        var error = await Should.ThrowAsync<StageException>(() => ScriptFile.ReadAsync(new MemoryStream([(byte)'a', 0xff]), "it", CancellationToken.None));
        error.Code.ShouldBe(StageErrorCode.DataInvalid);
        error.Message.ShouldContain("'it'");
        (await ScriptFile.ReadAsync(new MemoryStream([0xff, 0xfe, (byte)'a', 0]), "it", CancellationToken.None)).ShouldBe("a");
    }
}
