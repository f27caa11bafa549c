namespace StageTools.DuckDb.Native;

/// <summary>The statements of a text, parsed and not yet prepared.</summary>
internal sealed class ExtractedHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyExtracted(ref value);
}
