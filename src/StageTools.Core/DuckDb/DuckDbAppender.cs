using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Appender;

namespace StageTools.DuckDb;

/// <summary>Gives rows to a statement, a chunk at a time. They are where it puts them once <see cref="Close"/> returned, within the connection's
/// transaction if it has one.</summary>
internal sealed class DuckDbAppender : IDisposable
{
    private readonly DuckDBAppender _appender;
    private readonly DuckDBDataChunk _native;
    private bool _isClosed;

    private DuckDbAppender(DuckDBAppender appender, IReadOnlyList<DuckDbColumn> columns, DuckDBDataChunk native)
    {
        (_appender, _native, Columns, Chunk) = (appender, native, columns, new DuckDbChunk(columns));
        Attach();
    }

    /// <summary>The rows' columns.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The rows to append next.</summary>
    public DuckDbChunk Chunk { get; }

    /// <summary>Takes the chunk's rows; it is empty then.</summary>
    /// <exception cref="DuckDbException">Rows that were taken before break a constraint.</exception>
    public void Append()
    {
        ObjectDisposedException.ThrowIf(_appender.IsClosed, this);
        if (Chunk.RowCount > 0)
        {
            NativeMethods.DataChunks.DuckDBDataChunkSetSize(_native, (ulong)Chunk.RowCount);
            Check(_appender, Native.DuckDBAppendDataChunk(_appender, _native));
        }

        NativeMethods.DataChunks.DuckDBDataChunkReset(_native);
        Attach();
    }

    /// <summary>Gives all rows to the statement, and ends.</summary>
    /// <exception cref="DuckDbException">They break a constraint; none is in the table.</exception>
    public void Close()
    {
        Check(_appender, Native.DuckDBAppenderClose(_appender));
        _isClosed = true;
    }

    /// <summary>Ends. Rows that were not closed over are given up.</summary>
    public void Dispose()
    {
        if (_appender.IsClosed)
            return;

        if (!_isClosed)
            Native.DuckDBAppenderClear(_appender);

        _native.Dispose();
        _appender.Dispose();
    }

    internal static DuckDbAppender Open(DuckDbConnection connection, string statement, IReadOnlyList<(string Name, string Type)> columns)
    {
        var sql = StrictUtf8.ForC(statement, "The statement");
        var types = connection.TypesOf([.. columns.Select(static column => column.Type)]);
        var handles = Array.ConvertAll(types, static type => type.DangerousGetHandle());
        var native = NativeMethods.DataChunks.DuckDBCreateDataChunk(handles, (ulong)handles.Length);
        var state = DuckDbNative.CreateStatementAppender(
            connection.Handle, sql, (ulong)handles.Length, handles, "appended", IntPtr.Zero, out var appender);
        var typed = columns.Zip(types, static (column, type) => new DuckDbColumn(column.Name, DuckDbType.Take(type))).ToArray();
        return native.Into(chunk => appender.Into(opened =>
        {
            Check(opened, state);
            return new DuckDbAppender(opened, typed, chunk);
        }));
    }

    private static void Check(DuckDBAppender appender, DuckDBState state)
    {
        if (state != DuckDBState.Success)
        {
            using var error = Native.DuckDBAppenderErrorData(appender);
            throw DuckDbException.Of(NativeMethods.ErrorData.DuckDBErrorDataErrorType(error), NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
        }
    }

    private void Attach() => Chunk.Attach(_native, (int)NativeMethods.Helpers.DuckDBVectorSize(), rows: 0);
}
