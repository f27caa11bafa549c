using StageTools.Formats.Options;
using StageTools.Statements;
using StageTools.Statements.Parts;

namespace StageTools.Core.Tests.Statements;

/// <summary>What is no stage's goes to DuckDB as it was written.</summary>
public class QueryStatementTests
{
    [Theory]
    [InlineData("SELECT * FROM '@s/*.parquet'")]
    [InlineData("SELECT $1, $2 FROM @s/2026/*.csv (PATTERN => '.*', FILES => ('a', 'b'), FILE_FORMAT => 'csv') t")]
    [InlineData("FROM t")]
    [InlineData("CREATE TABLE `user` (`id` int(11) ,`a;b` varchar(255))")]
    [InlineData("CREATE TABLE stage (a INT)")]
    [InlineData(@"CREATE OR REPLACE VIEW v AS SELECT ';' AS ""a;b"", E'\';', $$;$$ /* ; /* ; */ ; */ + 1")]
    [InlineData("DESC states")]
    [InlineData("DESC \"stage\"")]
    [InlineData("DESCRIBE SELECT 1")]
    [InlineData("SHOW states")]
    [InlineData("COPY t FROM 'x.csv'")]
    [InlineData("COPY (SELECT 1) TO '@s/x.csv'")]
    [InlineData("COPY files FROM 'x.csv'")]
    [InlineData("LOAD httpfs")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO outfiles SELECT * FROM x")]
    [InlineData(@"SELECT 'a\'")]
    [InlineData("SELECT 1 # 2")]
    [InlineData("nothing that is known")]
    public void A_query_keeps_its_text(string sql)
    {
        var query = StatementReading.Read<QueryStatement>(sql);
        query.Dialect.ShouldBe(Dialect.Standard);
        query.Sql.ShouldBe(sql);
        query.ToString().ShouldBe(sql);
    }

    [Fact]
    public void A_query_loses_the_comments_around_it_only() =>
        StatementReading.Read<QueryStatement>("-- a\n/* b */ SELECT /* c */ 1 -- d\n").Sql.ShouldBe("SELECT /* c */ 1");

    [Fact]
    public void Functions_that_list_stages_are_found_with_their_places()
    {
        const string Sql = "SELECT name FROM list_stage(LOCATION => '@s/a/', PATTERN => '.*[.]csv') AS l, STAGE_LIST('stage://t/x*') WHERE size > 5";
        var query = StatementReading.Read<QueryStatement>("; " + Sql);
        query.Functions.Count.ShouldBe(2);
        var list = query.Functions[0];
        (list.Function, list.Location.ToString(), list.Pattern).ShouldBe((StageFunction.ListStage, "@s/a/", ".*[.]csv"));
        Sql.Substring(list.Start, list.Length).ShouldBe("list_stage(LOCATION => '@s/a/', PATTERN => '.*[.]csv')");
        var second = query.Functions[1];
        (second.Function, second.Location.ToString(), second.Pattern).ShouldBe((StageFunction.StageList, "@t/x*", null));
        Sql.Substring(second.Start, second.Length).ShouldBe("STAGE_LIST('stage://t/x*')");
        StatementReading.Read(query.Sql).ShouldBe(query);
    }

    [Fact]
    public void INFER_SCHEMA_takes_a_format()
    {
        StatementReading.Read<QueryStatement>("SELECT * FROM INFER_SCHEMA(FILE_FORMAT => 'csv', LOCATION => '@s/a.csv')").Functions[0]
            .FileFormat.ShouldBe(new FileFormat { Format = RowFormat.Csv });
        StatementReading.Read<QueryStatement>("SELECT * FROM INFER_SCHEMA(LOCATION => '@s/a', FILE_FORMAT => (TYPE = TSV, SKIP_HEADER = 1))").Functions[0]
            .FileFormat.ShouldBe(new FileFormat { Format = RowFormat.Tsv, SkipHeader = 1 });
    }

    [Fact]
    public void Functions_are_found_in_queries_inside_statements()
    {
        var copy = StatementReading.Read<CopyIntoStageStatement>("COPY INTO @s FROM (SELECT * FROM LIST_STAGE(LOCATION => '@t'))");
        copy.Query!.Functions[0].Location.ToString().ShouldBe("@t");
        copy.Query.Functions[0].Start.ShouldBe("SELECT * FROM ".Length);
        StatementReading.Read<SelectIntoOutfileStatement>("SELECT * FROM STAGE_LIST('s:/x') INTO OUTFILE 't:/y'").Query.Functions[0].Location.ToString().ShouldBe("@s/x");
    }

    [Fact]
    public void A_column_of_that_name_is_a_column() => StatementReading.Read<QueryStatement>("SELECT list_stage FROM t").Functions.ShouldBeEmpty();
}
