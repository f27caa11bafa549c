namespace StageTools.Formats.Files;

/// <summary>A format of text, compressed or not: its rows come from a stream and go to one.</summary>
internal abstract class TextFormat : IFileFormat
{
    // A small file is read at once, and needs no room for more.
    private const int LeastBufferSize = 4 * 1024;
    private const int BufferSize = 256 * 1024;

    /// <summary>The rows of a stream; see <see cref="ReadAsync(Stream, FileFormat, RowReadOptions, string, CancellationToken, int)"/>.</summary>
    /// <param name="records">The records of the stream.</param>
    /// <param name="format">The format.</param>
    /// <param name="options">How values get their types.</param>
    /// <param name="fileName">How errors name the file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public abstract IAsyncEnumerable<Row> Read(
        RecordBuffer records, FileFormat format, RowReadOptions options, string fileName, CancellationToken cancellationToken);

    /// <summary>A writer of rows; see <see cref="RowWriters"/>.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public RowWriter Create(FileFormat format, IBufferWriter<byte> output, IReadOnlyList<string> columns)
    {
        RefuseDuplicates(columns);
        return CreateWriter(format, output, columns);
    }

    /// <summary>The same, where no two columns have one name.</summary>
    protected abstract RowWriter CreateWriter(FileFormat format, IBufferWriter<byte> output, IReadOnlyList<string> columns);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Row> ReadAsync(
        ImportFile file, RowReadOptions options, LoadProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bytes = await file.Store.OpenReadAsync(file.Item, 0, cancellationToken).ConfigureAwait(false);
        var buffered = new BufferedStream(new CountedStream(bytes, progress), (int)Math.Clamp(file.Item.Size, LeastBufferSize, BufferSize));
        await using (buffered.ConfigureAwait(false))
        {
            var content = CompressionStreams.ForReading(buffered, file.Format.Compression ?? Compression.None, file.Name, leaveOpen: true);
            await using (content.ConfigureAwait(false))
            {
                await foreach (var row in ReadAsync(content, file.Format, options, file.Name, cancellationToken).ConfigureAwait(false))
                    yield return row;
            }
        }
    }

    /// <summary>The rows of a stream of text, no longer compressed, which is left open.</summary>
    /// <remarks>
    /// UTF-8, with its mark or without, or UTF-16 or UTF-32 with its mark. A bare CSV or TSV value gets a type only when that type would be written
    /// as exactly the same text: long, else BigInteger, double, decimal, bool. Quoted text is always text. JSON numbers follow the same rule, and
    /// are double where none holds their text; a JSON object with a key twice is refused, as is a header with a name twice. In CSV and TSV an empty
    /// name in the header becomes <c>c</c> and the column's number, the name columns have without a header, or the next number that is free; a
    /// blank line is a row only where there is one column. CSV lines end in <c>\n</c>, <c>\r\n</c> or <c>\r</c>; in TSV a lone <c>\r</c> is part
    /// of a value unless no line of the file ends otherwise.
    /// </remarks>
    public IAsyncEnumerable<Row> ReadAsync(
        Stream text,
        FileFormat format,
        RowReadOptions options,
        string fileName,
        CancellationToken cancellationToken,
        int longestRecord = RecordBuffer.Longest) =>
        Read(new RecordBuffer(text, fileName, longestRecord), format, options, fileName, cancellationToken);

    /// <inheritdoc/>
    public virtual PartMaker Write(ExportTarget target, ExportOptions options, IReadOnlyList<RowColumn> declared) =>
        new TextPartMaker(target, options, (output, columns) => Create(target.Format, output, columns));

    /// <inheritdoc/>
    public abstract Task<StagedTable> TableAsync(
        IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken);

    private static void RefuseDuplicates(IReadOnlyList<string> columns)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (columns.FirstOrDefault(column => !seen.Add(column)) is { } twin)
            throw StageErrorCode.OptionInvalid.Error($"Two columns are named '{twin}'; give each a name of its own.", twin);
    }
}
