using FsCheck.Fluent;
using StageTools.Statements.Parsing;
using StageTools.Statements.Parts;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Names and values are names and values, whatever characters they have: none becomes SQL of its own.</summary>
public sealed class InjectionTests : IDisposable
{
    private const int Cases = 20;

    private static readonly string[] Pieces =
    [
        "'", "\"", "`", "\\", ";", "--", "/*", "*/", ")", "(", "#", "$1", "$$", "@s", " ", "%", "a", "é", "\u2028", "' OR '1' = '1", "'; DROP TABLE canary; --", "\"; DROP TABLE canary; --",
        "'); DROP STAGE canary; --", "{}", ",", "=", "$value", "\\'",
    ];

    private readonly TestRun _run = new();

    public InjectionTests() => Run("CREATE STAGE s; CREATE STAGE canary; CREATE TABLE canary AS SELECT 7 AS seven");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_tables_name_cannot_become_SQL_of_its_own()
    {
        var files = await _run.StageAsync("files");
        await _run.RunAsync("CREATE TABLE \"x; DROP TABLE t; --\" AS SELECT 7 AS n; CREATE TABLE t AS SELECT 1 AS n; COPY INTO @files FROM \"x; DROP TABLE t; --\" FILE_FORMAT = (TYPE = CSV)");
        files.ReadOnly().ShouldBe("7\n");
        (await _run.LinesAsync("SELECT * FROM t")).ShouldBe(["1"]);
    }

    [Fact]
    public void A_comment_is_shown_as_it_was_given() => Check(text =>
    {
        Run($"CREATE OR REPLACE STAGE x COMMENT = {Quoted(text)}");
        Run($"ALTER STAGE x SET COMMENT = {Quoted(text)}");
        (Rows("DESC STAGE x").Single("comment") ?? string.Empty).ShouldBe(text);
    });

    [Fact]
    public void A_table_is_exported_and_loaded_by_its_name() => Check(text =>
    {
        var name = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}_\"";

        // In the systems' own statements a backslash escapes in double quotes too.
        var escaped = name.Replace("\\", "\\\\", StringComparison.Ordinal);
        Run($"CREATE OR REPLACE TABLE {name} AS SELECT 1 AS {name}; REMOVE @s; COPY INTO @s/x FROM {escaped} FILE_FORMAT = (TYPE = CSV)");
        Run($"COPY INTO {escaped} ({escaped}) FROM @s/x FILE_FORMAT = (TYPE = CSV)");
        Run($"LOAD DATA INFILE 'stage://s/x/*' INTO TABLE {escaped}");
        Rows($"SELECT count(*) AS n, sum({name}) AS total FROM {name}").Rows.ShouldHaveSingleItem()[0].ShouldBe(3L);
    });

    [Fact]
    public void A_file_is_written_listed_queried_and_removed_by_its_name() => Check(text =>
    {
        var name = $"{NameOf(text)}_.csv";
        Run("REMOVE @s");
        Run($"COPY INTO {Quoted("@s/zz/" + name)} FROM (SELECT 5 AS five) SINGLE = TRUE USE_RAW_PATH = TRUE FILE_FORMAT = (TYPE = CSV, OUTPUT_HEADER = TRUE)");
        Run("COPY INTO @s/zz/z.csv FROM (SELECT 6) SINGLE = TRUE USE_RAW_PATH = TRUE FILE_FORMAT = (TYPE = CSV)");
        Rows($"LIST {Quoted("@s/zz/" + name)}").Single("name").ShouldBe("zz/" + name);
        Rows($"SELECT five FROM @s/zz (FILES => ('{name.Replace("'", "''", StringComparison.Ordinal)}'), FILE_FORMAT => (TYPE = CSV, OUTPUT_HEADER = TRUE))").Single("five").ShouldBe(5L);
        Run($"REMOVE {Quoted("@s/zz/" + name)}");
        Rows("LIST @s").Single("name").ShouldBe("zz/z.csv");
    });

    [Fact]
    public void A_value_that_names_a_folder_stays_below_the_path() => Check(text =>
    {
        var value = "v" + NameOf(text).Replace("'", "''", StringComparison.Ordinal);
        Run($"CREATE OR REPLACE TABLE v AS SELECT '{value}/../..' AS a, 5 AS b; REMOVE @s");
        StageErrorCode.PathOutsideStage.ShouldFail(() => Run("COPY INTO @s/p FROM v PARTITION BY (a) FILE_FORMAT = (TYPE = PARQUET)"));
        Rows("LIST @s").Rows.ShouldBeEmpty();
        Run($"CREATE OR REPLACE TABLE v AS SELECT '{value}' AS a, 5 AS b");
        Run("COPY INTO @s/p FROM v PARTITION BY (a) FILE_FORMAT = (TYPE = PARQUET)");
        Rows("LIST @s").Single("name").ShouldBeOfType<string>().ShouldStartWith("p/");
        Rows("SELECT b FROM @s (PATTERN => '.*[.]parquet')").Single("b").ShouldBe(5);
    });

    [Fact]
    public void A_value_that_is_exported_is_loaded_as_it_was() => Check(text =>
    {
        var value = text.Replace("'", "''", StringComparison.Ordinal);
        Run($"CREATE OR REPLACE TABLE v AS SELECT '{value}' AS a; CREATE OR REPLACE TABLE w (a TEXT); REMOVE @s");
        Run("SELECT a FROM v INTO OUTFILE 'stage://s/o.csv'; LOAD DATA INFILE 'stage://s/o.csv' INTO TABLE w IGNORE 1 LINES; COPY INTO @s/c FROM v FILE_FORMAT = (TYPE = CSV); COPY INTO w FROM @s/c FILE_FORMAT = (TYPE = CSV)");
        Rows("SELECT a FROM w").Rows.Select(static row => row[0]).ShouldBe([text, text]);
    });

    [Fact]
    public void A_parameters_value_is_never_SQL() => Check(text =>
    {
        var parameters = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["value"] = text };
        var create = StatementScript.Parse("CREATE OR REPLACE STAGE x COMMENT = $value", parameters).ShouldHaveSingleItem().Statement;
        _run.RunAsync(create!).GetAwaiter().GetResult();
        (Rows("DESC STAGE x").Single("comment") ?? string.Empty).ShouldBe(text);
    });

    private void Check(Action<string> holds) => Property.Check(Property.Texts(Pieces), text =>
    {
        holds(text);
        Rows("SELECT seven FROM canary").Single("seven").ShouldBe(7);
        Run("DESC STAGE canary");
    }, Cases);

    /// <summary>A text as a file's name, as long as file systems take one. DuckDB takes a backslash beside a star for the end of a folder, and finds no such file.</summary>
    private static string NameOf(string text)
    {
        var name = text[..Math.Min(text.Length, 60)].Replace('/', '|');
        return name.Contains('*', StringComparison.Ordinal) ? name.Replace('\\', '|') : name;
    }

    /// <summary>A text as a statement writes it.</summary>
    private static string Quoted(string text) => StatementText.Write(text);

    private void Run(string sql) => Rows(sql);

    // FsCheck's properties are not asynchronous.
    private TestResult Rows(string sql) => _run.RunAsync(sql).GetAwaiter().GetResult();
}
