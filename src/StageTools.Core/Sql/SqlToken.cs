using System.Runtime.InteropServices;

namespace StageTools.Sql;

/// <summary>A piece of SQL text; blanks and comments are none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How long it is, in characters.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Length;

    /// <summary>Its characters.</summary>
    public ReadOnlySpan<char> Of(string sql) => sql.AsSpan(Start, Length);

    /// <summary>Whether it is this one character.</summary>
    public bool IsSymbol(string sql, char symbol) => Kind is SqlTokenKind.Symbol && sql[Start] == symbol;

    /// <summary>Whether it is this word, in any case.</summary>
    public bool IsWord(string sql, string word) => Kind is SqlTokenKind.Word && Of(sql).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is one of these words (in upper case).</summary>
    public bool IsWord(string sql, IReadOnlySet<string> words) => Kind is SqlTokenKind.Word && words.Contains(Of(sql).ToString().ToUpperInvariant());

    /// <summary>What a text in single quotes, or a stage path without, says; null for anything else.</summary>
    public string? Value(string sql)
    {
        var written = Of(sql);
        if (Kind is SqlTokenKind.StagePath)
        {
            return written.ToString();
        }

        // E'…' and its like have escapes of their own, and no path is written so.
        return Kind is SqlTokenKind.Text && written[0] == '\'' && written.Length >= 2
            ? written[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal)
            : null;
    }

    /// <summary>The name that a word or a quoted name is; null for anything else.</summary>
    public string? Name(string sql) => Kind switch
    {
        SqlTokenKind.Word => Of(sql).ToString(),
        SqlTokenKind.QuotedName when Length >= 2 => Of(sql)[1..^1].ToString().Replace(new string(sql[Start], 2), sql[Start].ToString(), StringComparison.Ordinal),
        _ => null,
    };
}
