using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements;

/// <summary>What is wrong with a statement, where, and what was meant.</summary>
public class StatementErrorTests
{
    private const string FormatNames =
        "TYPE, COMPRESSION, DIALECT, FIELD_DELIMITER, QUOTE, ESCAPE, DOUBLE_QUOTE, NULL_DISPLAY, NAN_DISPLAY, EMPTY_FIELD_AS, BINARY_FORMAT, OUTPUT_HEADER, SKIP_HEADER, RECORD_DELIMITER, LINES_STARTING_BY, QUOTE_STYLE, ALLOW_QUOTED_NULLS, FORCE_QUOTE, FORCE_QUOTE_COLUMNS, ERROR_ON_COLUMN_COUNT_MISMATCH, FORMAT_NAME";

    private const string CreateNames = "URL, CONNECTION, FILE_FORMAT, CREDENTIALS, ENABLE, COMMENT";

    private const string CopyNames = "PARTITION, FILE_FORMAT, SINGLE, MAX_FILE_SIZE, OVERWRITE, USE_RAW_PATH, INCLUDE_QUERY_ID, DETAILED_OUTPUT";

    private const string NoQuote = "the text that begins here has no closing quote; inside a text a quote is written twice, and a backslash as two.";

    private const string NoComment = "the comment that begins here never ends; write */ behind it.";

