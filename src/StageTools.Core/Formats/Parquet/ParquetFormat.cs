namespace StageTools.Formats.Parquet;

/// <summary>Parquet: DuckDB reads and writes it.</summary>
internal sealed class ParquetFormat : IFileFormat
{
    /// <inheritdoc/>
    public IAsyncEnumerable<Row> ReadAsync(ImportFile file, RowReadOptions options, LoadProgress progress, CancellationToken cancellationToken) =>
        ParquetRowReader.ReadAsync(file, options, progress, cancellationToken);

    /// <inheritdoc/>
    public PartMaker Write(ExportTarget target, ExportOptions options, IReadOnlyList<RowColumn> declared) =>
        new ParquetPartMaker(target, options, declared);

    /// <inheritdoc/>
    public Task<StagedTable> TableAsync(
        IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken)
    {
        // DuckDB finds the columns itself, by name over all files.
        var columns = string.Join(", ", ["*", .. Metadata.Columns(reference, files, "file_row_number")]);
        var union = files.Count > 1 ? ", union_by_name = true" : string.Empty;
        return Task.FromResult(new StagedTable(
            $"SELECT {columns} FROM read_parquet({DuckDbText.PathList(files.Select(static f => f.Local.Path))}{union}, hive_partitioning = false)",
            Columns: null,
            files.Select(static f => (f.Local.Path, f)).ToList()));
    }
}
