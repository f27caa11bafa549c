using FsCheck.Fluent;
using StageTools.Paths;
using StageTools.Statements;
using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements;

/// <summary>Whatever the text, it is read to its end: each statement has its AST or its error, and what was read prints and reads again.</summary>
public class StatementRobustnessTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly string[] Pieces =
    [
        "CREATE ", "OR REPLACE ", "STAGE ", "STAGEE ", "IF NOT EXISTS ", "s ", "~ ", "@s/a ", "@", "URL ", "= ", "'x' ", "'", "\"", "`", "\\", "(", ")", "{", "}", "[", "]", ",", ";", "\n", "\r",
        "CONNECTION ", "CREDENTIALS ", "access_key_id ", "FILE_FORMAT ", "TYPE = CSV ", "ENABLE = TRUE ", "COMMENT ", "ALTER ", "SET ", "UNSET ", "RENAME TO ", "REFRESH ", "DROP ", "DESC ",
        "SHOW STAGES ", "LIKE ", "LIST ", "PATTERN ", "REMOVE ", "FILES ", "FROM ", "PRESIGN ", "UPLOAD ", "EXPIRE ", "PUT ", "GET ", "fs:///a/*.csv ", "COPY INTO ", "SELECT ", "INTO OUTFILE ",
        "LOAD DATA INFILE ", "INTO TABLE ", "t ", "FIELDS ", "TERMINATED BY ", "LINES ", "IGNORE ", "1 ", "1e5", "$1", "$$", "$a$", "-- ", "/* ", "*/ ", "# ", "mysql> ", "ERROR 1 (", "│", "\0", "é",
        "LIST_STAGE(", "LOCATION => ", "STAGE_LIST(", "PARTITION BY ", "ON_ERROR = ", "ABORT_1 ", "E'", "\ufeff", "\ud800", "C:\\",
    ];

    private static readonly string[] Valid =
    [
        .. DatabendStatementTests.Written.Select(static row => row.Data.Item1),
        .. MatrixOneStatementTests.Written.Select(static row => row.Data.Item1),
        "SELECT * FROM LIST_STAGE(LOCATION => '@s', PATTERN => 'x')",
    ];

    [Fact]
    public void Any_soup_of_tokens_is_read() => Property.Check(Property.Texts(Pieces), ShouldBeRead);

    [Fact]
    public void Any_statement_with_a_piece_put_in_taken_out_or_swapped_is_read() =>
        Property.Check(
            from statement in Gen.Elements(Valid)
            from other in Gen.Elements(Valid)
            from at in Gen.Choose(0, statement.Length)
            from length in Gen.Choose(0, 6)
            from piece in Gen.Elements(Pieces)
            from kind in Gen.Choose(0, 3)
            let cut = Math.Min(length, statement.Length - at)
            select kind switch
            {
                0 => statement.Insert(at, piece),
                1 => statement.Remove(at, cut),
                2 => statement.Remove(at, cut).Insert(at, piece),
                _ => statement[..at] + other[Math.Min(at, other.Length)..],
            },
            ShouldBeRead);

    [Fact]
    public void Any_text_survives_in_quotes() =>
        Property.Check(Property.Texts(Pieces), static text =>
            StatementReading.Read<CreateStageStatement>(
                new CreateStageStatement(StageName.Parse("s")) { Comment = text }.Print(reveals: true)).Comment.ShouldBe(text));

    [Theory]
    [InlineData("(")]
    [InlineData("()")]
    [InlineData("SELECT (")]
    [InlineData("CREATE STAGE s FILE_FORMAT = (")]
    [InlineData("COPY INTO @s FROM (SELECT ")]
    [InlineData("(SELECT ")]
    [InlineData("[")]
    [InlineData("/*")]
    [InlineData("/**/")]
    [InlineData(";")]
    [InlineData("'")]
    [InlineData(@"\'\';")]
    [InlineData("$1 ")]
    [InlineData("#")]
    [InlineData("a #;")]
    [InlineData("x")]
    [InlineData("@")]
    [InlineData("-")]
    [InlineData("\ufeff")]
    [InlineData("LITS;")]
    [InlineData("LITS\n;")]
    [InlineData(@"LIST '\'$a$';")]
    [InlineData("SELECT $$;")]
    [InlineData("mysql>")]
    [InlineData("│\n")]
    [InlineData("ERROR 1 (\n")]
    [InlineData("ERROR #;")]
    [InlineData("SHOW STAGES;")]
    [InlineData("CREATE STAGE s COMMENT = 'x',")]
    [InlineData("WITH ")]
    [InlineData("FROM LIST_STAGE(")]
    [InlineData("SELECT 1 INTO ")]
    public void A_megabyte_of_anything_is_read(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Megabyte / piece.Length));
        foreach (var statement in StatementScript.Read(text))
        {
            (statement.Statement is null).ShouldBe(statement.Error is not null);
        }
    }

    [Fact]
    public void A_megabyte_of_brackets_is_an_error() =>
        StatementScript.Read(new string('(', Megabyte)).ShouldHaveSingleItem().Error!.Message
            .ShouldBe("Line 1, column 1001: brackets are more than 1000 deep here, which no query can be.");

    [Fact]
    public void A_megabyte_of_queries_in_deep_brackets_is_an_error()
    {
        var deep = new string('(', 999) + string.Concat(Enumerable.Repeat("SELECT $1 ", Megabyte / 10));
        StatementScript.Read(deep).ShouldHaveSingleItem().Error!.Message.ShouldBe("Line 1, column 999: the '(' that opens here is never closed.");
    }

    private static void ShouldBeRead(string text)
    {
        var at = 0;
        foreach (var item in StatementScript.Read(text))
        {
            item.Start.ShouldBeGreaterThanOrEqualTo(at);
            item.Length.ShouldBeGreaterThan(0);
            at = item.Start + item.Length;
            at.ShouldBeLessThanOrEqualTo(text.Length);
            if (item.Statement is { } statement)
            {
                item.Error.ShouldBeNull();
                StatementReading.Read(statement.Print(reveals: true)).ShouldBe(statement, text);
                statement.ToString().ShouldNotBeNullOrEmpty();
            }
            else
            {
                item.Error.ShouldNotBeNull().Message.ShouldMatch("^Line [0-9]+, column [0-9]+: .");
            }
        }
    }
}
