namespace StageTools.DuckDb.Native;

/// <summary>A database.</summary>
internal sealed class DatabaseHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.Close(ref value);
}
