namespace StageTools.DuckDb.Native;

/// <summary>An error with its type.</summary>
internal sealed class ErrorHandle : NativeHandle
{
    /// <inheritdoc/>
    protected override void Destroy(ref IntPtr value) => NativeMethods.DestroyErrorData(ref value);
}
