using System.Runtime.InteropServices;
using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Types;

/// <summary>Several of DuckDB's types in a row, for as long as it is kept.</summary>
internal sealed unsafe class LogicalTypeArray : IDisposable
{
    private readonly List<LogicalTypeHandle> _types = [];

    public LogicalTypeArray(IEnumerable<DuckDbType> types)
    {
        try
        {
            foreach (var type in types)
            {
                _types.Add(LogicalTypes.Create(type));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        Pointer = (IntPtr*)NativeMemory.Alloc((nuint)_types.Count + 1, (nuint)sizeof(IntPtr));
        for (var i = 0; i < _types.Count; i++)
        {
            Pointer[i] = _types[i].DangerousGetHandle();
        }
    }

    public IntPtr* Pointer { get; private set; }

    public int Count => _types.Count;

    public void Dispose()
    {
        _types.ForEach(static type => type.Dispose());
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
