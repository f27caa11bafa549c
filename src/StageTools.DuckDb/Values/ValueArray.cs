using System.Runtime.InteropServices;
using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Values;

/// <summary>Several of DuckDB's values in a row, for as long as it is kept.</summary>
internal sealed unsafe class ValueArray : IDisposable
{
    private readonly List<ValueHandle> _values = [];

    public ValueArray(IEnumerable<ValueHandle> values)
    {
        try
        {
            _values.AddRange(values);
        }
        catch
        {
            Dispose();
            throw;
        }

        Pointer = (IntPtr*)NativeMemory.Alloc((nuint)_values.Count + 1, (nuint)sizeof(IntPtr));
        for (var i = 0; i < _values.Count; i++)
        {
            Pointer[i] = _values[i].DangerousGetHandle();
        }
    }

    public IntPtr* Pointer { get; private set; }

    public int Count => _values.Count;

    public void Dispose()
    {
        _values.ForEach(static value => value.Dispose());
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
