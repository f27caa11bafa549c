using System.Buffers;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Sql;

namespace StageTools.Formats.Json;

/// <summary>NDJSON, an object a line, or JSON, an array of objects.</summary>
/// <param name="asArray">Whether it is the array.</param>
internal sealed class JsonFormat(bool asArray) : TextFormat
{
    // Below this every row is looked at for columns and types; of more, the first rows are.
    private const long SmallJson = 64 << 20;
    private const int SampleOfLarge = 100_000;

    /// <inheritdoc/>
    public override IAsyncEnumerable<Row> Read(
        RecordBuffer records, FileFormat format, RowReadOptions options, string fileName, CancellationToken cancellationToken) =>
        new JsonRowReader(
            asArray ? new JsonObjectScanner(fileName) : new JsonLineScanner(), options, fileName).ReadAsync(records, cancellationToken);

    /// <inheritdoc/>
    protected override RowWriter CreateWriter(
        FileFormat format, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert) =>
        new JsonRowWriter(asArray, format.BinaryFormat, output, columns, convert);

    /// <inheritdoc/>
    public override async Task<StagedTable> TableAsync(
        IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken)
    {
        var prepared = await texts.PrepareAsync(files, FormOf, cancellationToken).ConfigureAwait(false);
        var sample = prepared.Sum(static f => f.File.Local.Item.Size) <= SmallJson ? -1 : SampleOfLarge;
        await JsonNesting.RequireAsync(prepared, sample, texts.Checks, cancellationToken).ConfigureAwait(false);

        // DuckDB finds the columns itself, by name over all files.
        var groups = reference.WantsRowNumber
            ? prepared.Select(static f => new[] { f })
            : prepared.GroupBy(static f => f.IsGzip).Select(static g => g.ToArray());
        var parts = groups.Select(group =>
            $"SELECT {string.Join(", ", ["*", .. Metadata.Columns(reference, group.Select(static f => f.File), "row_number() OVER () - 1")])}"
            + $" FROM read_json({DuckDbText.PathList(group.Select(static f => f.Path))}, format = '{(asArray ? "auto" : "newline_delimited")}'"
            + $", compression = '{(group[0].IsGzip ? "gzip" : "uncompressed")}', union_by_name = true, sample_size = {sample}, maximum_sample_files "
                + $"= {files.Count}, hive_partitioning = false)");
        return new StagedTable(string.Join(" UNION ALL BY NAME ", parts), Columns: null, prepared.Select(static f => (f.Path, f.File)).ToList());
    }

    /// <inheritdoc/>
    public override Task RequireAsync(IReadOnlyList<StagedFile> files, FileChecks checks, CancellationToken cancellationToken)
    {
        // What is compressed otherwise DuckDB does not read. How many rows it looks at is said in the statement.
        var read = files.Where(static f => f.Compression is Compression.None or Compression.Gzip).Select(
            static f => new TextFile(f.Local.Path, f, f.Compression is Compression.Gzip, 0));
        return JsonNesting.RequireAsync([.. read], rows: -1, checks, cancellationToken);
    }

    private static TextForm FormOf(StagedFile file) =>
        new(CanBePlain: true, (text, _, token) => CheckAsync(text, file.Local.Shown, token), ".json", (target, token) => CopyAsync(file, target, token));

    private static async Task<TextCheck> CheckAsync(Stream text, string fileName, CancellationToken cancellationToken)
    {
        using var records = new RecordBuffer(text, fileName);
        await records.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new TextCheck(!records.HadMark, 0);
    }

    private static async Task CopyAsync(StagedFile file, Stream target, CancellationToken cancellationToken)
    {
        var text = file.OpenText(bufferSize: 1 << 16);
        await using (text.ConfigureAwait(false))
        {
            using var records = new RecordBuffer(text, file.Local.Shown);
            await records.OpenAsync(cancellationToken).ConfigureAwait(false);
            while (!records.Ended)
            {
                target.Write(records.Unread);
                records.Consume(records.Unread.Length);
                await records.FillAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
