using StageTools.Formats.Options;
using StageTools.Statements;
using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements;

/// <summary>Scripts: several statements, comments, quotes, places.</summary>
public class StatementScriptTests
{
    [Fact]
    public void A_script_holds_several_statements_with_their_places()
    {
        const string Text = "\ufeffSHOW STAGES;;\r\n\ufeffLIST @s/a;\n/* a /* nested; */ one */ DROP STAGE s -- the end\r# of it\n";
        var statements = StatementScript.Parse(Text);
        statements.Select(static s => s.Statement!.ToString()).ShouldBe(["SHOW STAGES", "LIST @s/a", "DROP STAGE s"]);
        statements.Select(static s => (s.Line, s.Column)).ShouldBe([(1, 2), (2, 2), (3, 27)]);
        Text.Substring(statements[1].Start, statements[1].Length).ShouldBe("LIST @s/a");
    }

    [Fact]
    public void A_statement_that_cannot_be_read_leaves_the_others()
    {
        var statements = StatementScript.Read("SHOW STAGES; LITS @s ';' x; SELECT (1; DROP STAGE 'a;' b; LIST @~").ToList();
        statements.Select(static s => s.Statement?.ToString()).ShouldBe(["SHOW STAGES", null, null, null, "LIST @~"]);
        statements.Select(static s => s.Error is null).ShouldBe([true, false, false, false, true]);
    }

    [Fact]
    public void Parse_refuses_a_script_of_which_one_statement_cannot_be_read() =>
        StageErrorCode.StatementInvalid.ShouldFail(() => StatementScript.Parse("DROP STAGE a;\nDROP STGE b")).Line.ShouldBe(2);

