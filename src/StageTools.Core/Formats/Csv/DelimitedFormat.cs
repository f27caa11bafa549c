namespace StageTools.Formats.Csv;

/// <summary>CSV and TSV: one reader and one table, a writer each.</summary>
internal sealed class DelimitedFormat : TextFormat
{
    private const int FlushSize = 1 << 20;

    /// <summary>What copies for DuckDB are written in: no line of one is blank.</summary>
    private static readonly FileFormat CopyFormat = new() { Format = RowFormat.Csv, ForceQuote = true, NullText = "\\N" };

    /// <summary>The one there is.</summary>
    public static DelimitedFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override IAsyncEnumerable<Row> Read(
        RecordBuffer records, FileFormat format, RowReadOptions options, string fileName, CancellationToken cancellationToken) =>
        new DelimitedRowReader(DelimitedLayout.From(format), options, fileName).ReadAsync(records, cancellationToken);

    /// <inheritdoc/>
    protected override RowWriter CreateWriter(FileFormat format, IBufferWriter<byte> output, IReadOnlyList<string> columns)
    {
        var layout = DelimitedLayout.From(format);
        DelimitedRules.RequireWritable(layout, columns);
        return layout.IsTsv ? new TsvRowWriter(layout, output, columns) : new CsvRowWriter(layout, output, columns);
    }

    /// <inheritdoc/>
    public override async Task<StagedTable> TableAsync(
        IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken) =>
        await DelimitedTable.OfAsync(
            await texts.PrepareAsync(files, FormOf, cancellationToken).ConfigureAwait(false), reference, cancellationToken).ConfigureAwait(false);

    /// <summary>How a file that DuckDB reads is laid out.</summary>
    public static DelimitedLayout LayoutOf(TextFile file) => DelimitedLayout.From(file.IsCopy ? CopyFormat : file.File.Format);

    /// <summary>The rows of a staged file.</summary>
    public static async IAsyncEnumerable<Row> RowsAsync(
        StagedFile file, FileFormat format, RowReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = file.OpenText(bufferSize: 1 << 16);
        await using (text.ConfigureAwait(false))
        {
            await foreach (var row in Instance.ReadAsync(text, format, options, file.Local.Shown, cancellationToken).ConfigureAwait(false))
                yield return row;
        }
    }

    private static TextForm FormOf(StagedFile file)
    {
        var layout = DelimitedLayout.From(file.Format);
        return new TextForm(
            DelimitedCheck.CanBePlain(layout),
            (text, isCopy, token) => DelimitedCheck.OfAsync(
                text, isCopy ? DelimitedLayout.From(CopyFormat) : layout, isCopy, file.Local.Shown, token),
            ".csv",
            (target, token) => CopyAsync(file, target, token));
    }

    private static async Task CopyAsync(StagedFile file, Stream target, CancellationToken cancellationToken)
    {
        var buffer = new Utf8Buffer();
        RowWriter? writer = null;

        // Numbers come out as they stood; what is called otherwise than NaN is to be NaN.
        var options = new RowReadOptions(AsText: DelimitedLayout.From(file.Format).NanText is "NaN") { LongTexts = true };
        await foreach (var row in RowsAsync(file, file.Format, options, cancellationToken).ConfigureAwait(false))
        {
            if (writer is null)
            {
                writer = Instance.Create(CopyFormat, buffer, row.Columns);
                writer.Begin();
            }

            writer.Write(row.Values);
            LongText.FreeAll(row.Values);
            if (buffer.Length >= FlushSize)
            {
                await target.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                buffer.Clear(FlushSize * 2);
            }
        }

        writer?.End();
        await target.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
