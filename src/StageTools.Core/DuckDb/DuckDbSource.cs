using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.TableFunction;

namespace StageTools.DuckDb;

/// <summary>A table function whose rows come from .NET. DuckDB keeps its name until the database is closed; what fills it can be let go of
/// before.</summary>
internal sealed unsafe class DuckDbSource : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly DuckDBLogicalType[] _types;
    private readonly DuckDbChunk _chunk;
    private readonly Func<Exception>? _readAgain;
    private readonly Lock _turn = new();
    private Func<DuckDbChunk, bool>? _fill;
    private bool _hasStarted;
    private bool _hasEnded;

    internal DuckDbSource(
        DuckDbConnection connection,
        string name,
        IReadOnlyList<DuckDbColumn> columns,
        Func<DuckDbChunk, bool> fill,
        Func<Exception>? readAgain,
        HashSet<string> names)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        (Name, Columns, _fill, _readAgain, _connection, _chunk) = (name, columns, fill, readAgain, connection, new DuckDbChunk(columns));

        // Types that cannot be made are refused here rather than by the query.
        _types = connection.TypesOf([.. columns.Select(static column => column.Type.ToString())]);
        var function = Native.DuckDBCreateTableFunction();
        try
        {
            Native.DuckDBTableFunctionSetName(function, name);
            Native.DuckDBTableFunctionSetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
            Native.DuckDBTableFunctionSetBind(function, &Bind);
            Native.DuckDBTableFunctionSetInit(function, &Start);
            Native.DuckDBTableFunctionSetFunction(function, &Fill);
            bool isFree;
            lock (names)
                isFree = names.Add(name);

            if (!isFree || Native.DuckDBRegisterTableFunction(connection.Handle, function) != DuckDBState.Success)
            {
                throw new DuckDbException(
                    DuckDBErrorType.Catalog,
                    $"The source '{name}' cannot be registered: DuckDB has a function by that name, and keeps it until the database is closed.");
            }
        }
        finally
        {
            Native.DuckDBDestroyTableFunction(ref function);
        }
    }

    /// <summary>The table function's name.</summary>
    public string Name { get; }

    /// <summary>Its columns.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>What it threw last, which a query's error is told by: nothing is thrown through DuckDB.</summary>
    internal Exception? Thrown { get; private set; }

    /// <summary>Lets go of what fills it: a query that asks for more fails.</summary>
    public void Dispose()
    {
        _fill = null;
        _connection.Forget(this);
    }

    /// <summary>What DuckDB is told of an exception, and says again.</summary>
    internal static string MessageOf(Exception exception) =>
        exception.Message.Length == 0 ? exception.GetType().ToString() : exception.Message.Replace('\0', ' ');

    private static DuckDbSource From(IntPtr handle) => (DuckDbSource)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr handle)
    {
        Array.ForEach(From(handle)._types, static type => type.Dispose());
        GCHandle.FromIntPtr(handle).Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(IntPtr info)
    {
        var source = From(Native.DuckDBBindGetExtraInfo(info));
        source.Guarded(
            () =>
            {
                for (var i = 0; i < source._types.Length; i++)
                    Native.DuckDBBindAddResultColumn(info, StrictUtf8.ForC(source.Columns[i].Name, "The name of a column"), source._types[i]);
            },
            message => Native.DuckDBBindSetError(info, message));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Start(IntPtr info)
    {
        var source = From(Native.DuckDBInitGetExtraInfo(info));
        source.Guarded(source.Start, message => Native.DuckDBInitSetError(info, message));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(IntPtr info, IntPtr chunk)
    {
        var source = From(Native.DuckDBFunctionGetExtraInfo(info));
        source.Guarded(() => source.Fill(chunk), message => Native.DuckDBFunctionSetError(info, message));
    }

    private void Guarded(Action work, Action<string> tell)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            Thrown = e;
            tell(MessageOf(e));
        }
    }

    private void Start()
    {
        lock (_turn)
        {
            // Its rows come once. A second scan would take some of them away from the first. One thread reads them: that is DuckDB's default.
            if (_hasStarted)
            {
                throw _readAgain?.Invoke()
                    ?? new InvalidOperationException($"the source '{Name}' can be read once, and was; put it into a table to read it again");
            }

            _hasStarted = true;
        }
    }

    private void Fill(IntPtr chunk)
    {
        lock (_turn)
        {
            using var native = new DuckDBDataChunk(chunk);
            _chunk.Attach(native, (int)NativeMethods.Helpers.DuckDBVectorSize(), rows: 0);
            while (!_hasEnded && _chunk.RowCount == 0)
            {
                var fill = _fill ?? throw new ObjectDisposedException(Name, $"the source '{Name}' is closed");
                _hasEnded = !fill(_chunk);
            }

            NativeMethods.DataChunks.DuckDBDataChunkSetSize(native, (ulong)_chunk.RowCount);
        }
    }
}
