namespace StageTools.Sql;

/// <summary>Walks over the tokens of a text: the one it stands on, the two before it, and the one that follows.</summary>
internal sealed class SqlCursor(string sql, int start = 0)
{
    private readonly SqlTokenizer _tokens = new(sql, start);
    private SqlToken? _peeked;

    /// <summary>The text.</summary>
    public string Sql => sql;

    /// <summary>Where a comment begins that never ends; null where there is none.</summary>
    public int? UnclosedComment => _tokens.UnclosedComment;

    /// <summary>The token that was taken last.</summary>
    public SqlToken Current { get; private set; } = new(SqlTokenKind.End, 0, 0);

    /// <summary>The token before it.</summary>
    public SqlToken Previous { get; private set; } = new(SqlTokenKind.End, 0, 0);

    /// <summary>The token before that.</summary>
    public SqlToken BeforePrevious { get; private set; } = new(SqlTokenKind.End, 0, 0);

    /// <summary>Whether the token stands behind a dot, and is a name whatever it looks like.</summary>
    public bool IsQualified => Previous.IsSymbol(sql, '.');

    /// <summary>The name before that dot.</summary>
    public string? Qualifier => IsQualified ? BeforePrevious.Name(sql) : null;

    /// <summary>Whether a statement in a statement may begin at the token: behind <c>EXPLAIN (…)</c>, <c>PREPARE p AS</c>.</summary>
    public bool MayBeginInner => Previous.IsSymbol(sql, ')') || Previous.IsWord(sql, "EXPLAIN") || Previous.IsWord(sql, "ANALYZE") || Previous.IsWord(sql, "AS");

    /// <summary>Whether the token stands behind <c>IS [NOT] DISTINCT</c>.</summary>
    public bool IsBehindDistinct => Previous.IsWord(sql, "DISTINCT") && (BeforePrevious.IsWord(sql, "IS") || BeforePrevious.IsWord(sql, "NOT"));

    /// <summary>Takes the next token.</summary>
    public SqlToken Take(bool takesStagePath = false)
    {
        (BeforePrevious, Previous) = (Previous, Current);
        Current = _peeked ?? _tokens.Next(takesStagePath);
        _peeked = null;
        return Current;
    }

    /// <summary>Looks at the next token.</summary>
    public SqlToken Peek() => _peeked ??= _tokens.Next(takesStagePath: false);

    /// <summary>Takes the next token if it is this symbol.</summary>
    public bool TryTake(char symbol)
    {
        if (!Peek().IsSymbol(sql, symbol))
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Takes the next token if it is this word.</summary>
    public bool TryTake(string word)
    {
        if (!Peek().IsWord(sql, word))
        {
            return false;
        }

        Take();
        return true;
    }
}
