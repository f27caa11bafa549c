namespace StageTools.DuckDb.Native;

/// <summary>A table function, before and after it is registered.</summary>
internal sealed class TableFunctionHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyTableFunction(ref value);
}
