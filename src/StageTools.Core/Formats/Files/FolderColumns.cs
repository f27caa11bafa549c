namespace StageTools.Formats.Files;

/// <summary>The columns that Hive's folders stand for, <c>year=2026/city=_NULL_/</c>, over the files of a table.</summary>
internal sealed class FolderColumns
{
    /// <summary>Databend's word for NULL in a folder's name.</summary>
    public const string Null = "_NULL_";

    // Of Hive, and of all that follow it.
    private const string HiveNull = "__HIVE_DEFAULT_PARTITION__";

    private readonly OrderedDictionary<string, ValueSample> _columns = new(StringComparer.OrdinalIgnoreCase);

    private FolderColumns(IEnumerable<string> keys)
    {
        foreach (var (name, text) in keys.SelectMany(Read))
        {
            _columns.TryAdd(name, new ValueSample());
            _columns[name].Add(ValueOf(text, new RowReadOptions(InferTypes: true)));
        }
    }

    /// <summary>Of no folders.</summary>
    public static FolderColumns None { get; } = new([]);

    /// <summary>Their names, as the first file has them; none twice but for its case.</summary>
    public IReadOnlyList<string> Names => _columns.Keys;

    /// <summary>What they are called in a table of files, which may have columns of their names itself.</summary>
    public IEnumerable<string> HiddenNames => _columns.Select(static (_, place) => HiddenName(place));

    /// <summary>The columns of some files.</summary>
    public static FolderColumns Of(IEnumerable<string> keys)
    {
        var columns = new FolderColumns(keys);
        return columns._columns.Count > 0 ? columns : None;
    }

    /// <summary>The columns of a table of files, as expressions: text is a value of SQL by the rule of CSV.</summary>
    /// <param name="files">The files, in the order in which DuckDB is given them.</param>
    /// <param name="origin">How the table tells them apart.</param>
    public IEnumerable<string> Expressions(IReadOnlyList<StagedFile> files, FileOrigin origin)
    {
        if (_columns.Count == 0)
            yield break;

        var texts = files.Select(static f => Read(f.Key).ToList()).ToList();
        foreach (var (place, (name, sample)) in _columns.Index())
        {
            var values = texts.Select(t => t.FindLast(folder => folder.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Text)
                .Select(static text => text is null ? "NULL" : DuckDbText.Literal(text));
            yield return $"CAST([{string.Join(", ", values)}] AS {sample.Type}[])[{origin.Place}] AS "
                + DuckDbText.Name(HiddenName(place));
        }
    }

    /// <summary>The query of a table, with the columns under their own names behind its own.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="shown">The names of those that are wanted.</param>
    /// <param name="last">The columns of the query that stand behind them: what a statement calls columns is by their places.</param>
    public string Show(string sql, IEnumerable<string> shown, IEnumerable<string> last)
    {
        var behind = last.Select(DuckDbText.Name).ToList();
        var named = shown.Select(name => $", {DuckDbText.Name(HiddenName(_columns.IndexOf(name)))} AS {DuckDbText.Name(name)}");
        return $"SELECT * EXCLUDE ({string.Join(", ", HiddenNames.Select(DuckDbText.Name).Concat(behind))})"
            + $"{string.Concat(named)}{string.Concat(behind.Select(static name => $", {name}"))} FROM ({sql})";
    }

    /// <summary>The rows of a file with the columns of its folders behind their own, but those that the file itself has.</summary>
    public static async IAsyncEnumerable<Row> AddAsync(IAsyncEnumerable<Row> rows, string key, RowReadOptions options)
    {
        var folders = Read(key).GroupBy(static f => f.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => (Name: group.Key, Value: ValueOf(group.Last().Text, options))).ToArray();
        var shapes = new ShapeCache<(string[] Columns, object?[] Values)>();
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (!shapes.TryGet(row.Columns, out var with))
            {
                var added = Array.FindAll(folders, folder => !row.Columns.Contains(folder.Name, StringComparer.OrdinalIgnoreCase));
                with = ([.. row.Columns, .. added.Select(static f => f.Name)], Array.ConvertAll(added, static f => f.Value));
                shapes.Add(row.Columns, with);
            }

            yield return with.Values.Length == 0 ? row : row with { Columns = with.Columns, Values = [.. row.Values, .. with.Values] };
        }
    }

    private static string HiddenName(int place) => string.Create(CultureInfo.InvariantCulture, $"{SqlWords.FolderStart}{place}");

    /// <summary>Names and texts of a key's folders, null for NULL. Of two of one name the deeper one counts.</summary>
    private static IEnumerable<(string Name, string? Text)> Read(string key)
    {
        foreach (var segment in key.Split('/')[..^1])
        {
            var equals = segment.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                continue;

            var (name, written) = (Uri.UnescapeDataString(segment[..equals]), segment[(equals + 1)..]);
            var text = written is Null or HiveNull ? null : Uri.UnescapeDataString(written);

            // A NUL is nothing that SQL can say.
            if (!name.Contains('\0', StringComparison.Ordinal) && text?.Contains('\0', StringComparison.Ordinal) is not true)
                yield return (name, text);
        }
    }

    private static object? ValueOf(string? text, RowReadOptions options) =>
        text is null || options.AsText ? text : CanonicalText.Infer(Encoding.UTF8.GetBytes(text), options.InferTypes) ?? text;
}
