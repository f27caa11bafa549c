namespace StageTools.Statements.Parts;

/// <summary>Walks over the tokens of one statement, and says of each place what was expected there.</summary>
/// <param name="tokens">The tokens of the whole text.</param>
/// <param name="first">The first of them that is of the statement.</param>
/// <param name="start">Where the statement begins in the text.</param>
/// <param name="context">What is known beside the text.</param>
internal sealed class StatementCursor(SqlTokens tokens, int first, int start, StatementContext context) : SqlCursor(tokens, first)
{
    private string? _sign;

    /// <summary>The whole text.</summary>
    public string Sql => Tokens.Sql;

    /// <summary>Where the statement begins in it.</summary>
    public int Start => start;

    /// <summary>What is known beside the text.</summary>
    public StatementContext Context => context;

    /// <summary>Whose the statement is, by what only one of the two systems has; where nothing tells, the script's.</summary>
    public Dialect Dialect { get; private set; } = context.Neutral;

    /// <summary>Whether the statement is over.</summary>
    public bool IsAtEnd => Peek().EndsStatement;

    /// <summary>Looks at the next token.</summary>
    /// <exception cref="StageException">A comment that never ends stands there.</exception>
    public override SqlToken Peek() => base.Peek() is var next && next.Kind is SqlTokenKind.End && Tokens.UnclosedComment is { } comment
        ? throw Refuse(comment, "the comment that begins here never ends; write */ behind it")
        : next;

    /// <summary>Takes the next token, which may be a path without quotes.</summary>
    public string TakePath()
    {
        Tokens.JoinPath(Index + 1);
        var path = Take();
        return path.Value ?? path.Text;
    }

    /// <summary>Goes on before a token.</summary>
    public void MoveTo(int index) => Index = index - 1;

    /// <summary>The end of a statement that cannot be read: its semicolon, or the end of the text.</summary>
    public int FindEnd()
    {
        var index = Index + 1;
        while (!Tokens[index].EndsStatement)
            index++;

        return Tokens[index].Start;
    }

    /// <summary>Takes these words.</summary>
    /// <exception cref="StageException">Something else stands there.</exception>
    public void Expect(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            _ = TryTake(word) ? true : throw Expected(word, [word]);
    }

    /// <summary>Takes this symbol.</summary>
    /// <exception cref="StageException">Something else stands there.</exception>
    public void Expect(char symbol) => _ = TryTake(symbol) ? true : throw Expected($"'{symbol}'");

    /// <summary>Takes these words where the first of them stands; whether it does.</summary>
    /// <exception cref="StageException">Behind the first stands something else.</exception>
    public bool TryTakeAll(params ReadOnlySpan<string> words)
    {
        var isTaken = TryTake(words[0]);
        Expect(isTaken ? words[1..] : []);
        return isTaken;
    }

    /// <summary>Notes what only one of the two systems has.</summary>
    /// <exception cref="StageException">The other one's stands before it.</exception>
    public void Note(Dialect dialect, string sign, int position)
    {
        if (_sign is not null && dialect != Dialect)
        {
            throw Refuse(
                position, $"{sign} is {dialect}'s, and {_sign} before it {Dialect}'s; a statement is of one of the two, so say it all in its words");
        }

        (_sign, Dialect) = (_sign ?? sign, dialect);
    }

    /// <summary>The error of a next token that is not what may stand there.</summary>
    /// <param name="what">What may stand there.</param>
    /// <param name="known">Words that may; one that is near is suggested.</param>
    /// <param name="shows">Whether the token may be shown: where secrets stand, it may not.</param>
    public StageException Expected(string what, IEnumerable<string>? known = null, bool shows = true)
    {
        var found = Peek();
        var near = known is not null && shows && found.Name is { } name ? NearMiss.Find(name, known) : null;
        var advice = near is null ? string.Empty : $"; did you mean {near}?";
        return Refuse(found.Start, $"expected {what}, found {Describe(found, shows)}{advice}");
    }

    /// <summary>An error at a place of the text.</summary>
    public StageException Refuse(int position, string sentence, StageErrorCode code = StageErrorCode.StatementInvalid, Exception? inner = null)
    {
        var (line, column) = Tokens.PlaceOf(position);
        return new StageException(code, Placed(line, column, sentence), target: null, inner) { Line = line };
    }

    /// <summary>An error of a value, with its place in the text.</summary>
    public StageException Refuse(int position, StageException error)
    {
        var (line, column) = Tokens.PlaceOf(position);
        return error.Reworded(sentence => Placed(line, column, sentence), target: null, error, line: line);
    }

    /// <summary>The error of something that is said a second time.</summary>
    public StageException Twice(int position, string what) => Refuse(position, $"{what} is said twice; leave one out");

    private static string Placed(int line, int column, string sentence) =>
        string.Create(
            CultureInfo.InvariantCulture, $"Line {line}, column {column}: {sentence}{(sentence.EndsWith('?') || sentence.EndsWith('.') ? "" : ".")}");

    /// <summary>What a token is, in words. What stands in quotes may be a secret, and is not shown.</summary>
    private static string Describe(SqlToken token, bool shows) => token.Kind switch
    {
        SqlTokenKind.End => "the end of the text",
        SqlTokenKind.Symbol when token.Symbol is ';' => "the end of the statement",
        SqlTokenKind.Symbol when char.IsControl(token.Symbol) =>
            string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)token.Symbol:X4}"),
        SqlTokenKind.Symbol => $"'{token.Symbol}'",
        SqlTokenKind.Text or SqlTokenKind.DollarText => "a text in quotes",
        SqlTokenKind.QuotedName => "a name in quotes",
        SqlTokenKind.Number when !shows => "a number",
        _ when !shows => "a word",
        _ => $"'{(token.Length <= 40 ? token.Text : $"{token.Span[..40]}…")}'",
    };
}

/// <summary>What is known beside a statement's text.</summary>
/// <param name="Values">The values that <c>$name</c> stands for, by their names; null for none. A value takes the place of a text in quotes, and
/// never becomes SQL of its own.</param>
/// <param name="Neutral">Whose a statement is where its form does not tell.</param>
/// <param name="Secrets">Those of the values that stand only where a secret is kept.</param>
/// <param name="Stores">The stores whose connections may be said.</param>
internal sealed record StatementContext(IReadOnlyDictionary<string, object?>? Values, Dialect Neutral, SecretValues Secrets, StoreProviders Stores)
{
    /// <summary>A value as text; null where there is none of that name, or it is NULL.</summary>
    public string? Find(string name) => Values?.GetValueOrDefault(name) switch
    {
        null => null,
        bool isTrue => isTrue ? "TRUE" : "FALSE",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
