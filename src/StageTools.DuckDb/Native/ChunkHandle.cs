namespace StageTools.DuckDb.Native;

/// <summary>A chunk of rows, column by column.</summary>
internal sealed class ChunkHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyDataChunk(ref value);
}
