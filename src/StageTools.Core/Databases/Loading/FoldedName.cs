namespace StageTools.Databases.Loading;

/// <summary>What the ledger calls a table in SQLite and DuckDB, which take names that differ in the case of A to Z alone for the same.</summary>
internal static class FoldedName
{
    /// <summary>A name with its letters A to Z in lower case: two that are the same in it are the same to the database.</summary>
    public static string Fold(string name) => string.Create(name.Length, name, static (folded, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            folded[i] = char.IsAsciiLetterUpper(text[i]) ? char.ToLowerInvariant(text[i]) : text[i];
    });

    /// <summary>What a name is called, and behind it what it was called before: with all letters in lower case, by which others were called
    /// too.</summary>
    public static IReadOnlyList<string> AllOf(string name) => Ascii.IsValid(name) ? [Fold(name)] : [Fold(name), name.ToLowerInvariant()];

    /// <summary>The table with what the ledger calls it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">Its name as SQL, the same for every way to write it.</param>
    /// <param name="written">How else it was written, for which ledgers may have it.</param>
    public static TargetTable Identify(TargetTable table, string name, params IEnumerable<string> written)
    {
        // The mark tells a name that no other table has from one that it shared.
        var identity = Ascii.IsValid(name) ? Fold(name) : $"{Fold(name)}#";
        var former = written.Prepend(name).Select(static n => n.ToLowerInvariant()).Distinct(StringComparer.Ordinal);
        return table with { Identity = identity, Former = [.. former.Where(n => n != identity)] };
    }
}
