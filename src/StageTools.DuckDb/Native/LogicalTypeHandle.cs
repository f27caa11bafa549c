namespace StageTools.DuckDb.Native;

/// <summary>A type.</summary>
internal sealed class LogicalTypeHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyLogicalType(ref value);
}
