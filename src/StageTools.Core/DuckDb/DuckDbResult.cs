using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Query;

namespace StageTools.DuckDb;

/// <summary>The result of a statement, made while it is read, a chunk at a time. A connection has one open result; its next statement ends
/// it.</summary>
internal sealed class DuckDbResult : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly CancellationToken _cancellation;
    private readonly DuckDbChunk _chunk;
    private DuckDBResult _result;
    private DuckDBDataChunk? _current;
    private bool _hasEnded;
    private bool _isClosed;

    internal DuckDbResult(DuckDbConnection connection, DuckDBResult result, DuckDBState state, CancellationToken cancellation)
    {
        (_connection, _result, _cancellation) = (connection, result, cancellation);
        if (state != DuckDBState.Success)
        {
            var failure = Failure();
            Dispose();
            throw failure!;
        }

        var returned = Native.DuckDBResultReturnType(_result);
        HasRows = returned == DuckDBResultType.QueryResult;
        RowsChanged = returned == DuckDBResultType.ChangedRows && NativeMethods.Types.DuckDBResultIsStreaming(_result) == 0
            ? Native.DuckDBRowsChanged(ref _result)
            : 0;
        var columns = new DuckDbColumn[(int)Native.DuckDBColumnCount(ref _result)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new(Native.DuckDBColumnName(ref _result, i), DuckDbType.Take(Native.DuckDBColumnLogicalType(ref _result, i)));

        Columns = columns;
        _chunk = new DuckDbChunk(columns);
    }

    /// <summary>The columns. A statement that only changes rows has one, which counts them.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Whether the rows are the statement's own, and not only a count of what it changed, or nothing.</summary>
    public bool HasRows { get; }

    /// <summary>How many rows the statement inserted, updated or deleted; 0 for a query.</summary>
    public long RowsChanged { get; }

    /// <summary>Makes the next chunk.</summary>
    /// <param name="chunk">The rows, until the next call; null at the end.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DuckDbException">The query failed on its way.</exception>
    /// <exception cref="OperationCanceledException">The token that the query was started with was cancelled.</exception>
    public bool TryReadChunk([NotNullWhen(true)] out DuckDbChunk? chunk)
    {
        chunk = null;
        Release();
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_hasEnded)
            return false;

        using (_connection.InterruptOn(_cancellation))
        {
            _cancellation.ThrowIfCancellationRequested();
            _current = Native.DuckDBFetchChunk(_result);
        }

        var rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(_current);
        if (rows == 0)
        {
            _hasEnded = true;
            Release();
            return Failure() is { } failure ? throw failure : false;
        }

        chunk = _chunk;
        chunk.Attach(_current, rows, rows);
        return true;
    }

    /// <summary>Ends the statement, wherever it is.</summary>
    public void Dispose()
    {
        Release();
        if (!_isClosed)
        {
            _isClosed = true;
            _result.Close();
        }
    }

    private Exception? Failure() => Native.DuckDBResultError(ref _result) is { } message ? _connection.Failure(message, _cancellation) : null;

    private void Release()
    {
        _chunk?.Detach();
        _current?.Dispose();
        _current = null;
    }
}
