using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Statements;
using StageTools.Statements.Parsing;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Whatever the text, running it ends, in a result or in an error of StageTools that speaks of statements, and reaches nothing that it does not name.</summary>
/// <remarks>Only whole tokens are mixed: half of a path would be the path of another folder, and <c>REMOVE</c> is meant as it is said.</remarks>
public sealed class RobustnessTests : IDisposable
{
    private const int Cases = 60;

    // Said beside stagesql's own option.
    private const string GivesParameters = "Invoke-StageSql -Parameter";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Statements that can be run, their tokens between blanks.</summary>
    private static readonly string[] Valid =
    [
        "CREATE STAGE s",
        "CREATE OR REPLACE STAGE s FILE_FORMAT = ( TYPE = CSV ) COMMENT = 'it''s;'",
        "CREATE STAGE IF NOT EXISTS s URL = 'inside/one' ENABLE = TRUE",
        "CREATE TEMPORARY STAGE s URL = 'inside/two'",
        "CREATE STAGE t URL = 'inside/two' ENABLE = FALSE COMMENT = '--'",
        "ALTER STAGE s SET COMMENT = '\\' ;",
        "ALTER STAGE IF EXISTS s SET ENABLE = FALSE",
        "ALTER STAGE s SET URL = 'inside/two'",
        "ALTER STAGE s UNSET COMMENT , FILE_FORMAT",
        "ALTER STAGE s RENAME TO t",
        "ALTER STAGE s REFRESH",
        "DROP STAGE IF EXISTS s",
        "DESC STAGE s",
        "SHOW STAGES LIKE 's%'",
        "LIST @s",
        "LIST @s/a PATTERN = '.*[.]csv'",
        "REMOVE @s/a",
        "REMOVE @s PATTERN = '(x+)+y'",
        "REMOVE FILES IF EXISTS FROM STAGE 'stage://s/*.csv'",
        "PRESIGN UPLOAD @s/f.csv EXPIRE = 10",
        "PUT 'inside/in/*.csv' @s/a OVERWRITE = TRUE",
        "GET @s/a 'inside/out' PARALLEL = 2",
        "COPY FILES INTO @t FROM @s PATTERN = '.*'",
        "COPY INTO @s/a FROM ( SELECT * FROM rows ) FILE_FORMAT = ( TYPE = CSV )",
        "COPY INTO @s/a.csv FROM rows SINGLE = TRUE USE_RAW_PATH = TRUE OVERWRITE = TRUE",
        "COPY INTO @t/p FROM ( SELECT a , b FROM rows -- )\n ) PARTITION BY ( b ) FILE_FORMAT = ( TYPE = PARQUET ) MAX_FILE_SIZE = 10",
        "COPY INTO rows FROM @s FILES = ( 'a.csv' ) PATTERN = '.*' ON_ERROR = CONTINUE FORCE = TRUE MAX_FILES = 3",
        "COPY INTO rows FROM ( SELECT $1 , $2 FROM @s/a.csv ) PURGE = TRUE",
        "SELECT * FROM rows INTO OUTFILE 'stage://s/o.csv' FIELDS TERMINATED BY ';' ENCLOSED BY '\"' LINES TERMINATED BY '\\n' HEADER 'FALSE'",
        "SELECT a FROM rows INTO OUTFILE 'inside/out/o.csv' MAX_FILE_SIZE 1 FORCE_QUOTE ( a )",
        "LOAD DATA INFILE 'stage://s/*.csv' INTO TABLE rows FIELDS TERMINATED BY ',' IGNORE 1 LINES",
        "LOAD DATA INFILE 'inside/in/a.csv' INTO TABLE rows",
        "SELECT name FROM LIST_STAGE ( LOCATION => '@s' , PATTERN => '.*' ) WHERE size > 0",
        "SELECT * FROM STAGE_LIST ( 'stage://s/*' ) AS f",
        "SELECT * FROM INFER_SCHEMA ( LOCATION => '@s/a.csv' )",
        "SELECT $1 , METADATA$FILENAME FROM @s/a.csv ( FILE_FORMAT => 'CSV' )",
        "SELECT * FROM '@s/*.csv' AS x JOIN rows USING ( a ) /* ; */",
        "INSERT INTO rows VALUES ( 1 , 'b' )",
        "CREATE OR REPLACE TABLE rows AS SELECT 1 AS a , 'it''s' AS b",
    ];

    private static readonly string[] Tokens =
    [
        .. Valid.SelectMany(static statement => statement.Split(' ')).Distinct(StringComparer.Ordinal),
        "'", "\"", "`", "\\", "--", "/*", "*/", "#", "$$", "$a$", "\0", "é", "\ud800", "@", "[", "]", "{", "}", "@s/../a", "@none", "'stage://none/x'", "1e9", "-1",
        "CREDENTIALS", "CONNECTION", "access_key_id", "SELECT", "NULL", "URL", "'(?=a)b'", "'[['",
    ];

