using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Words of both systems (SEMANTICS, "Learned since"): a statement, and what it does.</summary>
public sealed class WordsTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("LIST @s", "a.csv", "d/b.csv")]
    [InlineData("LS @s", "a.csv", "d/b.csv")]
    [InlineData("ls @s/d", "d/b.csv")]
    [InlineData("LS @s PATTERN = '.*a[.]csv'", "a.csv")]
    [InlineData("LIST @\"s\"", "a.csv", "d/b.csv")]
    [InlineData("LIST @\"S\"/d/", "d/b.csv")]
    [InlineData("LIST @`s`/d/", "d/b.csv")]
    [InlineData("LS @\"s\"/a.csv", "a.csv")]
    [InlineData("SELECT name FROM LIST_STAGE(LOCATION => '@s/d')", "d/b.csv")]
    [InlineData("SELECT METADATA$FILENAME FROM @\"s\"/d/*.csv", "d/b.csv")]
    [InlineData("SELECT METADATA$FILENAME FROM @`s`/a.csv x", "a.csv")]
    public async Task Files_are_listed(string sql, params string[] names)
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "n\n1\n");
        files.Write("d/b.csv", "n\n2\n");
        (await _run.RunAsync(sql)).Rows.Select(static row => (string)row[0]!).ShouldBe(names);
    }

    [Theory]
    [InlineData("REMOVE @s/d")]
    [InlineData("RM @s/d")]
    [InlineData("rm @\"s\"/d/")]
    [InlineData("RM @s PATTERN = '.*b[.]csv'")]
    public async Task Files_are_removed(string sql)
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "n\n1\n");
        files.Write("d/b.csv", "n\n2\n");
        await _run.RunAsync(sql);
        files.Files.ShouldBe(["a.csv"]);
        StatementReading.Read(sql).ToString().ShouldStartWith("REMOVE @s");
    }

    [Fact]
    public async Task A_name_in_quotes_is_a_stage_in_every_place()
    {
        var files = await _run.StageAsync("\"my-stage\"");
        await _run.RunAsync("COPY INTO @\"my-stage\"/out FROM (SELECT 1 AS n) FILE_FORMAT = (TYPE = CSV)");
        await _run.RunAsync("CREATE TABLE t (n INT); COPY INTO t FROM @\"my-stage\"/out/");
        (await _run.LinesAsync("SELECT n FROM t")).ShouldBe(["1"]);
        (await _run.LinesAsync("SELECT $1 FROM @\"my-stage\"/out/ (FILE_FORMAT => 'csv')")).ShouldBe(["1"]);
        files.Files.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("URL = 'azblob://c/p/' CONNECTION = (account_name = 'x', account_key = 'hunter2==', endpoint_url = 'https://a')", "Azure Blob Storage")]
    [InlineData("URL = 'azure://c/p/' CREDENTIALS = {\"azure_account\" = 'x'}", "Azure Blob Storage")]
    [InlineData("URL = 'webhdfs://h/p/' CONNECTION = (HTTPS = TRUE, DELEGATION = 'hunter2')", "WebHDFS")]
    [InlineData("URL = 'hf://o/r/' CONNECTION = (REPO_TYPE = 'dataset' REVISION = 'main')", "Hugging Face")]
    [InlineData("URL = 'obs://b/' CONNECTION = (region = 'x', made_up = 1)", "Huawei Cloud OBS")]
    [InlineData("'nonsense://b/' CONNECTION = (made_up = 'hunter2')", "nonsense://")]
    public async Task A_store_that_is_not_served_is_said_by_its_name_whatever_keys_come_with_it(string settings, string store)
    {
        var statement = StatementReading.Read($"CREATE STAGE s {settings}");
        statement.ToString().ShouldNotContain("hunter2");
        var error = await StageErrorCode.StorageNotServed.ShouldFailAsync(() => _run.RunAsync(statement));
        error.Message.ShouldContain(store);
        error.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("CREATE STAGE s URL = 's3://b/' CONNECTION = (made_up = 'x')", "CONNECTION has no key 'made_up'; it has endpoint_url, ")]
    [InlineData("CREATE STAGE s URL = 's3://b' CREDENTIALS = {\"AWS_KEY_ID\" = 'k', \"colour\" = 'x'}", "CREDENTIALS has no key 'colour'; it has endpoint_url, ")]
    [InlineData("CREATE STAGE s CONNECTION = (region = 'x', made_up = TRUE)", "CONNECTION has no key 'made_up'; it has ")]
    public void An_unknown_key_is_named(string sql, string sentence) =>
        StageErrorCode.StatementInvalid.ShouldFail(() => StatementScript.Parse(sql)).Message.ShouldContain(sentence);

    [Theory]
    [InlineData("CONNECTION = (secret_access_key = 'ab'hunter2='x')")]
    [InlineData("CONNECTION = (secret_access_key = 'ab'hunter2 = 'x')")]
    [InlineData("CONNECTION = (secret_access_key = 'a' hunter2/ = 'x')")]
    [InlineData("CONNECTION = (secret_access_key = 'a' hunter2 'x')")]
    [InlineData("CREDENTIALS = {\"secret_access_key\" = \"a\"\"hunter2= 'x'}")]
    public void Half_of_a_secret_is_no_key(string clause) =>
        StatementScript.Read($"CREATE STAGE s {clause}").First().Error.ShouldNotBeNull().ToString().ShouldNotContain("hunter2");

    [Theory]
    [InlineData("CREATE STAGE _databend_x")]
    [InlineData("CREATE STAGE _DATABEND_")]
    [InlineData("CREATE STAGE t; ALTER STAGE t RENAME TO _databend_t")]
    public async Task Names_that_begin_as_Databends_own_are_reserved(string sql) =>
        (await _run.ShouldFailAsync(StageErrorCode.StageNameInvalid, sql)).Message.ShouldContain("reserved");

    [Theory]
    [InlineData("DESC STAGE s")]
    [InlineData("SHOW STAGES")]
    public async Task A_folder_is_shown_as_Databend_writes_it(string sql)
    {
        var files = await _run.StageAsync("s");
        var result = await _run.RunAsync(sql);
        result.Rows.ShouldHaveSingleItem()[result.Names.ToList().IndexOf("url")].ShouldBe($"fs://{files.Path}/");
        await _run.RunAsync($"CREATE STAGE again URL = '{result.Rows[0][3]}'");
        (await _run.Stages.GetAsync("again")).Url.ShouldBe((await _run.Stages.GetAsync("s")).Url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_URL_without_its_last_slash_is_mended(string end)
    {
        var folder = _run.Folder.Folder("data");
        await _run.RunAsync($"CREATE STAGE s URL = 'fs://{folder}{end}'; CREATE STAGE b URL = 's3://bucket/path{end}'");
        (await _run.Stages.GetAsync("s")).Url.ShouldBe($"file://{folder}/");
        (await _run.Stages.GetAsync("b")).Url.ShouldBe("s3://bucket/path/");
    }

    [Theory]
    [InlineData("$1", "csv")]
    [InlineData("$1, $7", "csv")]
    [InlineData("$2, METADATA$FILENAME, METADATA$FILE_ROW_NUMBER", "tsv")]
    [InlineData("count($3) AS n, max($1)", "text")]
    public async Task An_empty_file_has_whichever_columns_are_asked_for_and_no_rows(string columns, string format)
    {
        var files = await _run.StageAsync("s");
        files.Write("e.csv", "");
        var result = await _run.RunAsync($"SELECT {columns} FROM @s (FILES => ('e.csv'), FILE_FORMAT => '{format}')");
        result.Names.Count().ShouldBe(columns.Split(',').Length);
        DataRun.Lines(result).ShouldBe(columns.StartsWith("count", StringComparison.Ordinal) ? ["0|-"] : []);
    }

    [Theory]
    [InlineData("NaN", true)]
    [InlineData("null", true)]
    [InlineData("NULL", true)]
    [InlineData("-", false)]
    [InlineData("", false)]
    public async Task NAN_DISPLAY_is_NaN_or_null(string text, bool isTaken)
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", $"1,{text}\n");
        string[] statements =
        [
            $"COPY INTO @s/x FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV, NAN_DISPLAY = '{text}')",
            $"SELECT * FROM @s/a.csv (FILE_FORMAT => (TYPE = CSV, NAN_DISPLAY = '{text}'))",
        ];
        foreach (var sql in statements)
        {
            if (isTaken)
                await _run.RunAsync(sql);
            else
                StageErrorCode.OptionInvalid.ShouldBe((await Should.ThrowAsync<StageException>(() => _run.RunAsync(sql))).Code);
        }
    }

    [Theory]
    [InlineData("ALLOW_QUOTED_NULLS = TRUE", "a|-|-")]
    [InlineData("ALLOW_QUOTED_NULLS = FALSE", "a|\\N|-")]
    public async Task ALLOW_QUOTED_NULLS_is_heard_by_SQL_and_by_loads(string option, string row)
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "\"a\",\"\\N\",\\N\n");
        (await _run.LinesAsync($"SELECT $1, $2, $3 FROM @s/a.csv (FILE_FORMAT => (TYPE = CSV, {option}))")).ShouldBe([row]);
        (await _run.LinesAsync(
            $"CREATE TABLE t (a TEXT, b TEXT, c TEXT); COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV, {option}); SELECT * FROM t")).ShouldBe([row]);
    }

    [Theory]
    [InlineData("QUOTE_STYLE = MINIMAL", "a\tb,a,1.0,01ff\n")]
    [InlineData("QUOTE_STYLE = NON_NUMERIC", "\"a\tb\",\"a\",1.0,01ff\n")]
    [InlineData("QUOTE_STYLE = 'ALL'", "\"a\tb\",\"a\",\"1.0\",\"01ff\"\n")]
    [InlineData("QUOTE_STYLE = NONE", "a\tb,a,1.0,01ff\n")]
    [InlineData("FIELD_DELIMITER = '||', RECORD_DELIMITER = '#EOL#'", "\"a\tb\"||\"a\"||1.0||01ff#EOL#")]
    public async Task COPY_INTO_writes_what_its_options_say(string options, string content)
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"COPY INTO @s FROM (SELECT 'a' || chr(9) || 'b', 'a', 1::DOUBLE, '\\x01\\xff'::BLOB) FILE_FORMAT = (TYPE = CSV, {options})");
        files.ReadOnly().ShouldBe(content);
    }
}
