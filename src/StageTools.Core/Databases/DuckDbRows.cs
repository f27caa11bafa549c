using StageTools.DuckDb;
using StageTools.Export;

namespace StageTools.Databases;

/// <summary>The rows of a DuckDB query, made while they are read.</summary>
internal sealed class DuckDbRows : RowSource
{
    private readonly string _name;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly DuckDbResult _result;
    private DuckDbChunk? _chunk;
    private int _at;

    public DuckDbRows(string name, DuckDbDatabase database, DuckDbConnection connection, DuckDbResult result)
    {
        (_name, _database, _connection, _result) = (name, database, connection, result);
        Columns = [.. result.Columns.Select(static c => new RowColumn(c.Name, c.Type.ClrType)
        {
            Precision = c.Type.Kind == DuckDbTypeKind.Decimal ? c.Type.Precision : null,
            Scale = c.Type.Kind == DuckDbTypeKind.Decimal ? c.Type.Scale : null,
        })];
    }

    public override IReadOnlyList<RowColumn> Columns { get; }

    internal override ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(static state => ((DuckDbConnection)state!).Interrupt(), _connection);
        batch.ReusesValues = true;
        try
        {
            while (!batch.IsFull)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_chunk is null || _at == _chunk.RowCount)
                {
                    _at = 0;
                    if (!_result.TryReadChunk(out _chunk))
                    {
                        break;
                    }
                }

                for (; _at < _chunk.RowCount && !batch.IsFull; _at++)
                {
                    Take(batch, _chunk);
                }
            }
        }
        catch (DuckDbException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DatabaseErrors.Refused(_name, e.Message, e);
        }

        return new ValueTask<bool>(batch.RowCount > 0);
    }

    public override ValueTask DisposeAsync()
    {
        _result.Dispose();
        _connection.Dispose();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Take(RowBatch batch, DuckDbChunk chunk)
    {
        var values = batch.AddRow(Columns.Count);
        for (var i = 0; i < values.Length; i++)
        {
            if (_result.Columns[i].Type.Kind != DuckDbTypeKind.VarChar)
            {
                values[i] = chunk.Value(i, _at);
                if (values[i] is { } value and not ValueType)
                {
                    // Bytes, lists and objects: a few large ones fill a batch too.
                    batch.AddLength(RowValues.SizeOf(value));
                }
            }
            else if (chunk.IsNull(i, _at))
            {
                values[i] = null;
            }
            else
            {
                var text = chunk.Bytes(i, _at);
                var place = values[i] as Utf8Text ?? new Utf8Text();
                place.Set(text);
                batch.AddLength(text.Length);
                values[i] = place;
            }
        }
    }
}
