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
        IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken) =>
        Task.FromResult(new ParquetTable(files, reference).Table);
}
