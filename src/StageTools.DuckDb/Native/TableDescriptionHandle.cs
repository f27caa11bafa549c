namespace StageTools.DuckDb.Native;

/// <summary>The columns of a table.</summary>
internal sealed class TableDescriptionHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyTableDescription(ref value);
}
