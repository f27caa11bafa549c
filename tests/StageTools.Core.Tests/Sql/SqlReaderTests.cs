using FsCheck;
using FsCheck.Fluent;
using StageTools.Formats.Options;
using StageTools.Query;
using StageTools.Sql;

namespace StageTools.Core.Tests.Sql;

/// <summary>Where a statement names staged files, and where a text is just a text.</summary>
public sealed class SqlReaderTests
{
    public static TheoryData<string, string> Named => new()
    {
        { "SELECT * FROM '@s/a.csv'", "@s/a.csv" },
        { "select * from @s/2026/*.parquet where x = 1", "@s/2026/*.parquet" },
        { "FROM @s/**/a.csv;", "@s/**/a.csv" },
        { "FROM @~/a.csv LIMIT 1", "@~/a.csv" },
        { "SELECT 1 FROM t, '@s/a'", "@s/a" },
        { "SELECT 1 FROM t JOIN '@s/a' ON t.x = a.x, '@s/b'", "@s/a|@s/b" },
        { "SELECT 1 FROM t LEFT JOIN '@s/a' USING (id) JOIN @s/b ON true", "@s/a|@s/b" },
        { "SELECT (SELECT max(x) FROM '@s/a') FROM '@s/b'", "@s/a|@s/b" },
        { "WITH c AS (FROM '@s/a') SELECT * FROM c", "@s/a" },
        { "SELECT * FROM ('@s/a' JOIN '@s/b' ON true)", "@s/a|@s/b" },
        { "SELECT * FROM (@s/a.csv)", "@s/a.csv" },
        { "SELECT * FROM (@s/a.csv JOIN @s/b ON true)", "@s/a.csv|@s/b" },
        { "INSERT INTO t SELECT * FROM '@s/a'", "@s/a" },
        { "COPY t FROM '@s/a.csv' (HEADER)", "@s/a.csv" },
        { "MERGE INTO t USING '@s/a.csv' AS n ON t.id = n.id WHEN MATCHED THEN DELETE", "@s/a.csv" },
        { "DESCRIBE '@s/a.csv'", "@s/a.csv" },
        { "SELECT * FROM read_csv('@s/a.csv', sep = ';')", "@s/a.csv" },
        { "SELECT * FROM read_parquet(['@s/a', '@s/b'], filename = true)", "@s/a|@s/b" },
        { "SELECT 1 FROM '@s/it''s.csv'", "@s/it's.csv" },
        { "SELECT 1 FROM 'stage://s/a.csv'", "stage://s/a.csv" },
        { "SELECT 1 FROM 's:/a.csv'", "s:/a.csv" },
        { "SELECT 1 UNION ALL SELECT 2 FROM '@s/a'", "@s/a" },
        { "EXPLAIN SELECT * FROM '@s/a'", "@s/a" },
        { "PIVOT '@s/a.csv' ON year USING sum(x)", "@s/a.csv" },
    };

    public static TheoryData<string> Unnamed =>
    [
        "SELECT * FROM t WHERE x = '@s/a.csv'",
        "SELECT '@s/a.csv', @x FROM t",
        "SELECT x IS DISTINCT FROM '@s/a.csv' FROM t",
        "SELECT x IS NOT DISTINCT FROM '@s/a.csv' FROM t",
        "SELECT extract(year FROM '@s/a.csv')",
        "SELECT trim(both 'x' FROM '@s/a.csv')",
        "SELECT 1 -- FROM '@s/a.csv'",
        "SELECT 1 /* /* FROM '@s/a.csv' */ FROM '@s/b.csv' */",
        "SELECT $$ FROM '@s/a.csv' $$",
        "SELECT $x$ FROM '@s/a.csv' $x$",
        "SELECT E' \\' FROM ', '@s/a.csv'",
        "SELECT \" FROM \", '@s/a.csv'",
        "SELECT * FROM t ORDER BY x, '@s/a.csv'",
        "SELECT * FROM t WHERE x IN ('@s/a', '@s/b')",
        "SELECT * FROM f('@s/a.csv')",
        "SELECT * FROM 'a.csv'",
        "SELECT * FROM 's3://bucket/a.csv'",
        "SELECT t.from, '@s/a.csv' FROM t",
        "INSERT INTO t VALUES ('@s/a')",
    ];

    [Theory]
    [MemberData(nameof(Named))]
    public void Staged_files_are_found_where_a_table_stands(string sql, string paths) =>
        string.Join('|', SqlReader.Read(new SqlTokens(sql)).Single().References.Select(static r => r.Path)).ShouldBe(paths);

    [Theory]
    [MemberData(nameof(Unnamed))]
    public void A_text_elsewhere_is_a_text(string sql) => SqlReader.Read(new SqlTokens(sql)).Single().References.ShouldBeEmpty();