    public static readonly TheoryData<string, string> Wrong = new()
    {
        // Words that are nearly right
        { "CREATE STAGEE s", "Line 1, column 8: expected STAGE, found 'STAGEE'; did you mean STAGE?" },
        { "CREATE OR REPLACE TEMP STGE s", "Line 1, column 24: expected STAGE, found 'STGE'; did you mean STAGE?" },
        { "DROP SATGE s", "Line 1, column 6: expected STAGE, found 'SATGE'; did you mean STAGE?" },
        { "ALTER STAGES s SET URL = 'x'", "Line 1, column 7: expected STAGE, found 'STAGES'; did you mean STAGE?" },
        { "DESC STAG s", "Line 1, column 6: expected STAGE, found 'STAG'; did you mean STAGE?" },
        { "SHOW STAGE", "Line 1, column 6: expected STAGES, found 'STAGE'; did you mean STAGES?" },
        { "LITS @s", "Line 1, column 1: expected a statement, found 'LITS'; did you mean LIST?" },
        { "-- one\n  /* two\n*/ REMVOE @s", "Line 3, column 4: expected a statement, found 'REMVOE'; did you mean REMOVE?" },
        { "SELEC 1", "Line 1, column 1: expected a statement, found 'SELEC'; did you mean SELECT?" },
        { "COPY INT @s FROM t", "Line 1, column 6: expected INTO, found 'INT'; did you mean INTO?" },
        { "COPY INOT t FROM @s", "Line 1, column 6: expected INTO, found 'INOT'; did you mean INTO?" },
        { "LOAD DAAT INFILE 'x' INTO TABLE t", "Line 1, column 6: expected DATA, found 'DAAT'; did you mean DATA?" },
        { "LOAD DATA INFIEL 'x'", "Line 1, column 11: expected INFILE, found 'INFIEL'; did you mean INFILE?" },
        { "SELECT * FROM t INTO OUTFIEL 'x'", "Line 1, column 22: expected OUTFILE, found 'OUTFIEL'; did you mean OUTFILE?" },
        { "PRESIGN UPLAOD @s/x", "Line 1, column 9: expected DOWNLOAD, UPLOAD or a stage path, found 'UPLAOD'; did you mean UPLOAD?" },
        { "ALTER STAGE s RENAM TO t", "Line 1, column 15: expected SET, UNSET, RENAME TO or REFRESH, found 'RENAM'; did you mean RENAME?" },
        { "CREATE STAGE IF NOT EXIST s", "Line 1, column 21: expected EXISTS, found 'EXIST'; did you mean EXISTS?" },
        { "LIST my_stage", "Line 1, column 6: expected a stage path such as @stage/folder/, found 'my_stage'; did you mean @my_stage?" },

        // Options
        { "CREATE STAGE s URI = 'x'", $"Line 1, column 16: expected an option of CREATE STAGE ({CreateNames}) or its end, found 'URI'; did you mean URL?" },
        { "CREATE STAGE s\n  URL = 'x'\n  OWNER = 'me'", $"Line 3, column 3: expected an option of CREATE STAGE ({CreateNames}) or its end, found 'OWNER'." },
        { "CREATE STAGE s COMMENT = 'a' COMMENT = 'b'", "Line 1, column 30: COMMENT is said twice; leave one out." },
        { "CREATE STAGE s 'x' URL = 'y'", "Line 1, column 20: the URL is said twice; leave one out." },
        { "CREATE STAGE s COMMENT 'a'", "Line 1, column 24: expected '=', found a text in quotes." },
        { "CREATE STAGE s COMMENT = a", "Line 1, column 26: expected the comment in quotes, found 'a'." },
        { "CREATE STAGE s COMMENT = 'a',", $"Line 1, column 30: expected an option of CREATE STAGE ({CreateNames}) or its end, found the end of the text." },
        { "CREATE STAGE s ENABLE = TRU", "Line 1, column 25: expected TRUE or FALSE, found 'TRU'; did you mean TRUE?" },
        { "LIST @s PATERN = 'x'", "Line 1, column 9: expected the option of LIST (PATTERN) or its end, found 'PATERN'; did you mean PATTERN?" },
        { "LIST @s PATTERN = 'x' 5", "Line 1, column 23: expected the end of the statement (a semicolon before the next one), found '5'." },
        { "PRESIGN @s/x EXPIRE = soon", "Line 1, column 23: expected seconds, a whole number up to 2147483647, found 'soon'." },
        { "COPY INTO @s FROM t MAX_FILESIZE = 1", $"Line 1, column 21: expected an option of COPY INTO @stage ({CopyNames}) or its end, found 'MAX_FILESIZE'; did you mean MAX_FILE_SIZE?" },
        { "COPY INTO @s FROM t PARTITION BY ()", "Line 1, column 34: expected an expression, found nothing between the brackets." },
        { "COPY INTO t FROM @s ON_ERROR = CONTINEU", "Line 1, column 32: expected ABORT, ABORT_n, CONTINUE or SKIP_FILE, found 'CONTINEU'; did you mean CONTINUE?" },
        { "COPY INTO t FROM @s FILES = ('a' 'b')", "Line 1, column 34: expected ',' or ')', found a text in quotes." },
        { "CREATE STAGE s FILE_FORMAT = (TYP = CSV)", $"Line 1, column 31: expected an option of FILE_FORMAT ({FormatNames}), found 'TYP'; did you mean TYPE?" },
        { "CREATE STAGE s FILE_FORMAT = (TYPE = CSV, TYPE = TSV)", "Line 1, column 43: TYPE is said twice; leave one out." },
        { "CREATE STAGE s FILE_FORMAT = (TYPE = CSV, SKIP_HEADER = x)", "Line 1, column 43: 'x' is no value for the file format's option 'SKIP_HEADER'; it takes a number of lines." },
        { "CREATE STAGE s FILE_FORMAT = (TYPE = CSV", "Line 1, column 41: expected an option of FILE_FORMAT such as TYPE, or ')', found the end of the text." },
        { "SELECT 1 INTO OUTFILE 'x' FIELDS TERMINATE BY ','", "Line 1, column 34: expected TERMINATED BY, ENCLOSED BY or ESCAPED BY, found 'TERMINATE'; did you mean TERMINATED?" },
        { "SELECT 1 INTO OUTFILE 'x' FIELDS TERMINATED BY ',' TERMINATED BY ';'", "Line 1, column 52: TERMINATED BY is said twice; leave one out." },
        { "SELECT 1 INTO OUTFILE 'x' FORMAT 'xml'", "Line 1, column 34: 'xml' is no value for the file format's option 'FORMAT'; it takes csv, tsv, ndjson, json or parquet." },
        { "SELECT 1 INTO OUTFILE 'x' SPLITSIZE 'big'", "Line 1, column 37: 'big' is no size; write it like '512M' or '1G'." },
        { "LOAD DATA INFILE 'x' INTO TABLE t IGNORE 1 LINE", "Line 1, column 44: expected LINES, found 'LINE'; did you mean LINES?" },

        // The two dialects
        {
            "CREATE STAGE s ENABLE = TRUE CONNECTION = (region = 'x')",
            "Line 1, column 30: CONNECTION is Databend's, and ENABLE before it MatrixOne's; a statement is of one of the two, so say it all in its words."
        },
        {
            "CREATE OR REPLACE STAGE s CREDENTIALS = {}",
            "Line 1, column 27: CREDENTIALS is MatrixOne's, and OR REPLACE before it Databend's; a statement is of one of the two, so say it all in its words."
        },
        { "CREATE OR REPLACE STAGE IF NOT EXISTS s", "Line 1, column 25: OR REPLACE and IF NOT EXISTS contradict each other; write one of them." },
        { "ALTER STAGE s SET ENABLE = TRUE COMMENT = 'x'", "Line 1, column 33: MatrixOne's ALTER STAGE sets one option at a time; write a statement for each." },
        { "ALTER STAGE s SET", "Line 1, column 18: expected what to set: URL, CONNECTION, FILE_FORMAT, CREDENTIALS, ENABLE or COMMENT, found the end of the text." },
        { "ALTER STAGE s UNSET;", "Line 1, column 20: expected what to take off: FILE_FORMAT or COMMENT, found the end of the statement." },

        // Names and paths
        { "CREATE STAGE", "Line 1, column 13: expected a stage's name, found the end of the text." },
        { "CREATE STAGE 5", "Line 1, column 14: expected a stage's name, found '5'." },
        {
            "DROP STAGE \"a b\"",
            "Line 1, column 12: 'a b' is not a stage name: it holds ' '. Names begin with a letter or '_', go on with letters, digits, '_', '$' or '-', and have at most 64 characters."
        },
        { "LIST 'x.csv'", "Line 1, column 6: the text is no stage path, which is written '@stage/key', 'stage://stage/key' or 'stage:/key'." },
        { "PUT @a @b", "Line 1, column 5: expected files of this machine such as fs:///folder/, found '@'." },
        { "GET @a", "Line 1, column 7: expected files of this machine such as fs:///folder/, found the end of the text." },
        { "LIST \u0001", "Line 1, column 6: expected a stage path such as @stage/folder/, found the character U+0001." },

        // Queries
        { "COPY INTO @s FROM (DROP TABLE t)", "Line 1, column 20: expected a query such as SELECT …, found 'DROP'." },
        { "COPY INTO @s FROM (SELECT 1", "Line 1, column 19: the '(' that opens here is never closed." },
        { "COPY INTO @s FROM (SELECT 1; SELECT 2)", "Line 1, column 19: the '(' that opens here is never closed." },
        { "SELECT (1, [2, 3)", "Line 1, column 17: expected ']', found ')'." },
        { "SELECT 1)", "Line 1, column 9: there is no bracket open that this ')' could close." },
        { "SELECT (\n(1)", "Line 1, column 8: the '(' that opens here is never closed." },
        { "SELECT * FROM LIST_STAGE(LOCATON => '@s')", "Line 1, column 26: expected an argument of LIST_STAGE (LOCATION, PATTERN), found 'LOCATON'; did you mean LOCATION?" },
        { "SELECT * FROM LIST_STAGE(PATTERN => 'x')", "Line 1, column 40: expected LOCATION => '@stage/…', which LIST_STAGE cannot do without, found ')'." },
        { "SELECT * FROM STAGE_LIST(5)", "Line 1, column 26: expected a stage path in quotes, found '5'." },
        {
            "SELECT * FROM @s (PATERN => 'x')",
            "Line 1, column 15: The options behind '@s' cannot be read: there is no option 'PATERN'; they are (PATTERN => '…', FILES => ('a', 'b'), FILE_FORMAT => 'csv' or (TYPE = CSV, …))."
        },

        // What never ends
        { "CREATE STAGE s COMMENT = 'a;\nDROP STAGE t", $"Line 1, column 26: {NoQuote}" },
        { @"CREATE STAGE s URL = 'C:\data\'", $"Line 1, column 22: {NoQuote}" },
        { "DROP STAGE `s", "Line 1, column 12: the name that begins here has no closing quote." },
        { "CREATE STAGE s /* more", $"Line 1, column 16: {NoComment}" },
        { "SELECT 1 /* more", $"Line 1, column 10: {NoComment}" },
        { "/* /* */", $"Line 1, column 1: {NoComment}" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_read_is_told_with_its_place(string text, string sentence)
    {
        var error = StatementScript.Read(text).First().Error.ShouldNotBeNull();
        error.Message.ShouldBe(sentence);
        sentence.ShouldStartWith($"Line {error.Line}, ");
    }

    [Theory]
    [InlineData("LITS @s", StageErrorCode.StatementInvalid)]
    [InlineData("DROP STAGE \"a b\"", StageErrorCode.StageNameInvalid)]
    [InlineData("CREATE STAGE s FILE_FORMAT = (SKIP_HEADER = x)", StageErrorCode.OptionInvalid)]
    [InlineData("CREATE STAGE s CONNECTION = (master_key = 'x')", StageErrorCode.OptionInvalid)]
    [InlineData("  -- nothing\n ;; ", StageErrorCode.StatementInvalid)]
    public void The_code_tells_what_is_broken_the_grammar_or_a_rule(string text, StageErrorCode code) => code.ShouldFail(() => StatementScript.Parse(text));

    [Theory]
    [InlineData("CREATE STAGE s CONNECTION = (secret_access_key 'hunter2secret')")]
    [InlineData("CREATE STAGE s CONNECTION = (secret_access_key = hunter2secret)")]
    [InlineData("CREATE STAGE s CONNECTION = (secret_access_key = 'x'hunter2secret')")]
    [InlineData("CREATE STAGE s CONNECTION = (secret_access_key = 'x'hunter2secret=)")]
    [InlineData("CREATE STAGE s CONNECTION = ('hunter2secret')")]
    [InlineData("CREATE STAGE s CONNECTION = (secret_access_key = 'hunter2secret)")]
    [InlineData("CREATE STAGE s CREDENTIALS = {\"secret_access_key\" = \"hunter2secret}")]
    [InlineData("CREATE STAGE s COMMENT = CONNECTION 'hunter2secret'")]
    [InlineData("CREATE STAGE s URL = 's3://b' 'hunter2secret'")]
    [InlineData("CREATE STAGE s CONNECTION = (secret_access_key = 'hunter2secret') 'hunter2secret'")]
    [InlineData("CREATE STAGE s CONNECTION = (access_key_id = 'AKIA', hunter2secret = secret_access_key)")]
    [InlineData("CREATE STAGE s CONNECTION = (access_key_id = 'AKIA', hunter2secret = 'secret_access_key')")]
    [InlineData("CREATE STAGE s URL = 'azblob://b/' CONNECTION = (hunter2secret = account_key)")]
    public void No_error_shows_what_may_be_a_secret(string text) =>
        StatementScript.Read(text).First().Error.ShouldNotBeNull().ToString().ShouldNotContain("hunter2secret");

    [Theory]
    [InlineData("LIST @`abc")]
    [InlineData("DROP STAGE @`x")]
    [InlineData("SELECT * FROM @`abc")]
    [InlineData("LIST @\"abc")]
    public void A_name_whose_quote_is_never_closed_is_an_error_or_DuckDBs_to_tell(string text) =>
        Should.NotThrow(() => StatementScript.Read(text).ToList());

    [Fact]
    public void An_unknown_key_of_a_connection_names_the_known_ones() =>
        StageErrorCode.StatementInvalid.ShouldFail(() => StatementScript.Parse("CREATE STAGE s CONNECTION = (colour = 'x')")).Message
            .ShouldStartWith("Line 1, column 30: CONNECTION has no key 'colour'; it has endpoint_url, endpoint, region, aws_region, access_key_id, ");

    [Fact]
    public void A_key_that_is_nearly_right_is_told() =>
        StageErrorCode.StatementInvalid.ShouldFail(() => StatementScript.Parse("CREATE STAGE s CREDENTIALS = {\"acces_key_id\" = 'x'}")).Message
            .ShouldBe("Line 1, column 31: CREDENTIALS has no key 'acces_key_id'; did you mean access_key_id?");

    [Fact]
    public void A_key_is_said_once() =>
        StageErrorCode.StatementInvalid.ShouldFail(() => StatementScript.Parse("CREATE STAGE s CONNECTION = (access_key_id = 'x', aws_key_id = 'y')")).Message
            .ShouldBe("Line 1, column 51: access_key_id is said twice in CONNECTION; leave one out.");
}
