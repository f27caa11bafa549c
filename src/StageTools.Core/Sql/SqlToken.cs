namespace StageTools.Sql;

/// <summary>What a piece of SQL text is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A word: a keyword or a name.</summary>
    Word,

    /// <summary>A name in double quotes, or in backticks (MatrixOne).</summary>
    QuotedName,

    /// <summary>A text in single quotes, with or without a letter before them.</summary>
    Text,

    /// <summary>A text between dollar quotes.</summary>
    DollarText,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>$1</c> or <c>$name</c>.</summary>
    Parameter,

    /// <summary>A path without quotes: <c>@stage/2026/*.csv</c>.</summary>
    Path,

    /// <summary>One character of an operator or a bracket.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A piece of SQL text; blanks and comments are none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sql">The text.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How long it is, in characters.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SqlToken(SqlTokenKind Kind, string Sql, int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;

    /// <summary>Its characters.</summary>
    public ReadOnlySpan<char> Span => Sql.AsSpan(Start, Length);

    /// <summary>Its characters.</summary>
    public string Text => Span.ToString();

    /// <summary>The one character that it is; nothing, <c>\0</c>, for anything but a symbol.</summary>
    public char Symbol => Kind is SqlTokenKind.Symbol ? Sql[Start] : '\0';

    /// <summary>Whether a statement ends before it: a semicolon, or the end of the text.</summary>
    public bool EndsStatement => Kind is SqlTokenKind.End || Symbol is ';';

    /// <summary>Whether it is this word, in any case.</summary>
    public bool IsWord(string word) => Kind is SqlTokenKind.Word && Span.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is one of these words (in upper case).</summary>
    public bool IsWord(IReadOnlySet<string> words) => Kind is SqlTokenKind.Word && words.Contains(Text.ToUpperInvariant());

    /// <summary>What a text in single quotes, or a path without, says; null for anything else.</summary>
    public string? Value => Kind switch
    {
        SqlTokenKind.Path when Span is ['@', '"' or '`', ..]
            && Sql.IndexOf(Sql[Start + 1], Start + 2) is > 0 and var close && close < End =>
            $"@{Sql.AsSpan(Start + 2, close - Start - 2)}{Sql.AsSpan(close + 1, End - close - 1)}",
        SqlTokenKind.Path => Text,

        // E'…' and its like have escapes of their own, and no path is written so.
        SqlTokenKind.Text when Sql[Start] == '\'' && Length >= 2 => Span[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal),
        _ => null,
    };

    /// <summary>The name that a word or a quoted name is; null for anything else.</summary>
    public string? Name => Kind switch
    {
        SqlTokenKind.Word => Text,
        SqlTokenKind.QuotedName when Length >= 2 =>
            Span[1..^1].ToString().Replace(new string(Sql[Start], 2), Sql[Start].ToString(), StringComparison.Ordinal),
        _ => null,
    };
}
