using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>A file's stream whose errors are told in StageTools' words.</summary>
/// <param name="inner">The file.</param>
/// <param name="root">The stage's folder.</param>
/// <param name="key">The file's key, as the user would write it.</param>
/// <param name="written">What is told of bytes that were written; null for a file that is read.</param>
internal sealed class FileStoreStream(FileStream inner, string root, string key, WriteBehind? written = null) : LocalStream
{
    public override SafeFileHandle Handle => inner.SafeFileHandle;

    public override DateTimeOffset LastWritten =>
        OperatingSystem.IsWindows() ? ItemInfo.Utc(File.GetLastWriteTimeUtc(Handle)) : UnixCalls.InfoOf(Handle).LastModified;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, root, key);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, root, key);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
            written?.Add(buffer);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, root, key);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            written?.Add(buffer.Span);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, root, key);
        }
    }

    public override long? TryClone(LocalStream source)
    {
        if (written is null || inner.Position > 0 || !DiskCalls.TryClone(source.Handle, Handle))
            return null;

        var size = RandomAccess.GetLength(Handle);
        written.Take(size);
        return size;
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();

        base.Dispose(disposing);
    }
}
