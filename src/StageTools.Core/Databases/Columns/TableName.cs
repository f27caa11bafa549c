namespace StageTools.Databases.Columns;

/// <summary>A table's name, with what it is qualified by.</summary>
/// <param name="Parts">From the database or schema to the table.</param>
internal sealed record TableName(IReadOnlyList<string> Parts)
{
    private const char Quote = '"';

    /// <summary>Reads <c>table</c>, <c>schema.table</c> or <c>"part.with.dots"."and ""quotes"""</c>.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static TableName Parse(string name)
    {
        var parts = new List<string>();
        var at = 0;
        do
        {
            parts.Add(at < name.Length && name[at] == Quote ? Quoted(name, ref at) : Bare(name, ref at));
        }
        while (at++ < name.Length);
        return new TableName(parts);
    }

    /// <summary>The name as SQL, each part quoted.</summary>
    public string ToSql(Func<string, string> quote) => string.Join('.', Parts.Select(quote));

    /// <summary>A part as SQL (ANSI: double quotes, doubled inside).</summary>
    public static string QuotePart(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Bare(string name, ref int at)
    {
        var end = name.IndexOf('.', at);
        end = end < 0 ? name.Length : end;
        var part = name[at..end];
        at = end;
        return part.Length == 0 || part.Contains('\0', StringComparison.Ordinal) ? throw Invalid(name) : part;
    }

    private static string Quoted(string name, ref int at)
    {
        var part = new StringBuilder();
        for (at++; at < name.Length; at++)
        {
            if (name[at] != Quote)
            {
                part.Append(name[at]);
            }
            else if (at + 1 < name.Length && name[at + 1] == Quote)
            {
                part.Append(name[at++]);
            }
            else
            {
                break;
            }
        }

        at++;
        return at > name.Length || part.Length == 0 || (at < name.Length && name[at] != '.') ? throw Invalid(name) : part.ToString();
    }

    private static StageException Invalid(string name) => StageErrorCode.OptionInvalid.Error(
        $"'{name}' is no name of a table; write table, schema.table, or a part that has a dot in double quotes.", name);
}
