namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Connections and file formats by name, in statements that use them.</summary>
public sealed class NamedStatementsTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_connection_is_made_shown_used_and_dropped()
    {
        await _run.RunAsync("CREATE CONNECTION c STORAGE_TYPE = 's3' ACCESS_KEY_ID = 'AKIAEXAMPLE' SECRET_ACCESS_KEY = 'tops3cret'");
        (await _run.RunAsync("SHOW CONNECTIONS")).Rows.ShouldHaveSingleItem()
            .ShouldBe(["c", "s3", """{"access_key_id":"AK***LE","secret_access_key":"to***et"}"""]);
        (await _run.RunAsync("DESC CONNECTION C")).Rows.Count.ShouldBe(1);
        await _run.RunAsync("CREATE STAGE s URL = 's3://bucket/' CONNECTION = (CONNECTION_NAME = 'c')");
        (await _run.Stages.GetAsync("s")).ConnectionName.ShouldBe("c");
        (await _run.ShouldFailAsync(StageErrorCode.ConnectionInUse, "DROP CONNECTION c")).Message.ShouldContain("'s'");
        await _run.RunAsync("DROP STAGE s; DROP CONNECTION c; DROP CONNECTION IF EXISTS c");
        (await _run.ShouldFailAsync(StageErrorCode.ConnectionNotFound, "DESC CONNECTION c")).Message.ShouldContain("SHOW CONNECTIONS");
    }

    [Theory]
    [InlineData("COPY INTO @s/out/ FROM (SELECT 1 AS a, 'x' AS b) FILE_FORMAT = (FORMAT_NAME = 'f')", "1;\"x\"\n")]
    [InlineData("COPY INTO @s/out/ FROM (SELECT 1 AS a, 'x' AS b) FILE_FORMAT = (FORMAT_NAME = 'F' OUTPUT_HEADER = TRUE)", "\"a\";\"b\"\n1;\"x\"\n")]
    public async Task A_file_format_says_how_files_are_written(string sql, string written)
    {
        await _run.RunAsync("CREATE FILE FORMAT f TYPE = CSV FIELD_DELIMITER = ';'; CREATE STAGE s");
        await _run.RunAsync(sql);
        (await File.ReadAllTextAsync(await OnlyFileAsync(), TestContext.Current.CancellationToken)).ShouldBe(written);
    }

    [Theory]
    [InlineData("SELECT $1, $2 FROM @s/a.csv (FILE_FORMAT => 'f')")]
    [InlineData("SELECT * FROM @s/a.csv (FILE_FORMAT => (FORMAT_NAME = 'f'))")]
    [InlineData("CREATE TABLE t (a BIGINT, b VARCHAR); COPY INTO t FROM @s/a.csv FILE_FORMAT = (FORMAT_NAME = 'f'); SELECT * FROM t")]
    [InlineData("CREATE TABLE t (a BIGINT, b VARCHAR); COPY INTO t FROM (SELECT $1, $2 FROM @s/a.csv) FILE_FORMAT = (FORMAT_NAME = 'f'); SELECT * FROM t")]
    [InlineData("CREATE TABLE t (a BIGINT, b VARCHAR); COPY INTO t FROM (SELECT $1, $2 FROM @s/a.csv (FILE_FORMAT => 'f')); SELECT * FROM t")]
    [InlineData("CREATE OR REPLACE STAGE s URL = '{0}' FILE_FORMAT = (FORMAT_NAME = 'f'); SELECT * FROM @s/a.csv (FILE_FORMAT => (TYPE = CSV))")]
    public async Task A_file_format_says_how_files_are_read(string sql)
    {
        var folder = _run.Folder.Folder("data");
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), "1;x\n2;y\n", TestContext.Current.CancellationToken);
        await _run.RunAsync($"CREATE FILE FORMAT f TYPE = CSV FIELD_DELIMITER = ';'; CREATE STAGE s URL = '{folder}'");
        (await _run.RunAsync(sql.Replace("{0}", folder, StringComparison.Ordinal))).Rows.Select(static row => $"{row[0]}{row[1]}").ShouldBe(["1x", "2y"]);
    }

    [Fact]
    public async Task INFER_SCHEMA_takes_a_file_format_by_name()
    {
        var folder = _run.Folder.Folder("data");
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), "n;m\n1;x\n", TestContext.Current.CancellationToken);
        await _run.RunAsync($"CREATE FILE FORMAT f TYPE = CSV FIELD_DELIMITER = ';' OUTPUT_HEADER = TRUE; CREATE STAGE s URL = '{folder}'");
        (await _run.RunAsync("SELECT column_name FROM INFER_SCHEMA(LOCATION => '@s/a.csv', FILE_FORMAT => 'f')")).Rows
            .Select(static row => row[0]).ShouldBe(["n", "m"]);
    }

    [Theory]
    [InlineData("SELECT * FROM @s/a.csv (FILE_FORMAT => 'nono')")]
    [InlineData("COPY INTO @s/out/ FROM (SELECT 1) FILE_FORMAT = (FORMAT_NAME = 'nono')")]
    [InlineData("CREATE TABLE t (a BIGINT); COPY INTO t FROM @s FILE_FORMAT = (FORMAT_NAME = 'nono')")]
    [InlineData("CREATE STAGE other FILE_FORMAT = (FORMAT_NAME = 'nono')")]
    public async Task One_that_is_not_there_is_an_error_that_names_it(string sql)
    {
        var folder = _run.Folder.Folder("data");
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), "1\n", TestContext.Current.CancellationToken);
        await _run.RunAsync($"CREATE STAGE s URL = '{folder}'");
        (await _run.ShouldFailAsync(StageErrorCode.FileFormatNotFound, sql)).Message.ShouldContain("'nono'; SHOW FILE FORMATS");
    }

    private async Task<string> OnlyFileAsync() =>
        Directory.EnumerateFiles(await _run.Stages.FolderOfAsync("s"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
}
