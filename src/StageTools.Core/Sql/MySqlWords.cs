namespace StageTools.Sql;

/// <summary>MySQL's words, as MatrixOne's users write them, that DuckDB does not read: names in backticks, and integer types with a display width or
/// UNSIGNED.</summary>
internal static class MySqlWords
{
    private static readonly FrozenDictionary<string, (string Signed, string Unsigned)> Integers =
        new Dictionary<string, (string Signed, string Unsigned)>(StringComparer.OrdinalIgnoreCase)
        {
            ["TINYINT"] = ("TINYINT", "UTINYINT"),
            ["SMALLINT"] = ("SMALLINT", "USMALLINT"),
            ["MEDIUMINT"] = ("INTEGER", "UINTEGER"),
            ["INT"] = ("INT", "UINTEGER"),
            ["INTEGER"] = ("INTEGER", "UINTEGER"),
            ["BIGINT"] = ("BIGINT", "UBIGINT"),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // A type stands behind :: and in CAST behind AS, and where columns are made behind a name; behind these a word begins an expression.
    private static readonly FrozenSet<string> BeforeExpressions =
    [
        "SELECT", "WHERE", "AND", "OR", "NOT", "ON", "BY", "HAVING", "THEN", "ELSE", "WHEN", "CASE", "IN", "LIKE", "BETWEEN", "IS", "DISTINCT",
        "FROM", "JOIN", "INTO", "TABLE", "UPDATE", "SET", "VALUES", "RETURNING", "LIMIT", "EXISTS", "AS",
    ];

    private static readonly FrozenSet<string> Casts = ["CAST", "TRY_CAST"];

    /// <summary>What stands at a place: elsewhere than in these a name behind a word, or behind AS, is a column's or a table's.</summary>
    private enum Part
    {
        Query,
        Cast,
        Definitions,
    }

    /// <summary>What DuckDB reads in their place.</summary>
    /// <param name="tokens">The tokens of a text.</param>
    /// <param name="first">The first that is looked at.</param>
    /// <param name="end">The one at which that ends.</param>
    public static IEnumerable<SqlEdit> Edits(SqlTokens tokens, int first, int end)
    {
        var cursor = new SqlCursor(tokens, first);
        var parts = new Stack<Part>([cursor.Peek().IsWord("ALTER") ? Part.Definitions : Part.Query]);
        while (cursor.Index + 1 < end && cursor.Take() is { Kind: not SqlTokenKind.End } token)
        {
            if (token.Kind is SqlTokenKind.QuotedName && token.Span is ['`', .., '`'])
            {
                yield return new SqlEdit(token.Start, token.End, DuckDbText.Name(token.Name!));
            }
            else if (token.Symbol is '(')
            {
                parts.Push(PartOf(cursor.Previous, cursor.Peek()));
            }
            else if (token.Symbol is ')' && parts.Count > 1)
            {
                parts.Pop();
            }
            else if (token.Kind is SqlTokenKind.Word && Integers.TryGetValue(token.Text, out var type) && IsType(cursor.Previous, parts.Peek())
                && ReadType(cursor, token, type) is { } edit)
            {
                yield return edit;
            }
        }
    }

    /// <summary>A text with all of them changed.</summary>
    public static string Translate(string sql) => SqlEdit.Apply(sql, 0, sql.Length, Edits(new SqlTokens(sql), 0, int.MaxValue));

    private static Part PartOf(SqlToken before, SqlToken next) =>
        before.IsWord(Casts) ? Part.Cast : next.IsWord(SqlWords.QueryStarts) ? Part.Query : Part.Definitions;

    private static bool IsType(SqlToken before, Part part) => before.Symbol is ':' || part switch
    {
        Part.Cast => before.IsWord("AS"),
        Part.Definitions => before.Kind is SqlTokenKind.QuotedName || (before.Kind is SqlTokenKind.Word && !before.IsWord(BeforeExpressions)),
        _ => false,
    };

    private static SqlEdit? ReadType(SqlCursor cursor, SqlToken word, (string Signed, string Unsigned) type)
    {
        var (end, next) = (word.End, cursor.Index + 1);
        if (cursor.Tokens[next].Symbol is '(')
        {
            if (cursor.Tokens[next + 1].Kind is not SqlTokenKind.Number || cursor.Tokens[next + 2].Symbol is not ')')
                return null;

            for (var i = 0; i < 3; i++)
                cursor.Take();

            end = cursor.Current.End;
        }

        var isUnsigned = cursor.TryTake("UNSIGNED");
        end = isUnsigned ? cursor.Current.End : end;
        var isKnown = end == word.End && !word.IsWord("MEDIUMINT");
        return isKnown ? null : new SqlEdit(word.Start, end, isUnsigned ? type.Unsigned : type.Signed);
    }
}
