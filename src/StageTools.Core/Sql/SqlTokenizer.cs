namespace StageTools.Sql;

/// <summary>
/// Takes SQL apart as DuckDB (and PostgreSQL) does: texts with doubled quotes, <c>E'…'</c> with backslashes, dollar quotes, quoted names, nested
/// comments.
/// Text that never ends is one token to the end: it is DuckDB that says what is wrong with a statement.
/// </summary>
/// <param name="sql">The text.</param>
internal sealed class SqlTokenizer(string sql)
{
    private int _at;

    /// <summary>The text.</summary>
    public string Sql => sql;

    /// <summary>Whether it is a statement of Databend or MatrixOne that is read: a backslash in quotes escapes, and <c>#</c> begins a
    /// comment.</summary>
    public bool OfSystems { get; set; }

    /// <summary>Where a comment begins that never ends; null where there is none.</summary>
    public int? UnclosedComment { get; private set; }

    /// <summary>Goes on at a place of the text.</summary>
    public void MoveTo(int position) => (_at, UnclosedComment) = (position, null);

    /// <summary>The next token.</summary>
    public SqlToken Next()
    {
        SkipBlanks();
        var from = _at;
        var kind = from < sql.Length ? Take() : SqlTokenKind.End;
        return new SqlToken(kind, sql, from, _at - from);
    }

    /// <summary>Whether a name may go on with this character.</summary>
    public static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c is '$';

    /// <summary>Whether DuckDB takes a character for a blank: those of ASCII, and those that web pages have in their place.</summary>
    public static bool IsBlank(char c) =>
        c is ' ' or '\t' or '\n' or '\r' or '\f' or '\u00A0' or (>= '\u2000' and <= '\u200B') or '\u202F' or '\u205F' or '\u2060' or '\u3000'
            or '\uFEFF';

    /// <summary>Whether a path without quotes ends before this character.</summary>
    public static bool IsPathEnd(char c) => char.IsWhiteSpace(c) || IsBlank(c) || c is '(' or ')' or ',' or ';' or '\'' or '"';

    /// <summary>Where a path without quotes ends that begins at a place: at a blank, a bracket of the statement, a comma or a semicolon; whoever
    /// has those in a name quotes it.</summary>
    public static int PathEnd(string sql, int start)
    {
        // A stage's name may be quoted: @"name"/folder.
        if (sql.AsSpan(start) is ['@', '"' or '`', ..] && sql.IndexOf(sql[start + 1], start + 2) is > 0 and var close)
            start = close + 1;

        while (start < sql.Length && !IsPathEnd(sql[start]))
            start++;

        return start;
    }

    /// <summary>Whether what stands behind an <c>@</c> may be a stage's name.</summary>
    public static bool IsStageStart(string sql, int position) =>
        position < sql.Length && (IsNameStart(sql[position]) || sql[position] is '~' or '"' or '`');

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' || (c >= 0x80 && !IsBlank(c));

    private char Peek(int distance = 0) => _at + distance < sql.Length ? sql[_at + distance] : '\0';

    private SqlTokenKind Take() => sql[_at] switch
    {
        '\'' => TakeQuoted(SqlTokenKind.Text, '\'', OfSystems),
        '"' => TakeQuoted(SqlTokenKind.QuotedName, '"', OfSystems),
        '`' => TakeQuoted(SqlTokenKind.QuotedName, '`', backslashes: false),
        'E' or 'e' when Peek(1) == '\'' => TakeQuoted(SqlTokenKind.Text, '\'', backslashes: true, before: 1),
        'X' or 'x' or 'B' or 'b' when Peek(1) == '\'' => TakeQuoted(SqlTokenKind.Text, '\'', backslashes: false, before: 1),
        '$' => TakeDollar(),
        >= '0' and <= '9' => TakeNumber(),
        _ => TakeWordOrSymbol(),
    };

    private SqlTokenKind TakeWordOrSymbol()
    {
        if (!IsNameStart(sql[_at++]))
            return SqlTokenKind.Symbol;

        while (IsNamePart(Peek()))
            _at++;

        return SqlTokenKind.Word;
    }

    private SqlTokenKind TakeQuoted(SqlTokenKind kind, char quote, bool backslashes, int before = 0)
    {
        for (_at += before + 1; _at < sql.Length; _at++)
        {
            if (backslashes && sql[_at] == '\\')
            {
                _at++;
            }
            else if (sql[_at] == quote)
            {
                _at++;
                if (Peek() != quote)
                    return kind;
            }
        }

        _at = sql.Length;
        return kind;
    }

    private SqlTokenKind TakeDollar()
    {
        var start = _at++;
        var isNumber = char.IsAsciiDigit(Peek());
        while (isNumber ? char.IsAsciiDigit(Peek()) : IsNamePart(Peek()) && Peek() != '$')
            _at++;

        if (isNumber || Peek() != '$')
            return _at > start + 1 ? SqlTokenKind.Parameter : SqlTokenKind.Symbol;

        var tag = sql.AsSpan(start, ++_at - start);
        var close = sql.AsSpan(_at).IndexOf(tag, StringComparison.Ordinal);
        _at = close < 0 ? sql.Length : _at + close + tag.Length;
        return SqlTokenKind.DollarText;
    }

    private SqlTokenKind TakeNumber()
    {
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '.')
        {
            var isExponent = Peek() is 'e' or 'E' && Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2));
            _at += isExponent ? 2 : 1;
        }

        return SqlTokenKind.Number;
    }

    private void SkipBlanks()
    {
        while (_at < sql.Length)
        {
            if (IsBlank(sql[_at]) || char.IsWhiteSpace(sql[_at]))
            {
                _at++;
            }
            else if ((sql[_at] == '-' && Peek(1) == '-') || (OfSystems && sql[_at] == '#'))
            {
                var end = sql.AsSpan(_at).IndexOfAny('\n', '\r');
                _at = end < 0 ? sql.Length : _at + end;
            }
            else if (sql[_at] == '/' && Peek(1) == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        var (from, depth) = (_at, 0);
        do
        {
            var step = (Peek(), Peek(1)) switch
            {
                ('/', '*') => 1,
                ('*', '/') => -1,
                _ => 0,
            };
            depth += step;
            _at += step == 0 ? 1 : 2;
        }
        while (depth > 0 && _at < sql.Length);
        _at = Math.Min(_at, sql.Length);
        UnclosedComment = depth > 0 ? from : null;
    }
}
