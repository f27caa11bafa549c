using System.Globalization;
using StageTools.Errors;
using StageTools.Sql;

namespace StageTools.Statements.Parsing;

/// <summary>Walks over the tokens of one statement, and says of each place what was expected there.</summary>
/// <param name="sql">The whole text.</param>
/// <param name="start">Where the statement begins in it.</param>
/// <param name="lines">The lines of the text.</param>
/// <param name="context">What is known beside the text.</param>
/// <param name="ofSystems">Whether the statement is Databend's or MatrixOne's; else it is DuckDB's, where a backslash is a backslash.</param>
internal sealed class StatementCursor(string sql, int start, TextLines lines, StatementContext context, bool ofSystems = true)
{
    /// <summary>The error of a comment that is never closed.</summary>
    public const string CommentNeverEnds = "the comment that begins here never ends; write */ behind it";

    private SqlTokenizer _tokens = new(sql, start, ofSystems);
    private SqlToken? _peeked;
    private SqlTokenizer? _rest;

    /// <summary>The whole text.</summary>
    public string Sql => sql;

    /// <summary>Where the statement begins in it.</summary>
    public int Start => start;

    /// <summary>The lines of the text.</summary>
    public TextLines Lines => lines;

    /// <summary>What is known beside the text.</summary>
    public StatementContext Context => context;

    /// <summary>Whether a backslash in quotes escapes.</summary>
    public bool HasEscapes => ofSystems;

    /// <summary>The token that was taken last.</summary>
    public SqlToken Current { get; private set; } = new(SqlTokenKind.End, start, 0);

    /// <summary>Whether the statement is over.</summary>
    public bool IsAtEnd => Peek() is var next && (next.Kind is SqlTokenKind.End || next.IsSymbol(sql, ';'));

    /// <summary>Looks at the next token.</summary>
    /// <exception cref="StageException">A comment that never ends stands there.</exception>
    public SqlToken Peek()
    {
        var next = _peeked ??= _tokens.Next(takesStagePath: false);
        return next.Kind is SqlTokenKind.End && _tokens.UnclosedComment is { } comment
            ? throw Refuse(comment, CommentNeverEnds)
            : next;
    }

    /// <summary>Takes the next token.</summary>
    public SqlToken Take()
    {
        Current = Peek();
        _peeked = null;
        return Current;
    }

    /// <summary>Takes the next token, which may be a path without quotes.</summary>
    public SqlToken TakePath()
    {
        MoveTo(Peek().Start);
        Current = _tokens.NextPath();
        return Current;
    }

    /// <summary>Goes on from a place in the text.</summary>
    public void MoveTo(int position) => (_tokens, _peeked) = (new SqlTokenizer(sql, position, ofSystems), null);

    /// <summary>Says where the search for the end of this statement goes on if it cannot be read, and that DuckDB's quotes hold there.</summary>
    public void LeaveRest(int position) => _rest = new SqlTokenizer(sql, position);

    /// <summary>Goes to the end of a statement that cannot be read: its semicolon, or the end of the text.</summary>
    public int FindEnd()
    {
        var tokens = _rest ?? new SqlTokenizer(sql, _peeked?.Start ?? Current.End, ofSystems);
        var token = tokens.Next(takesStagePath: false);
        while (token.Kind is not SqlTokenKind.End && !token.IsSymbol(sql, ';'))
        {
            token = tokens.Next(takesStagePath: false);
        }

        return token.Start;
    }

    /// <summary>Takes the next token if it is this word.</summary>
    public bool TryTake(string word) => TakeIf(Peek().IsWord(sql, word));

    /// <summary>Takes the next token if it is this symbol.</summary>
    public bool TryTake(char symbol) => TakeIf(Peek().IsSymbol(sql, symbol));

    /// <summary>Takes these words.</summary>
    /// <exception cref="StageException">Something else stands there.</exception>
    public void Expect(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (!TryTake(word))
            {
                throw Expected(word, [word]);
            }
        }
    }

    /// <summary>Takes this symbol.</summary>
    /// <exception cref="StageException">Something else stands there.</exception>
    public void Expect(char symbol)
    {
        if (!TryTake(symbol))
        {
            throw Expected($"'{symbol}'");
        }
    }

    /// <summary>The end of the statement.</summary>
    /// <exception cref="StageException">It goes on.</exception>
    public void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Expected("the end of the statement (a semicolon before the next one)");
        }
    }

    /// <summary>The error of a next token that is not what may stand there.</summary>
    /// <param name="what">What may stand there.</param>
    /// <param name="known">Words that may; one that is near is suggested.</param>
    /// <param name="shows">Whether the token may be shown: where secrets stand, it may not.</param>
    public StageException Expected(string what, IEnumerable<string>? known = null, bool shows = true)
    {
        var found = Peek();
        var near = known is not null && shows && found.Name(sql) is { } name ? NearMiss.Find(name, known) : null;
        var advice = near is null ? string.Empty : $"; did you mean {near}?";
        return Refuse(found.Start, $"expected {what}, found {Describe(found, shows)}{advice}");
    }

    /// <summary>An error at a place of the text.</summary>
    public StageException Refuse(int position, string sentence, StageErrorCode code = StageErrorCode.StatementInvalid, Exception? inner = null)
    {
        var (line, column) = lines.Of(position);
        var end = sentence.EndsWith('?') || sentence.EndsWith('.') ? string.Empty : ".";
        return new StageException(code, string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {column}: {sentence}{end}"), target: null, inner) { Line = line };
    }

    /// <summary>What a token is, in words. What stands in quotes may be a secret, and is not shown.</summary>
    private string Describe(SqlToken token, bool shows) => token.Kind switch
    {
        SqlTokenKind.End => "the end of the text",
        SqlTokenKind.Symbol when sql[token.Start] == ';' => "the end of the statement",
        SqlTokenKind.Symbol when char.IsControl(sql[token.Start]) => string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)sql[token.Start]:X4}"),
        SqlTokenKind.Symbol => $"'{sql[token.Start]}'",
        SqlTokenKind.Text or SqlTokenKind.DollarText => "a text in quotes",
        SqlTokenKind.QuotedName => "a name in quotes",
        SqlTokenKind.Number when !shows => "a number",
        _ when !shows => "a word",
        _ => $"'{Shortened(token.Of(sql))}'",
    };

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";

    private bool TakeIf(bool isWanted)
    {
        if (isWanted)
        {
            Take();
        }

        return isWanted;
    }
}
