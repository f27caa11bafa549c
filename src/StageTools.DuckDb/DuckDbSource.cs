using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StageTools.DuckDb.Native;
using StageTools.DuckDb.Types;

namespace StageTools.DuckDb;

/// <summary>A table function whose rows come from .NET. DuckDB keeps its name until the database is closed; what fills it can be let go before.</summary>
public sealed unsafe class DuckDbSource : IDisposable
{
    private readonly SourceRegistry _sources;
    private readonly Lock _turn = new();
    private Func<DuckDbChunkWriter, bool>? _fill;
    private DuckDbChunkWriter? _writer;
    private Func<Exception>? _readAgain;
    private bool _started;
    private bool _ended;

    private DuckDbSource(string name, IReadOnlyList<DuckDbColumn> columns, Func<DuckDbChunkWriter, bool> fill, SourceRegistry sources)
    {
        Name = name;
        Columns = columns;
        _fill = fill;
        _sources = sources;
    }

    /// <summary>The table function's name.</summary>
    public string Name { get; }

    /// <summary>Its columns.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>Lets go of what fills it: a query that asks for more fails.</summary>
    public void Dispose() => _fill = null;

    /// <summary>What DuckDB is told of an exception, and says again.</summary>
    internal static string Message(Exception exception) =>
        exception.Message.Length == 0 ? exception.GetType().ToString() : exception.Message.Replace('\0', ' ');

    internal static DuckDbSource Register(
        DuckDbConnection connection, string name, IReadOnlyList<DuckDbColumn> columns, Func<DuckDbChunkWriter, bool> fill, Func<Exception>? readAgain, SourceRegistry sources)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        using (new LogicalTypeArray(columns.Select(static column => column.Type)))
        {
            // Types that cannot be made, or written, are refused here rather than by the query.
        }

        var source = new DuckDbSource(Utf8.ForC(name, "The name of a source"), columns, fill, sources) { _writer = new DuckDbChunkWriter(columns), _readAgain = readAgain };
        sources.Claim(name);
        using var function = NativeMethods.CreateTableFunction();
        NativeMethods.SetFunctionName(function, name);
        NativeMethods.SetFunctionExtra(function, GCHandle.ToIntPtr(GCHandle.Alloc(source)), &Free);
        NativeMethods.SetFunctionBind(function, &Bind);
        NativeMethods.SetFunctionInit(function, &Start);
        NativeMethods.SetFunctionBody(function, &Fill);
        return NativeMethods.RegisterTableFunction(connection.Handle, function) == 0
            ? source
            : throw new DuckDbException(DuckDbErrorType.Catalog, $"The source '{name}' cannot be registered: DuckDB has a function of its own by that name.");
    }

    private static DuckDbSource From(IntPtr handle) => (DuckDbSource)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(IntPtr info)
    {
        try
        {
            foreach (var column in From(NativeMethods.BindExtra(info)).Columns)
            {
                using var type = LogicalTypes.Create(column.Type);
                NativeMethods.AddResultColumn(info, Utf8.ForC(column.Name, "The name of a column"), type);
            }
        }
        catch (Exception e)
        {
            NativeMethods.SetBindError(info, Message(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Start(IntPtr info)
    {
        try
        {
            NativeMethods.SetMaxThreads(info, 1);
            var source = From(NativeMethods.InitExtra(info));
            try
            {
                source.Start();
            }
            catch (Exception e)
            {
                source._sources.Add(e);
                NativeMethods.SetInitError(info, Message(e));
            }
        }
        catch (Exception e)
        {
            NativeMethods.SetInitError(info, Message(e));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(IntPtr info, IntPtr chunk)
    {
        try
        {
            var source = From(NativeMethods.FunctionExtra(info));
            try
            {
                NativeMethods.SetChunkSize(chunk, (ulong)source.Fill(chunk));
            }
            catch (Exception e)
            {
                source._sources.Add(e);
                NativeMethods.SetFunctionError(info, Message(e));
            }
        }
        catch (Exception e)
        {
            NativeMethods.SetFunctionError(info, Message(e));
        }
    }

    private void Start()
    {
        lock (_turn)
        {
            // Its rows come once. A second scan would take some of them away from the first.
            if (_started)
            {
                throw _readAgain?.Invoke() ?? new InvalidOperationException($"the source '{Name}' can be read once, and was; put it into a table to read it again");
            }

            _started = true;
        }
    }

    private int Fill(IntPtr chunk)
    {
        lock (_turn)
        {
            var writer = _writer!;
            writer.Attach(chunk);
            while (!_ended && writer.RowCount == 0)
            {
                var fill = _fill ?? throw new ObjectDisposedException(Name, $"the source '{Name}' is closed");
                _ended = !fill(writer);
            }

            return writer.RowCount;
        }
    }
}
