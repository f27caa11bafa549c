namespace StageTools.DuckDb.Native;

/// <summary>A prepared statement.</summary>
internal sealed class StatementHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyPrepare(ref value);
}
