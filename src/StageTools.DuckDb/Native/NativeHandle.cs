using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary>One thing that DuckDB made and wants back: freed once, whoever forgets it.</summary>
internal abstract class NativeHandle : SafeHandle
{
    protected NativeHandle()
        : base(IntPtr.Zero, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public sealed override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Gives it back. DuckDB's functions take the handle's address and clear it.</summary>
    protected abstract void Destroy(ref IntPtr value);

    /// <inheritdoc/>
    protected sealed override bool ReleaseHandle()
    {
        var value = handle;
        Destroy(ref value);
        return true;
    }
}
