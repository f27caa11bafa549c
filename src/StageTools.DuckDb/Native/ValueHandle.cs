namespace StageTools.DuckDb.Native;

/// <summary>A value of any type.</summary>
internal sealed class ValueHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyValue(ref value);
}
