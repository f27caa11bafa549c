using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Export.Parts;

/// <summary>A file that is measured and not written.</summary>
internal sealed class MeasuredWriter(StageKey key) : StoreWriter
{
    private readonly CountingStream _stream = new();

    public override Stream Stream => _stream;

    public override Task<StoreItem> CommitAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new StoreItem(key.Value, _stream.Position, DateTimeOffset.UtcNow));

    internal override Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken) =>
        Task.FromResult(new PendingFile(key.Value, _stream.Position));

    public override ValueTask DisposeAsync() => _stream.DisposeAsync();

    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
            // Nothing is kept.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;
    }
}
