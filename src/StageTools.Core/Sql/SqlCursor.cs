namespace StageTools.Sql;

/// <summary>Walks over the tokens of a text: the one it stands on, the two before it, and the one that follows.</summary>
/// <param name="tokens">The tokens.</param>
/// <param name="first">The first of those that it walks over.</param>
internal class SqlCursor(SqlTokens tokens, int first = 0)
{
    /// <summary>The tokens.</summary>
    public SqlTokens Tokens => tokens;

    /// <summary>Which token was taken last.</summary>
    public int Index { get; protected set; } = first - 1;

    /// <summary>The token that was taken last.</summary>
    public SqlToken Current => At(Index);

    /// <summary>The token before it.</summary>
    public SqlToken Previous => At(Index - 1);

    /// <summary>The token before that.</summary>
    public SqlToken BeforePrevious => At(Index - 2);

    /// <summary>Whether the token stands behind a dot, and is a name whatever it looks like.</summary>
    public bool IsQualified => Previous.Symbol is '.';

    /// <summary>The name before that dot.</summary>
    public string? Qualifier => IsQualified ? BeforePrevious.Name : null;

    /// <summary>Looks at the next token.</summary>
    public virtual SqlToken Peek() => tokens[Index + 1];

    /// <summary>Takes the next token.</summary>
    public SqlToken Take()
    {
        Peek();
        Index++;
        return Current;
    }

    /// <summary>Takes the next token if it is this symbol.</summary>
    public bool TryTake(char symbol) => TakeIf(Peek().Symbol == symbol);

    /// <summary>Takes the next token if it is this word.</summary>
    public bool TryTake(string word) => TakeIf(Peek().IsWord(word));

    private SqlToken At(int index) => tokens[index < first ? -1 : index];

    private bool TakeIf(bool isWanted)
    {
        Index += isWanted ? 1 : 0;
        return isWanted;
    }
}
