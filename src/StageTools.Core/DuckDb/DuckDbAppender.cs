using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Appender;

namespace StageTools.DuckDb;

/// <summary>Appends rows to a table, a chunk at a time. They are in the table once <see cref="Close"/> returned, within the connection's transaction
/// if it has one.</summary>
internal sealed class DuckDbAppender : IDisposable
{
    private readonly DuckDBAppender _appender;
    private readonly DuckDBDataChunk _native;
    private bool _isClosed;

    private DuckDbAppender(DuckDBAppender appender, Func<DuckDBAppender, int, string[]> names)
    {
        _appender = appender;
        var types = new DuckDBLogicalType[(int)Native.DuckDBAppenderColumnCount(appender)];
        for (var i = 0; i < types.Length; i++)
            types[i] = Native.DuckDBAppenderColumnType(appender, (ulong)i);

        var handles = Array.ConvertAll(types, static type => type.DangerousGetHandle());
        _native = NativeMethods.DataChunks.DuckDBCreateDataChunk(handles, (ulong)handles.Length);
        Columns = [.. names(appender, types.Length).Zip(types, static (name, type) => new DuckDbColumn(name, DuckDbType.Take(type)))];
        Chunk = new DuckDbChunk(Columns);
        Attach();
    }

    /// <summary>The table's columns, without those that are computed.</summary>
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

    /// <summary>Puts all rows into the table, and ends.</summary>
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

    internal static DuckDbAppender Open(DuckDBNativeConnection connection, string? catalog, string? schema, string table)
    {
        var inCatalog = catalog is null ? null : StrictUtf8.ForC(catalog, "The database's name");
        var inSchema = schema is null ? null : StrictUtf8.ForC(schema, "The schema's name");
        var name = StrictUtf8.ForC(table, "The table's name");
        var description = IntPtr.Zero;
        var state = Native.DuckDBAppenderCreateExt(connection, inCatalog!, inSchema!, name, out var appender);
        try
        {
            Check(appender, state);
            return DuckDbNative.DescribeTable(connection, inCatalog, inSchema, name, out description) == DuckDBState.Success
                ? new DuckDbAppender(appender, (filled, count) => NamesOf(filled, description, count))
                : throw new DuckDbException($"Catalog Error: Table '{table}' cannot be described.");
        }
        catch
        {
            appender.Dispose();
            throw;
        }
        finally
        {
            DuckDbNative.DestroyTableDescription(ref description);
        }
    }

    internal static DuckDbAppender Open(DuckDbConnection connection, string statement, IReadOnlyList<string> types)
    {
        var made = connection.TypesOf(types);
        var sql = StrictUtf8.ForC(statement, "The statement");
        var handles = Array.ConvertAll(made, static type => type.DangerousGetHandle());
        var state = DuckDbNative.CreateStatementAppender(
            connection.Handle, sql, (ulong)made.Length, handles, "appended", IntPtr.Zero, out var appender);
        Array.ForEach(made, static type => type.Dispose());
        return appender.Into(opened =>
        {
            Check(opened, state);
            return new DuckDbAppender(opened, static (_, count) => [.. Enumerable.Range(1, count).Select(static n => $"col{n}")]);
        });
    }

    private static void Check(DuckDBAppender appender, DuckDBState state)
    {
        if (state != DuckDBState.Success)
        {
            using var error = Native.DuckDBAppenderErrorData(appender);
            throw DuckDbException.Of(NativeMethods.ErrorData.DuckDBErrorDataErrorType(error), NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
        }
    }

    private static string[] NamesOf(DuckDBAppender appender, IntPtr description, int count)
    {
        var names = new string[(int)DuckDbNative.DescribedColumnCount(description)];
        for (var i = 0; i < names.Length; i++)
            names[i] = DuckDbNative.DescribedColumnName(description, (ulong)i);

        if (names.Length == count)
            return names;

        // Some are computed. Which ones, only the appender knows: it refuses them when it is asked for them by name.
        names = Array.FindAll(names, name => DuckDbNative.AddAppenderColumn(appender, name) == DuckDBState.Success);
        Check(appender, DuckDbNative.ClearAppenderColumns(appender));
        return names;
    }

    private void Attach() => Chunk.Attach(_native, (int)NativeMethods.Helpers.DuckDBVectorSize(), rows: 0);
}
