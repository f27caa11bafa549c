namespace StageTools.Terminal.Tests;

public sealed class SecretTests : IDisposable
{
    private const string Secret = "q7Zx-very-secret-4711";
    private const string WithLiteral = "CREATE STAGE lake URL = 's3://bucket/' CONNECTION = (ENDPOINT_URL = 'http://127.0.0.1:1', ACCESS_KEY_ID = 'AKIAEXAMPLE', SECRET_ACCESS_KEY = '" + Secret + "')";
    private const string WithParameter = "CREATE STAGE lake URL = 's3://bucket/' CONNECTION = (ENDPOINT_URL = 'http://127.0.0.1:1', ACCESS_KEY_ID = $key, SECRET_ACCESS_KEY = $secret)";
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("-c", WithLiteral)]
    [InlineData("-c", "CREATE SECRET s (TYPE s3, KEY_ID 'AKIAEXAMPLE', SECRET '" + Secret + "')")]
    [InlineData("-c", "SELECT 1; create or replace /* now */ secret s (TYPE s3, SECRET '" + Secret + "')")]
    [InlineData("-c", "CREATE STAGE lake URL = 's3://user:" + Secret + "@bucket/'")]
    [InlineData("-c", "attach 'postgresql://user:" + Secret + "@host/d' as d")]
    [InlineData("-c", "SET s3_secret_access_key = '" + Secret + "'")]
    [InlineData("-c", "SELECT * FROM read_csv('https://host/a.csv?sv=1&sig=" + Secret + "')")]
    [InlineData("-c", "CREATE CONNECTION c STORAGE_TYPE = 's3' SECRET_ACCESS_KEY = '" + Secret + "'")]
    [InlineData("-c", "ALTER CONNECTION c SET SECRET_ACCESS_KEY = '" + Secret + "'")]
    [InlineData("-c", "SELECT 1; create user u identified by '" + Secret + "'")]
    [InlineData("-p", "key=AKIAEXAMPLE", "-p", "secret=" + Secret, "-c", WithParameter)]
    [InlineData("-p", "secret=" + Secret, "-c", "CREATE CONNECTION c STORAGE_TYPE = 's3' ACCESS_KEY_ID = $secret SECRET_ACCESS_KEY = $secret")]
    public void A_secret_on_the_command_line_is_refused_and_not_shown(params string[] args)
    {
        var result = _client.Run("", args);
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("--parameter-env");
        result.Error.ShouldNotContain(Secret);
        Directory.Exists(_client.Home).ShouldBeFalse();
    }

    [Theory]
    [InlineData("postgres://user:" + Secret + "@host/database")]
    [InlineData("Host=host;Username=user;Password=" + Secret)]
    [InlineData("host=host password=" + Secret)]
    public void A_connection_in_place_of_a_file_is_refused_and_not_shown(string database)
    {
        var result = _client.Command("SELECT 1", "-d", database);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("a file of SQLite or DuckDB is wanted");
        (result.Output + result.Error).ShouldNotContain(Secret);
        Directory.Exists(_client.Home).ShouldBeFalse();
    }

    [Fact]
    public void A_secret_in_a_parameter_of_the_command_line_is_told_apart()
    {
        var error = _client.Command("CREATE STAGE s URL = 's3://b/' CONNECTION = (ACCESS_KEY_ID = $i)", "-p", "i=AKIAEXAMPLE").Error;
        error.ShouldContain("--parameter is a part of it");
        error.ShouldContain("--parameter-env");
        error.ShouldNotContain("$name");
    }

    [Theory]
    [InlineData("attach 'postgresql://user:" + Secret + "@host/d' as d")]
    [InlineData("SET s3_secret_access_key = '" + Secret + "'")]
    [InlineData("SET s3_secret_access_key = '" + Secret + "' " + Secret)]
    [InlineData("PRAGMA s3_session_token = " + Secret + " wrong")]
    [InlineData("SELECT * FROM read_csv('https://host/a.csv?sv=1&sig=" + Secret + "')")]
    [InlineData("SELECT 'token=" + Secret + "'::INT")]
    [InlineData("CREATE STAGE lake URL = 's3://user:" + Secret + "@bucket/'")]
    [InlineData("CREATE STAGE lake URL 's3://user:" + Secret + "@bucket/'")]
    public void An_error_about_a_statement_with_a_secret_does_not_show_it(string statement)
    {
        var result = _client.Run(statement);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldNotContain(Secret);
    }

    [Fact]
    public void A_column_that_is_called_like_a_secret_may_be_compared()
    {
        _client.Command("CREATE TABLE t AS SELECT 'x' AS token; SELECT count(*) FROM t WHERE token = 'x'", "--no-header").Lines.ShouldBe(["1"]);
        _client.Command("SELECT * FROM (SELECT 'x' AS token) t WHERE (token = 'x') AND (1 = 1)", "--no-header").Lines.ShouldBe(["x"]);
    }

    [Fact]
    public void A_secret_comes_from_the_environment()
    {
        _client["MY_KEY"] = "AKIAEXAMPLE";
        _client["MY_SECRET"] = Secret;
        _client.Command(WithParameter, "--parameter-env", "key=MY_KEY", "--parameter-env", "secret=MY_SECRET").Succeeded();
        var shown = _client.Command("SHOW STAGES").Succeeded();
        shown.ShouldContain("lake");
        shown.ShouldNotContain(Secret);
    }

    [Fact]
    public void A_secret_may_stand_in_a_script_and_a_pipe()
    {
        _client.Run("", _client.Write("a.sql", WithLiteral + ";")).Succeeded();
        _client.Run(WithLiteral.Replace("lake", "pipe", StringComparison.Ordinal)).Succeeded();
        _client.Command("SHOW STAGES", "--no-header").Lines.Length.ShouldBe(2);
    }

    [Fact]
    public void A_statement_with_a_secret_that_fails_does_not_show_it()
    {
        var result = _client.Run(WithLiteral + ";" + WithLiteral + ";" + WithLiteral.Replace("ENDPOINT_URL", "ENDPOINT_URI", StringComparison.Ordinal));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("SELECT $secret", "'$secret' is a secret")]
    [InlineData("SELECT $secret::int", "'$secret' is a secret")]
    [InlineData("CREATE STAGE s FILE_FORMAT = (TYPE = $secret)", "$secret is a secret")]
    [InlineData("CREATE STAGE s FILE_FORMAT = (TYPE = CSV, NULL_DISPLAY = $secret)", "$secret is a secret")]
    [InlineData("CREATE STAGE s COMMENT = $secret", "$secret is a secret")]
    [InlineData("CREATE STAGE s URL = $secret", "$secret is a secret")]
    [InlineData("CREATE STAGE s URL = 's3://b/' CONNECTION = (REGION = $secret)", "$secret is a secret")]
    [InlineData("CREATE STAGE $secret", "$secret is a secret")]
    [InlineData("CREATE STAGE s ENABLE = $secret", "$secret is a secret")]
    [InlineData("DESC STAGE $secret", "$secret is a secret")]
    [InlineData("SHOW STAGES LIKE $secret", "$secret is a secret")]
    [InlineData("LIST @~ PATTERN = $secret", "$secret is a secret")]
    [InlineData("LIST $secret", "$secret is a secret")]
    [InlineData("GET @~/a $secret", "$secret is a secret")]
    [InlineData("PUT $secret @~", "$secret is a secret")]
    [InlineData("SELECT 1 INTO OUTFILE $secret", "$secret is a secret")]
    [InlineData("COPY INTO @~ FROM (SELECT 1) MAX_FILE_SIZE = $secret", "$secret is a secret")]
    [InlineData("SELECT * FROM LIST_STAGE(LOCATION => $secret)", "$secret is a secret")]
    public void A_secret_of_the_environment_is_in_no_error(string sql, string said)
    {
        _client["MY_SECRET"] = Secret;
        var result = _client.Command(sql, "--parameter-env", "secret=MY_SECRET");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(said);
        (result.Output + result.Error).ShouldNotContain(Secret);
    }
}
