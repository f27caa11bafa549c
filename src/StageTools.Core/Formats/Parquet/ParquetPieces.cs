namespace StageTools.Formats.Parquet;

/// <summary>The making of a Parquet file: in pieces where values come that their columns cannot hold, each with wider columns than the one before it,
/// which are read back at the end and become one file.</summary>
internal sealed class ParquetPieces(ParquetEngine engine, ParquetSchema schema, CancellationToken cancellationToken)
{
    private readonly List<ParquetPiece> _pieces = [];
    private readonly Dictionary<int, StageException> _errors = [];
    private readonly ColumnShape?[] _shapes = new ColumnShape?[schema.Columns!.Count];

    /// <summary>Makes the file.</summary>
    /// <param name="next">Gives the next rows; null at the end.</param>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c> for a value that no column holds together with those before it;
    /// <c>StoreFull</c>.</exception>
    public ParquetFile Make(Func<RowBatch?> next)
    {
        var rows = new ParquetRowWriter(next);
        var columns = schema.Columns!;
        while (true)
        {
            var piece = Write(rows, columns);
            if (rows.RowCount > 0 || rows.Misfit is null)
            {
                _pieces.Add(piece);
            }
            else
            {
                piece.File.Delete();
            }

            if (rows.Misfit is not { } misfit)
                break;

            _errors.TryAdd(misfit.Column, misfit.Error);
            columns = schema.Widen(columns, misfit, ref _shapes[misfit.Column]);
            RequireText(columns[misfit.Column], misfit.Column);
        }

        return _pieces is [var whole] ? whole.File : Join(columns);
    }

    private ParquetFile Join(IReadOnlyList<ParquetColumn> columns)
    {
        while (true)
        {
            using var back = new PieceRows(engine, _pieces, cancellationToken);
            var rows = new ParquetRowWriter(back.Next);
            back.Begun = piece => rows.Origin = piece;
            var whole = Write(rows, columns);
            if (rows.Misfit is not { } misfit)
            {
                _pieces.ForEach(static piece => piece.File.Delete());
                return whole.File;
            }

            // What was not among the first rows does not fit after all: as text it does.
            whole.File.Delete();
            var error = _errors.GetValueOrDefault(misfit.Column, misfit.Error);
            var text = ColumnTyping.AsText(columns[misfit.Column]) ?? throw error;
            columns = [.. columns.Select((column, i) => i == misfit.Column ? text : column)];
            RequireText(text, misfit.Column);
        }
    }

    private ParquetPiece Write(ParquetRowWriter rows, IReadOnlyList<ParquetColumn> columns)
    {
        rows.Begin(columns);
        var file = engine.Write(columns, schema.RowGroupSize, rows.Fill, cancellationToken);
        return new ParquetPiece(file, columns, rows.Forms);
    }

    /// <summary>Requires of a column that became text that what stands before is known as the text that it was.</summary>
    private void RequireText(ParquetColumn column, int place)
    {
        if (column.Kind is ParquetKind.Text or ParquetKind.Json
            && _pieces.Exists(p => !p.Columns[place].IsLike(column) && p.Forms[place] == TextForms.None))
        {
            throw _errors[place];
        }
    }
}

/// <summary>A file with some of the rows.</summary>
/// <param name="File">The file.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Forms">In which forms the texts of each column's values come back.</param>
internal sealed record ParquetPiece(ParquetFile File, IReadOnlyList<ParquetColumn> Columns, IReadOnlyList<TextForms> Forms);

/// <summary>The rows of pieces, read back one piece after the other.</summary>
internal sealed class PieceRows(ParquetEngine engine, IReadOnlyList<ParquetPiece> pieces, CancellationToken cancellationToken) : IDisposable
{
    private readonly RowBatch _batch = new();
    private int _next;
    private PieceSource? _source;

    /// <summary>Is told of each piece before its rows come.</summary>
    public Action<ParquetPiece>? Begun { get; set; }

    /// <summary>The next rows, all of one piece; null at the end.</summary>
    public RowBatch? Next()
    {
        while (true)
        {
            if (_source is not null && Blocking.Wait(_source.ReadAsync(_batch, cancellationToken).AsTask()))
                return _batch;

            Dispose();
            if (_next == pieces.Count)
                return null;

            Begun?.Invoke(pieces[_next]);
            _source = new PieceSource(engine.Read(pieces[_next++].File, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source?.End();
        _source = null;
    }
}

/// <summary>The rows of one piece.</summary>
internal sealed class PieceSource(ParquetReading reading) : ChunkSource(reading.Result.Columns)
{
    /// <summary>Lets go of the file.</summary>
    public void End() => reading.Dispose();

    public override ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<DuckDbChunk?> NextAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(reading.Result.TryReadChunk(out var chunk) ? chunk : null);

    protected override Exception Explain(DuckDbException error) => error;
}