    [Theory]
    [InlineData("SELECT 1; SELECT ';' ; ; SELECT $$;$$ -- ;\n", "SELECT 1|SELECT ';'|SELECT $$;$$")]
    [InlineData(" -- nothing ;\n ; /* ; */ ", "")]
    public void Statements_end_at_semicolons(string sql, string statements) =>
        string.Join('|', SqlReader.Read(new SqlTokens(sql)).Select(static s => s.Text)).ShouldBe(statements);

    [Theory]
    [InlineData("FROM '@s/a' AS t WHERE x", "t")]
    [InlineData("FROM '@s/a' t JOIN u ON true", "t")]
    [InlineData("FROM '@s/a' \"my t\"", "my t")]
    [InlineData("FROM '@s/a' WHERE x", null)]
    [InlineData("FROM '@s/a' LEFT JOIN u ON true", null)]
    [InlineData("FROM '@s/a', u", null)]
    public void The_name_of_a_table_is_known(string sql, string? name) => SqlReader.Read(new SqlTokens(sql)).Single().References.Single().Alias.ShouldBe(name);

    [Fact]
    public void Options_are_read()
    {
        var reference = SqlReader.Read(new SqlTokens(
            "SELECT 1 FROM @s/p (PATTERN => '.*[.]csv', FILES => ('a', 'b'), FILE_FORMAT => (TYPE = TSV, FIELD_DELIMITER = ';')) t WHERE 1 = 1")).Single().References.Single();
        (reference.Pattern, reference.Alias).ShouldBe((".*[.]csv", "t"));
        reference.Files.ShouldBe(["a", "b"]);
        (reference.Format.Format, reference.Format.Delimiter).ShouldBe((RowFormat.Tsv, ";"));
    }

    [Theory]
    [InlineData("FROM '@s/a' (NO => 1)")]
    [InlineData("FROM '@s/a' (PATTERN => 5)")]
    [InlineData("FROM '@s/a' (FILES => 'a')")]
    [InlineData("FROM '@s/a' (FILE_FORMAT => (TYPE = XML))")]
    [InlineData("FROM '@s/a' (FILE_FORMAT => (TYPE")]
    [InlineData("FROM '@s/a' (")]
    public void Options_that_cannot_be_read_are_refused(string sql) => StageErrorCode.OptionInvalid.ShouldFail(() => _ = SqlReader.Read(new SqlTokens(sql)).ToList());

    [Fact]
    public void Whatever_the_text_reading_it_ends_and_loses_nothing() => Property.Check(Soup, static sql =>
    {
        try
        {
            var end = 0;
            foreach (var statement in SqlReader.Read(new SqlTokens(sql)))
            {
                statement.Start.ShouldBeGreaterThanOrEqualTo(end);
                (end = statement.End).ShouldBeLessThanOrEqualTo(sql.Length);
            }
        }
        catch (StageException e)
        {
            e.Code.ShouldBe(StageErrorCode.OptionInvalid);
        }
    });

    [Fact]
    public void A_statement_without_staged_files_goes_to_DuckDB_as_it_is() => Property.Check(
        Soup.Where(static sql => !sql.Contains('@', StringComparison.Ordinal)),
        static sql =>
        {
            foreach (var statement in SqlReader.Read(new SqlTokens(sql)))
                new StatementRewriter(statement).Rewrite(static _ => []).ShouldBe(sql[statement.Start..statement.End]);
        });

    private static Gen<string> Soup => Property.Texts(
        "SELECT ", "FROM ", " JOIN ", " WHERE ", "COPY ", "'", "''", "'a'", "\"", "$$", "$x$", "$1", "t.$2", "E'\\'", "(", ")", "[", "]", ",", ";", "*", ".", "--", "\n", "/*", "*/", "@s/a", "'@s/b'",
        "(PATTERN => 'x')", "FILE_FORMAT => (", "TYPE = CSV", " METADATA$FILENAME", " t ", " t(a, b)", "t(", " AS ", "1e+5", "::", "=>", "read_csv(", "é", "\u0001", " UNION ", "DISTINCT ", " IS ");

    [Theory]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM t", true)]
    [InlineData("WITH x AS (SELECT 1), y AS (SELECT 2) INSERT INTO t SELECT * FROM x", true)]
    [InlineData("EXPLAIN ANALYZE WITH x AS (SELECT 1) UPDATE t SET a = 1", true)]
    [InlineData("WITH x AS (SELECT 1) SELECT 'a' AS \"delete\", (SELECT 1) FROM x", false)]
    public void A_statement_behind_WITH_tells_whether_it_changes_something(string sql, bool changes) =>
        StageSql.Read(sql)[0].Changes.ShouldBe(changes);
}
