namespace StageTools.Databases.Columns;

/// <summary>A table's name, with what it is qualified by.</summary>
/// <param name="Parts">From the database or schema to the table.</param>
internal sealed partial record TableName(IReadOnlyList<string> Parts)
{
    /// <summary>Reads <c>table</c>, <c>schema.table</c> or <c>"part.with.dots"."and ""quotes"""</c>.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static TableName Parse(string name) => Written().Match(name) is { Success: true } written
        ? new TableName([.. written.Groups["part"].Captures.Select(static part => part.Value is ['"', .. var quoted, '"']
            ? quoted.Replace("\"\"", "\"", StringComparison.Ordinal)
            : part.Value)])
        : throw StageErrorCode.OptionInvalid.Error(
            $"'{name}' is no name of a table; write table, schema.table, or a part that has a dot in double quotes.", name);

    /// <summary>The name as SQL, each part quoted.</summary>
    public string ToSql(Func<string, string> quote) => string.Join('.', Parts.Select(quote));

    [GeneratedRegex(
        @"\A((?<part>""([^""]|"""")+""|[^"".\0][^.\0]*)(\.(?!\z)|\z))+\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Written();
}