    [Theory]
    [InlineData("'it''s'", "it's")]
    [InlineData(@"'it\'s'", "it's")]
    [InlineData("\"say \"\"it\"\"\"", "say \"it\"")]
    [InlineData("\"it's\"", "it's")]
    [InlineData(@"'a\tb\nc\\d'", "a\tb\nc\\d")]
    [InlineData(@"'\0\b\r\Z\""'", "\0\b\r\u001a\"")]
    [InlineData(@"'\N \d \% \_'", @"\N \d \% \_")]
    [InlineData(@"'C:\new\table'", @"C:\new\table")]
    [InlineData(@"'C:\\new\\table\\'", @"C:\new\table\")]
    [InlineData(@"E'\t'", "\t")]
    [InlineData("''", "")]
    public void A_text_is_read_with_its_quotes_and_escapes(string written, string said) =>
        StatementReading.Read<CreateStageStatement>($"CREATE STAGE s COMMENT = {written}").Comment.ShouldBe(said);

    [Fact]
    public void A_backslash_in_a_query_is_a_backslash() =>
        StatementScript.Parse(@"SELECT '\'; SHOW STAGES; SELECT * FROM LIST_STAGE(LOCATION => '@s/a\')").Count.ShouldBe(3);

    [Theory]
    [InlineData("CREATE STAGE s URL = '/tmp'", Dialect.MatrixOne)]
    [InlineData("CREATE OR REPLACE STAGE s", Dialect.Databend)]
    [InlineData("ALTER STAGE s SET COMMENT = 'c'", Dialect.MatrixOne)]
    [InlineData("SHOW STAGES", Dialect.MatrixOne)]
    [InlineData("DROP STAGE s", Dialect.MatrixOne)]
    [InlineData("LIST @s", Dialect.Databend)]
    [InlineData("SELECT 1", Dialect.Standard)]
    public void Where_the_form_does_not_tell_a_statement_is_of_the_dialect_that_was_asked_for(string text, Dialect dialect) =>
        StatementScript.Parse(text, parameters: null, Dialect.MatrixOne).ShouldHaveSingleItem().Statement!.Dialect.ShouldBe(dialect);

    [Theory]
    [InlineData("CREATE STAGE s", Dialect.Databend)]
    [InlineData("CREATE STAGE s URL = '/tmp'", Dialect.Databend)]
    [InlineData("CREATE STAGE s URL = '/tmp' ENABLE = TRUE", Dialect.MatrixOne)]
    [InlineData("CREATE STAGE s CREDENTIALS = {}", Dialect.MatrixOne)]
    [InlineData("CREATE STAGE s FILE_FORMAT = ()", Dialect.Databend)]
    [InlineData("SELECT 1 INTO OUTFILE 'x'", Dialect.MatrixOne)]
    [InlineData("REMOVE @s", Dialect.Databend)]
    [InlineData("REMOVE FILES FROM STAGE 's:/x'", Dialect.MatrixOne)]
    [InlineData("SELECT 1", Dialect.Standard)]
    public void A_statement_s_form_tells_its_dialect(string text, Dialect dialect) => StatementReading.Read(text).Dialect.ShouldBe(dialect);

    [Fact]
    public void What_is_not_said_is_null()
    {
        var statement = StatementReading.Read<CreateStageStatement>("CREATE STAGE s");
        (statement.Url, statement.Connection, statement.FileFormat, statement.Enable, statement.Comment).ShouldBe((null, null, null, null, null));
        var copy = StatementReading.Read<CopyIntoStageStatement>("COPY INTO @s FROM t");
        (copy.SingleFile, copy.MaxFileSize, copy.Overwrite, copy.IncludeQueryId, copy.FileFormat).ShouldBe((null, null, null, null, null));
    }

    [Fact]
    public void Sizes_are_bytes()
    {
        var statement = StatementReading.Read<SelectIntoOutfileStatement>("SELECT 1 INTO OUTFILE 'x' MAX_FILE_SIZE 10 SPLITSIZE '2M'");
        (statement.MaxFileSize, statement.SplitSize).ShouldBe((10 * 1024, 2 * 1024 * 1024));
    }

    [Fact]
    public void Showing_a_statement_masks_its_secrets()
    {
        const string Text = "CREATE STAGE s URL = 's3://id:key@bucket/' CONNECTION = (access_key_id = 'AKIAEXAMPLE', secret_access_key = 'wJalrXUtnFEMI', region = 'eu')";
        var statement = StatementReading.Read<CreateStageStatement>(Text);
        statement.ToString().ShouldBe("CREATE STAGE s URL = 's3://***@bucket/' CONNECTION = (access_key_id = 'AK***LE', secret_access_key = 'wJ***MI', region = 'eu')");
        statement.Print(reveals: true).ShouldBe(Text);
        statement.Connection!.ToString().ShouldBe("access_key_id=AK***LE, secret_access_key=wJ***MI, region=eu");
        StatementScript.Parse(Text)[0].ToString().ShouldNotContain("wJalrXUtnFEMI");
    }

    [Theory]
    [InlineData("SELECT 1 INTO OUTFILE 's3://id:key@b/x.csv'", "SELECT 1 INTO OUTFILE 's3://***@b/x.csv'")]
    [InlineData("LOAD DATA INFILE 's3://id:key@b/x.csv' INTO TABLE t", "LOAD DATA INFILE 's3://***@b/x.csv' INTO TABLE t")]
    [InlineData("ALTER STAGE s SET CREDENTIALS = {\"secret_access_key\" = 'abcd'}", "ALTER STAGE s SET CREDENTIALS = {\"secret_access_key\" = '***'}")]
    public void Showing_masks_secrets_wherever_they_are_written(string text, string shown) => StatementReading.Read(text).ToString().ShouldBe(shown);

    [Fact]
    public void Statements_that_say_the_same_are_equal_whatever_the_case_of_words_and_the_order_of_options() =>
        StatementReading.Read("copy into @S from t single = true file_format = (type = 'csv')")
            .ShouldBe(StatementReading.Read("COPY INTO '@s' FROM t FILE_FORMAT = (TYPE = CSV), SINGLE = 1"));
}
