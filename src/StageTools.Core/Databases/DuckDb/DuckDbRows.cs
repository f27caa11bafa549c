using StageTools.Databases.Loading;
using StageTools.DuckDb;
using StageTools.Rows;

namespace StageTools.Databases.DuckDb;

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
        Columns = ChunkRows.Columns(result.Columns);
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
                        break;
                }

                for (; _at < _chunk.RowCount && !batch.IsFull; _at++)
                    ChunkRows.Add(batch, _chunk, _result.Columns, _at);
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
}
