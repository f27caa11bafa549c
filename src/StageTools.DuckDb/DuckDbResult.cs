using System.Diagnostics.CodeAnalysis;
using StageTools.DuckDb.Native;
using StageTools.DuckDb.Types;

namespace StageTools.DuckDb;

/// <summary>The result of a statement, made while it is read: one chunk at a time. A connection has one open result; its next statement ends it.</summary>
public sealed unsafe class DuckDbResult : IDisposable
{
    private const int ChangedRows = 1;
    private const int QueryRows = 3;

    private readonly DuckDbConnection _connection;
    private readonly ResultHandle _result;
    private readonly CancellationToken _cancellation;
    private readonly DuckDbChunk _chunk;
    private ChunkHandle? _current;
    private bool _ended;

    internal DuckDbResult(DuckDbConnection connection, ResultHandle result, CancellationToken cancellation)
    {
        _connection = connection;
        _result = result;
        _cancellation = cancellation;
        var pointer = result.Pointer;
        var returned = NativeMethods.ResultReturnType(*pointer);
        HasRows = returned == QueryRows;
        RowsChanged = returned == ChangedRows && NativeMethods.ResultIsStreaming(*pointer) == 0
            ? (long)NativeMethods.RowsChanged(pointer)
            : 0;
        var columns = new DuckDbColumn[(int)NativeMethods.ColumnCount(pointer)];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new(Utf8.Text(NativeMethods.ColumnName(pointer, (ulong)i)), LogicalTypes.Take(NativeMethods.ColumnType(pointer, (ulong)i)));
        }

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
        ObjectDisposedException.ThrowIf(_result.IsClosed, this);
        if (_ended)
        {
            return false;
        }

        using (_connection.InterruptOn(_cancellation))
        {
            _cancellation.ThrowIfCancellationRequested();
            _current = NativeMethods.FetchChunk(*_result.Pointer);
        }

        var rows = (int)NativeMethods.ChunkSize(_current.DangerousGetHandle());
        if (rows == 0)
        {
            _ended = true;
            Release();
            return Failure() is { } failure ? throw failure : false;
        }

        _chunk.Attach(_current.DangerousGetHandle(), rows);
        chunk = _chunk;
        return true;
    }

    /// <summary>Ends the statement, wherever it is.</summary>
    public void Dispose()
    {
        Release();
        _result.Dispose();
    }

    private Exception? Failure()
    {
        var message = NativeMethods.ResultError(_result.Pointer);
        return message is null ? null : _connection.Failure(Utf8.Text(message), (DuckDbErrorType)NativeMethods.ResultErrorType(_result.Pointer), _cancellation);
    }

    private void Release()
    {
        _chunk.Detach();
        _current?.Dispose();
        _current = null;
    }
}
