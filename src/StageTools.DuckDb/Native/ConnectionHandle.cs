namespace StageTools.DuckDb.Native;

/// <summary>A connection to a database.</summary>
internal sealed class ConnectionHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.Disconnect(ref value);
}
