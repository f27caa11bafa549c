using System.IO.Hashing;
using StageTools.Stages;

namespace StageTools.Storage;

/// <summary>A file being written beside its target, then renamed: on every file system a rename is all or nothing.</summary>
internal sealed class FileStoreWriter : StoreWriter
{
    private readonly FolderBoundary _boundary;
    private readonly StageKey _key;
    private readonly WriteOptions _options;
    private readonly string _target;
    private readonly string _part;
    private readonly FileStream _stream;
    private readonly XxHash3? _hash;
    private bool _committed;

    public FileStoreWriter(FolderBoundary boundary, StageKey key, string target, WriteOptions options)
    {
        (_boundary, _key, _target, _options) = (boundary, key, target, options);
        _part = Path.Combine(Path.GetDirectoryName(target)!, StorePart.NewName());

        // FileShare.Delete keeps the part locked and yet lets it be renamed while it is open: no moment in which it could be taken for a dead one.
        _stream = new FileStream(_part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Delete,
            BufferSize = 0,
            PreallocationSize = options.ExpectedSize ?? 0,
        });
        _hash = options.Verify ? new XxHash3() : null;
        Stream = new FileStoreStream(_stream, boundary.Root, key.Value, _hash);
    }

    public override Stream Stream { get; }

    public override Task<StoreItem> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(Commit());
        }
        catch (StageException e)
        {
            return Task.FromException<StoreItem>(e);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return Task.FromException<StoreItem>(!_options.Overwrite && File.Exists(_target)
                ? FileStoreErrors.AlreadyExists(_key.Value, e)
                : FileStoreErrors.Explain(e, _boundary.Root, _key.Value));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!_committed)
            {
                File.Delete(_part);
            }
        }
    }

    private StoreItem Commit()
    {
        _stream.Flush(flushToDisk: true);
        Verify();
        var modified = _options.LastModified ?? DateTimeOffset.UtcNow;
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, modified.UtcDateTime);
        var size = _stream.Length;
        File.Move(_part, _target, _options.Overwrite);
        _committed = true;
        return new StoreItem(_key.Value, size, modified);
    }

    private void Verify()
    {
        if (_hash is null)
        {
            return;
        }

        var stored = new XxHash3();
        using (var reader = new FileStream(_part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan))
        {
            stored.Append(reader);
        }

        if (stored.GetCurrentHashAsUInt64() != _hash.GetCurrentHashAsUInt64())
        {
            throw new StageException(
                StageErrorCode.ChecksumMismatch, $"'{_key}' was given up: what '{_boundary.Root}' stored is not what was written. Check the disk and try again.", _key.Value);
        }
    }
}
