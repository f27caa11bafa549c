using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary>A result: a structure that lives in memory of our own, because DuckDB wants its address.</summary>
internal sealed unsafe class ResultHandle : SafeHandle
{
    public ResultHandle()
        : base(IntPtr.Zero, ownsHandle: true) => SetHandle((IntPtr)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    /// <inheritdoc/>
    public override bool IsInvalid => handle == IntPtr.Zero;

    public NativeResult* Pointer => (NativeResult*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyResult((NativeResult*)handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
