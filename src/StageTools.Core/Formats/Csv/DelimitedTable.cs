namespace StageTools.Formats.Csv;

/// <summary>CSV and TSV files as one table: columns by name, typed by the first rows of the files.</summary>
internal sealed class DelimitedTable
{
    private const int RowsOfFirst = 10_000;
    private const int RowsOfNext = 500;
    private const int MostSampled = 50;

    private readonly OrderedDictionary<string, ValueSample> _samples = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Group> _groups = [];

    private DelimitedTable()
    {
    }

    /// <summary>Files that are laid out alike, with the same columns in the same order.</summary>
    private sealed record Group(DelimitedLayout Layout, bool IsGzip, bool IsCopy, IReadOnlyList<string> Columns, List<TextFile> Files);

    /// <summary>The table of some files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="reference">What the statement asks of them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c>.</exception>
    public static async Task<StagedTable> OfAsync(IReadOnlyList<TextFile> files, StageReference reference, CancellationToken cancellationToken)
    {
        var table = new DelimitedTable();
        for (var i = 0; i < files.Count; i++)
            await table.AddAsync(files[i], i == 0 ? RowsOfFirst : i < MostSampled ? RowsOfNext : 1, cancellationToken).ConfigureAwait(false);

        if (table._samples.Count == 0)
            return StagedTable.Empty(files, reference);

        var parts = table._groups.SelectMany(
            g => reference.WantsRowNumber ? g.Files.Select(f => g with { Files = [f] }) : [g]).Select(g => table.Query(g, reference)).ToList();
        return new StagedTable(string.Join(" UNION ALL BY NAME ", parts), table._samples.Keys, files.Select(f => (f.Path, f.File)).ToList());
    }

    private async Task AddAsync(TextFile file, int rows, CancellationToken cancellationToken)
    {
        var columns = await SampleAsync(file, rows, cancellationToken).ConfigureAwait(false);
        if (columns.Count == 0)
            return;

        var layout = DelimitedFormat.LayoutOf(file);
        var group = _groups.Find(g =>
            g.IsGzip == file.IsGzip && g.IsCopy == file.IsCopy && g.Layout == layout && g.Columns.SequenceEqual(columns, StringComparer.Ordinal));
        if (group is null)
        {
            RequireNames(file, columns);
            group = new Group(layout, file.IsGzip, file.IsCopy, columns, []);
            _groups.Add(group);
        }

        group.Files.Add(file);
    }

    private async Task<IReadOnlyList<string>> SampleAsync(TextFile file, int rows, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? columns = null;
        await foreach (var row in DelimitedFormat.RowsAsync(
            file.File, file.File.Format, new RowReadOptions(InferTypes: true) { LongTexts = true }, cancellationToken).ConfigureAwait(false))
        {
            columns ??= Know(row.Columns);
            for (var i = 0; i < columns.Count; i++)
                _samples[columns[i]].Add(row.Values[i]);
            LongText.FreeAll(row.Values);

            if (--rows == 0)
                break;
        }

        return columns ?? Know(await HeaderAsync(file, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The columns of a file without rows.</summary>
    private static async Task<IReadOnlyList<string>> HeaderAsync(TextFile file, CancellationToken cancellationToken)
    {
        var layout = DelimitedLayout.From(file.File.Format);
        if (!layout.Header)
            return [];

        var format = file.File.Format with { Header = false, SkipHeader = layout.SkippedLines };
        await foreach (var row in DelimitedFormat.RowsAsync(
            file.File, format, new RowReadOptions(AsText: true), cancellationToken).ConfigureAwait(false))
        {
            if (row.Values is [null or ""])
                continue;

            var names = Array.ConvertAll(row.Values, static name => name as string ?? "");
            HeaderNames.Complete(names);
            return names;
        }

        return [];
    }

    private IReadOnlyList<string> Know(IReadOnlyList<string> columns)
    {
        foreach (var column in columns)
            _samples.TryAdd(column, new ValueSample());

        return columns;
    }

    private static void RequireNames(TextFile file, IReadOnlyList<string> columns)
    {
        var shown = file.File.Local.Shown;
        if (columns.GroupBy(static c => c, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static g => g.Skip(1).Any()) is { } twins)
            throw Refused($"has two columns '{twins.Key}' but for their case, which SQL cannot tell apart; rename one in the file.");
        if (columns.FirstOrDefault(static c => c.Contains('\0', StringComparison.Ordinal)) is { } name)
            throw Refused($"has a column '{name.Replace('\0', '?')}' with a NUL character in its name, which SQL cannot say; rename it in the file.");

        StageException Refused(string why) => StageErrorCode.DataInvalid.Error($"'{shown}' {why}", shown);
    }

    private string Query(Group group, StageReference reference)
    {
        var layout = group.Layout;
        var origin = FileOrigin.Of(group.Columns, group.Files.Select(static f => f.Path));
        var types = group.Columns.Select(c => _samples[c].Type).ToArray();

        // Where each value was seen to be one, DuckDB reads the type itself.
        var isRead = types.Select((type, i) => group.Files.TrueForAll(f => f.Check is DelimitedForms forms && forms.Holds(i, type))).ToArray();
        var columns = group.Columns.Select((c, i) => isRead[i] ? DuckDbText.Name(c) : ColumnCast.Expression(c, types[i], origin)).Concat(
            Metadata.Columns(reference, [.. group.Files.Select(f => f.File)], origin, "row_number() OVER () - 1"));
        var quote = layout.IsTsv ? string.Empty : layout.Quote.ToString();
        return $"SELECT {string.Join(", ", columns)} FROM read_csv({DuckDbText.PathList(group.Files.Select(static f => f.Path))}"
            + $"{origin.Option}, auto_detect = false, hive_partitioning = false, header = {(layout.Header ? "true" : "false")}"
            + $", delim = {DuckDbText.Literal(layout.Delimiter)}, quote = {DuckDbText.Literal(quote)}, escape = {DuckDbText.Literal(quote)}"
            + $", nullstr = {DuckDbText.Literal(layout.NullText)}, allow_quoted_nulls = {(layout.QuotedNulls ? "true" : "false")}"
            + $", compression = '{(group.IsGzip ? "gzip" : "none")}'{QuerySettings.CsvBuffers(group.Files.Max(static f => f.Check.LongestRecord))}"
            + $"{(group.IsCopy ? ", new_line = '\\n'" : string.Empty)}"
            + $"{(group.Files.Exists(static f => f.Check.HasLinesInQuotes) ? ", parallel = false" : string.Empty)}, columns = "
                + $"{{{string.Join(", ", group.Columns.Select((c, i) => $"{DuckDbText.Literal(c)}: '{(isRead[i] ? types[i] : "VARCHAR")}'"))}}})";
    }
}
