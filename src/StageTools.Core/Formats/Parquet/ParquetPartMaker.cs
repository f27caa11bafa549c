namespace StageTools.Formats.Parquet;

/// <summary>Makes Parquet files: their columns are decided by the first rows, and wider in a file whose rows need it.</summary>
internal sealed class ParquetPartMaker(ExportTarget target, ExportOptions options, IReadOnlyList<RowColumn> declared) : PartMaker
{
    private readonly ParquetSchema _schema = new(declared);
    private readonly Lazy<ParquetEngine> _engine = new(() => ParquetEngine.Open(target.Format));
    private bool _takesChunks;

    public override bool IsDecided => _schema.Columns is not null;

    public override IReadOnlyList<string>? Columns => _schema.Widened?.Select(static c => $"{c.Name} {c.Type}").ToArray();

    /// <inheritdoc/>
    public override void Require(IReadOnlyList<string> columns)
    {
        if (columns.Count == 0)
        {
            throw StageErrorCode.ValueNotRepresentable.Error(
                "There is no row, so no columns are known, and a Parquet file has at least one; nothing was written.");
        }

        if (columns.GroupBy(static c => c, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static g => g.Skip(1).Any()) is { } twins)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"Two columns are named '{twins.Key}', and Parquet's readers compare names without case; give each a name of its own.", twins.Key);
        }

        // Its library may be missing: that is said before the first row.
        _ = _engine.Value;
    }

    /// <inheritdoc/>
    public override bool TryTakeChunks(IReadOnlyList<DuckDbColumn> columns)
    {
        var typed = columns.Select(ColumnTyping.Of).OfType<ParquetColumn>().ToArray();
        _takesChunks = typed.Length == columns.Count;
        if (_takesChunks)
            _schema.Decide(typed);

        return _takesChunks;
    }

    public override bool Look(RowBatch batch) => _schema.Look(batch);

    public override void Decide() => _schema.Decide();

    public override PartFile Create(StageKey key, IReadOnlyList<string> columns) => _takesChunks
        ? new ParquetChunkPart(target, key, options, _schema, () => _engine.Value)
        : new ParquetRowPart(target, key, options, _schema, () => _engine.Value);

    public override void Dispose()
    {
        if (_engine.IsValueCreated)
            _engine.Value.Dispose();

        base.Dispose();
    }
}
