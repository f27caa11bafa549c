using StageTools.DuckDb.Native;
using StageTools.DuckDb.Types;

namespace StageTools.DuckDb;

/// <summary>Appends rows to a table, a chunk at a time. They are in the table once <see cref="Flush"/> or <see cref="Close"/> returned, within the connection's transaction if it has one.</summary>
public sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly AppenderHandle _appender;
    private readonly ChunkHandle _native;
    private bool _closed;

    private DuckDbAppender(AppenderHandle appender, IReadOnlyList<DuckDbColumn> columns)
    {
        _appender = appender;
        Columns = columns;
        Chunk = new DuckDbChunkWriter(columns);
        using var types = new LogicalTypeArray(columns.Select(static column => column.Type));
        _native = NativeMethods.CreateDataChunk(types.Pointer, (ulong)types.Count);
        Chunk.Attach(_native.DangerousGetHandle());
    }

    /// <summary>The table's columns, without those that are computed.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The rows to append next.</summary>
    public DuckDbChunkWriter Chunk { get; }

    /// <summary>Takes the chunk's rows; it is empty then.</summary>
    /// <exception cref="DuckDbException">Rows that were taken before break a constraint.</exception>
    public void Append()
    {
        ObjectDisposedException.ThrowIf(_appender.IsClosed, this);
        if (Chunk.RowCount > 0)
        {
            NativeMethods.SetChunkSize(_native.DangerousGetHandle(), (ulong)Chunk.RowCount);
            Check(NativeMethods.AppendChunk(_appender, _native));
        }

        NativeMethods.ResetChunk(_native);
        Chunk.Attach(_native.DangerousGetHandle());
    }

    /// <summary>Puts all rows taken so far into the table.</summary>
    /// <exception cref="DuckDbException">They break a constraint; none of them is in the table.</exception>
    public void Flush() => Check(NativeMethods.FlushAppender(_appender));

    /// <summary>Puts all rows into the table, and ends.</summary>
    /// <exception cref="DuckDbException">They break a constraint; none since the last flush is in the table.</exception>
    public void Close()
    {
        if (!_closed)
        {
            Check(NativeMethods.CloseAppender(_appender));
            _closed = true;
        }
    }

    /// <summary>Ends. Rows that were neither flushed nor closed over are given up.</summary>
    public void Dispose()
    {
        if (!_appender.IsClosed)
        {
            if (!_closed)
            {
                _ = NativeMethods.ClearAppender(_appender);
            }

            _native.Dispose();
            _appender.Dispose();
        }
    }

    internal static DuckDbAppender Open(DuckDbConnection connection, string? catalog, string? schema, string table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var inCatalog = catalog is null ? null : Utf8.ForC(catalog, "The database's name");
        var inSchema = schema is null ? null : Utf8.ForC(schema, "The schema's name");
        var name = Utf8.ForC(table, "The table's name");
        var state = NativeMethods.CreateAppender(connection.Handle, inCatalog, inSchema, name, out var appender);
        try
        {
            Check(appender, state);
            var described = NativeMethods.DescribeTable(connection.Handle, inCatalog, inSchema, name, out var description);
            using (description)
            {
                if (described != 0)
                {
                    throw new DuckDbException(DuckDbErrorType.Catalog, $"Catalog Error: Table '{table}' cannot be described.");
                }

                return new DuckDbAppender(appender, ColumnsOf(appender, description));
            }
        }
        catch
        {
            appender.Dispose();
            throw;
        }
    }

    private static DuckDbColumn[] ColumnsOf(AppenderHandle appender, TableDescriptionHandle description)
    {
        var types = new DuckDbType[(int)NativeMethods.AppenderColumnCount(appender)];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = LogicalTypes.Take(NativeMethods.AppenderColumnType(appender, (ulong)i));
        }

        var names = new string[(int)NativeMethods.DescribedColumnCount(description)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Utf8.Take(NativeMethods.DescribedColumnName(description, (ulong)i))!;
        }

        if (names.Length > types.Length)
        {
            // Some are computed. Which ones, only the appender knows: it refuses them when it is asked for them by name.
            names = [.. names.Where(name => NativeMethods.AddAppenderColumn(appender, name) == 0)];
            Check(appender, NativeMethods.ClearAppenderColumns(appender));
        }

        return [.. names.Zip(types, static (name, type) => new DuckDbColumn(name, type))];
    }

    private static void Check(AppenderHandle appender, int state)
    {
        if (state == 0)
        {
            return;
        }

        using var error = NativeMethods.AppenderError(appender);
        var type = (DuckDbErrorType)NativeMethods.ErrorDataType(error);
        throw new DuckDbException(type, ErrorText.Whole(type, Utf8.Text(NativeMethods.ErrorDataMessage(error))));
    }

    private void Check(int state) => Check(_appender, state);
}
