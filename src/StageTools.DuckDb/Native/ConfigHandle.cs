namespace StageTools.DuckDb.Native;

/// <summary>The settings a database is opened with.</summary>
internal sealed class ConfigHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyConfig(ref value);
}
