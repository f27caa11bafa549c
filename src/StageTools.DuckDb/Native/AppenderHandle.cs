namespace StageTools.DuckDb.Native;

/// <summary>What appends chunks to a table.</summary>
internal sealed class AppenderHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => _ = NativeMethods.DestroyAppender(ref value);
}
