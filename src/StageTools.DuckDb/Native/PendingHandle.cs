namespace StageTools.DuckDb.Native;

/// <summary>A statement that was started.</summary>
internal sealed class PendingHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyPending(ref value);
}