    /// <summary>What only somebody with a PowerShell can follow.</summary>
    private static readonly Regex CmdletWords = new(
        "\\b(Get|Set|New|Remove|Copy|Export|Import|Update|Mount|Test|Rename)-Stage| -[A-Z][a-z]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private readonly TestRun _run = new();
    private readonly IReadOnlyList<string> _around;

    public RobustnessTests()
    {
        foreach (var folder in new[] { "one", "two", "in", "out" })
            _run.Folder.Folder($"here/inside/{folder}");
        _run.Folder.Write("here/inside/in/a.csv", "1,x\n2,y\n");
        _run.Folder.Write("there/a.csv", "not to be touched");
        Run("CREATE TABLE canary AS SELECT 7 AS seven; CREATE OR REPLACE TABLE rows AS SELECT 1 AS a, 'x' AS b; CREATE STAGE canary COMMENT = 'sings';");
        Run("COPY INTO @canary/c.csv FROM canary SINGLE = TRUE USE_RAW_PATH = TRUE");
        _around = Around();
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Any_soup_of_tokens_can_be_run() =>
        Property.Check(Gen.Elements(Tokens).ListOf().Select(static tokens => string.Join(' ', tokens)), ShouldEnd, Cases);

    [Fact]
    public void Any_script_of_statements_that_are_a_little_wrong_can_be_run() =>
        Property.Check(Mutated().ListOf(4).Select(static statements => string.Join(" ;\n", statements)), ShouldEnd, Cases);

    [Fact]
    public void Any_script_of_valid_statements_can_be_run() =>
        Property.Check(Gen.Elements(Valid).ListOf(6).Select(static statements => string.Join(";", statements)), ShouldEnd, Cases);

    [Fact]
    public void A_character_that_nobody_expects_ends_in_a_sentence_alone_and_beside_a_statement()
    {
        char[] characters = ['\ud800', '\udfff', '\ufffd', '\ufffe', '\ufeff', '\u00a0', '\u0085', '\u1680', '\u200b', '\u2028', '\u3000', '\u0001', '\u007f', ';'];
        foreach (var character in characters)
        {
            foreach (var text in new[] { $"{character}", $"{character}{character}", $"{character};{character}", $"SELECT 1{character}", $"{character}SELECT 1", $"SELECT '{character}'" })
                ShouldEnd(text);
        }
    }

    [Theory]
    [InlineData("SELECT 1", "+1")]
    [InlineData("SELECT ", "NOT ")]
    [InlineData("SELECT 'a'", "||'a'")]
    [InlineData("SELECT true", " AND true OR false")]
    [InlineData("SELECT 1", " EXCEPT SELECT 1")]
    [InlineData("SELECT 1", "::INT")]
    [InlineData("SELECT x", "->'a'")]
    [InlineData("SELECT ", "CASE WHEN true THEN ")]
    [InlineData("SELECT 1 IN (1", ",1")]
    [InlineData("VALUES (1)", ",(1)")]
    [InlineData("LIST @s PATTERN = '", "(a|b)*")]
    [InlineData("LIST @s/", "a/")]
    [InlineData("SHOW STAGES LIKE '", "%a")]
    [InlineData("COPY INTO @s FROM (SELECT 1", "+1")]
    public void A_hundred_thousand_pieces_in_a_row_end_too(string start, string piece) =>
        ShouldEnd(start + string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length)) + (start.EndsWith('\'') || start.Contains("= '", StringComparison.Ordinal) ? "'" : string.Empty));

    [Fact]
    public void A_script_of_a_hundred_thousand_statements_is_read_and_its_statements_run_one_by_one()
    {
        var script = StatementScript.Parse(string.Concat(Enumerable.Repeat("DESC STAGE ~;\n", 100_000)));
        script.Count.ShouldBe(100_000);
        foreach (var item in script.Take(1000))
            Wait(_run.RunAsync(item.Statement!)).Single("name").ShouldBe("~");
    }

    private static Gen<string> Mutated() =>
        from statement in Gen.Elements(Valid)
        let tokens = statement.Split(' ')
        from at in Gen.Choose(0, tokens.Length - 1)
        from other in Gen.Elements(Tokens)
        from kind in Gen.Choose(0, 4)
        select string.Join(' ', kind switch
        {
            0 => [.. tokens[..at], other, .. tokens[at..]],
            1 => [.. tokens[..at], .. tokens[(at + 1)..]],
            2 => [.. tokens[..at], other, .. tokens[(at + 1)..]],
            3 => tokens[..at],
            _ => tokens,
        });

    private void ShouldEnd(string text)
    {
        foreach (var item in StatementScript.Read(text))
        {
            if (item.Statement is not { } statement)
                continue;
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                Wait(ReadAsync(statement, patience.Token));
            }
            catch (StageException e)
            {
                CmdletWords.IsMatch(e.Message.Replace(GivesParameters, string.Empty, StringComparison.Ordinal)).ShouldBeFalse($"{e.Message}\n{text}");
                e.Message.ShouldMatch(@"[.!?]\z", text);
            }
        }

        Around().ShouldBe(_around, text);
        Wait(_run.RunAsync("SELECT seven FROM canary")).Single("seven").ShouldBe(7);
        Wait(_run.RunAsync("DESC STAGE canary")).Single("comment").ShouldBe("sings");
        Wait(_run.RunAsync("LIST @canary")).Single("name").ShouldBe("c.csv");
    }

    private async Task<bool> ReadAsync(Statement statement, CancellationToken cancellationToken)
    {
        using var result = await _run.Run.RunAsync(statement, cancellationToken);
        var rows = result.NewRows();
        while (await result.ReadAsync(rows, cancellationToken))
        {
            rows.Count.ShouldBeGreaterThanOrEqualTo(0);
        }

        return true;
    }

    private void Run(string sql) => Wait(_run.RunAsync(sql));

    /// <summary>The files outside of the folder that relative paths begin in, with what is in them.</summary>
    private List<string> Around() =>
        [.. _run.Folder.Files.Where(static f => f.StartsWith("there/", StringComparison.Ordinal)).Select(f => $"{f}: {_run.Folder.Read(f)}")];

    // FsCheck's properties are not asynchronous.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
