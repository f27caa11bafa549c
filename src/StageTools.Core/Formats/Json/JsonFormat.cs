namespace StageTools.Formats.Json;

/// <summary>NDJSON, an object a line, or JSON, an array of objects.</summary>
/// <param name="asArray">Whether it is the array.</param>
internal sealed class JsonFormat(bool asArray) : TextFormat
{
    // Larger values DuckDB reads only when told.
    private const int UsualObject = 16_000_000;

    /// <inheritdoc/>
    public override IAsyncEnumerable<Row> Read(
        RecordBuffer records, FileFormat format, RowReadOptions options, string fileName, CancellationToken cancellationToken) =>
        new JsonRowReader(NewScanner(fileName), options, fileName).ReadAsync(records, cancellationToken);

    /// <inheritdoc/>
    public override PartMaker Write(ExportTarget target, ExportOptions options, IReadOnlyList<RowColumn> declared)
    {
        var json = declared.Where(static c => c.IsJson).Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        return new TextPartMaker(target, options, (output, columns) =>
        {
            var writer = (JsonRowWriter)Create(target.Format, output, columns);
            writer.Holds(json);
            return writer;
        });
    }

    /// <inheritdoc/>
    protected override RowWriter CreateWriter(FileFormat format, IBufferWriter<byte> output, IReadOnlyList<string> columns) =>
        new JsonRowWriter(asArray, format.BinaryFormat, output, columns);

    /// <inheritdoc/>
    public override async Task<StagedTable> TableAsync(
        IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken)
    {
        var prepared = await texts.PrepareAsync(files, file => FormOf(file), cancellationToken).ConfigureAwait(false);
        var rows = new JsonShape();
        foreach (var file in prepared)
            rows.Add(CheckOf(file).Rows);
        if (rows is { IsOther: false, Names.Count: 0 } && prepared.All(static f => f.Check.LongestRecord == 0))
            return StagedTable.Empty(prepared, reference);

        var columns = ColumnsOf(rows, prepared);
        if (!rows.IsOther && rows.Texts() is { } places)
            prepared = await WithTextsAsync(prepared, places, texts, cancellationToken).ConfigureAwait(false);

        var groups = reference.WantsRowNumber
            ? prepared.Select(static f => new[] { f })
            : prepared.GroupBy(FormOf, StringComparer.Ordinal).Select(static g => g.ToArray());
        var parts = groups.Select(group => Query(group, reference, columns, FileOrigin.Of(rows.Names, group.Select(static f => f.Path))));
        return new StagedTable(string.Join(" UNION ALL BY NAME ", parts), Columns: null, prepared.Select(static f => (f.Path, f.File)).ToList())
        {
            HasObjects = HasObjects(rows),
        };
    }

    /// <summary>Files in which numbers that are text to SQL stand as texts.</summary>
    private async Task<IReadOnlyList<TextFile>> WithTextsAsync(
        IReadOnlyList<TextFile> prepared, JsonTexts places, TextFiles texts, CancellationToken cancellationToken)
    {
        var changed = prepared.Where(f => CheckOf(f).Rows.HasAny(places)).Select(static f => f.File).ToList();
        var copies = new Queue<TextFile>(
            await texts.PrepareAsync(changed, file => FormOf(file, places), cancellationToken).ConfigureAwait(false));
        return [.. prepared.Select(f => CheckOf(f).Rows.HasAny(places) ? copies.Dequeue() : f)];
    }

    private string Query(TextFile[] group, StageReference reference, string columns, FileOrigin origin)
    {
        string[] wanted = [origin.All, .. Metadata.Columns(reference, [.. group.Select(static f => f.File)], origin, "row_number() OVER () - 1")];
        return $"SELECT {string.Join(", ", wanted)} FROM read_json({DuckDbText.PathList(group.Select(static f => f.Path))}{origin.Option}"
            + $", {FormOf(group[0])}{SizeOf(group)}, {columns}, hive_partitioning = false)";
    }

    private JsonScanner NewScanner(string fileName) => asArray ? new JsonObjectScanner(fileName) : new JsonLineScanner();

    private TextForm FormOf(StagedFile file, JsonTexts? texts = null)
    {
        var name = file.Local.Shown;
        return new TextForm(
            CanBePlain: texts is null,
            (text, _, token) => JsonCheck.OfAsync(text, NewScanner(name), name, token),
            ".json",
            (target, token) => CopyAsync(file, texts, target, token),
            texts?.ToString() ?? string.Empty);
    }

    private async Task CopyAsync(StagedFile file, JsonTexts? texts, Stream target, CancellationToken cancellationToken)
    {
        var text = file.OpenText(bufferSize: 0);
        await using (text.ConfigureAwait(false))
        {
            await JsonCheck.CopyAsync(
                text, NewScanner(file.Local.Shown), file.Local.Shown, texts, target, cancellationToken).ConfigureAwait(false);
        }
    }

    private static JsonCheck CheckOf(TextFile file) => (JsonCheck)file.Check;

    // How DuckDB is to read a file.
    private string FormOf(TextFile file)
    {
        var format = CheckOf(file).IsOneArray ? "array" : asArray ? "unstructured" : "newline_delimited";
        return $"format = '{format}', compression = '{(file.IsGzip ? "gzip" : "uncompressed")}'";
    }

    private static string SizeOf(IEnumerable<TextFile> files) => files.Max(static f => f.Check.LongestRecord) is > UsualObject and var longest
        ? string.Create(CultureInfo.InvariantCulture, $", maximum_object_size = {longest + 1024L}")
        : string.Empty;

    private static bool HasObjects(JsonShape rows) => !rows.IsOther && rows.Names.Count > 0;

    // Rows that are no objects are one column.
    private static string ColumnsOf(JsonShape rows, IReadOnlyList<TextFile> files)
    {
        if (!HasObjects(rows))
            return "columns = {json: 'JSON'}, records = 'false'";
        if (rows.Names.GroupBy(static n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static g => g.Skip(1).Any()) is { } twins)
            throw Refused(twins.Key, $"has two keys '{twins.Key}' but for their case, which SQL cannot tell apart; rename one in the file.");
        if (rows.Names.FirstOrDefault(static name => !JsonShape.IsName(name)) is { } odd)
            throw Refused(odd, "has a key that is empty or holds a NUL character, which SQL cannot say; rename it in the file.");

        var columns = rows.Fields().Select(static f => $"{DuckDbText.Literal(f.Name)}: {DuckDbText.Literal(f.Type)}");
        return $"columns = {{{string.Join(", ", columns)}}}, records = 'true'";

        StageException Refused(string name, string why)
        {
            var shown = files.First(f => CheckOf(f).Rows.Names.Contains(name, StringComparer.Ordinal)).File.Local.Shown;
            return StageErrorCode.DataInvalid.Error($"'{shown}' {why}", shown);
        }
    }
}
