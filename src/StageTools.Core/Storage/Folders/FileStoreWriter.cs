using System.Buffers;
using System.IO.Hashing;
using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage.Folders;

/// <summary>A file being written beside its target, then renamed: on every file system a rename is all or nothing.</summary>
internal sealed class FileStoreWriter : StoreWriter
{
    private const int MostAttempts = 20;

    // Written data goes to the disk while more comes, so that little is left to wait for at the end.
    private const int FlushSize = 4 << 20;

    private readonly FolderBoundary _boundary;
    private readonly StageKey _key;
    private readonly WriteOptions _options;
    private readonly OpenedItem _folder;
    private readonly string _part = string.Empty;
    private readonly FileStream _stream = null!;
    private readonly XxHash3? _hash;
    private Task _flushing = Task.CompletedTask;
    private long _unflushed;
    private bool _committed;

    /// <param name="boundary">The stage's folder.</param>
    /// <param name="folder">The opened folder of the file, which the writer closes: by it alone files are made and renamed.</param>
    /// <param name="key">The file's key.</param>
    /// <param name="options">How it is written.</param>
    public FileStoreWriter(FolderBoundary boundary, OpenedItem folder, StageKey key, WriteOptions options)
    {
        (_boundary, _key, _folder, _options) = (boundary, key, folder, options);

        // What takes a file's place may be read by those who could read that, and by nobody else.
        using var replaced = options.Overwrite ? boundary.TryOpen(key) : null;
        for (var attempt = 1; _stream is null; attempt++)
        {
            _part = StorePart.NewName();
            try
            {
                _stream = Open(folder.At(_part), options.ExpectedSize ?? 0);
            }
            catch (IOException) when (attempt < MostAttempts && Directory.Exists(folder.Path))
            {
                // Between its making and its lock, somebody who sweeps took it for a dead one: another part, then. Once it is locked, nobody can.
            }
        }

        if (replaced is not null)
            KeepMode(replaced);

        _hash = options.Verify ? new XxHash3() : null;
        Stream = new FileStoreStream(_stream, boundary.Root, boundary.Show(key), OnWritten);
    }

    public override Stream Stream { get; }

    public override async Task<StoreItem> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await _flushing.ConfigureAwait(false);
            return Commit(cancellationToken);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw !_options.Overwrite && Path.Exists(_folder.At(_key.Name))
                ? StoreErrors.AlreadyExists(_boundary.Show(_key), e)
                : FileStoreErrors.Explain(e, _boundary.Root, _boundary.Show(_key));
        }
    }

    internal override async Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            await _flushing.ConfigureAwait(false);
            var (size, _) = Finish(cancellationToken);
            var name = JobName.NewStaged(job);
            RequireFolder();
            AtomicRename.Move(_folder.At(_part), _folder.At(name), overwrite: false);
            _committed = true;
            return new StagedFile(_key.Value, size, name, File.GetLastWriteTimeUtc(_stream.SafeFileHandle).Ticks);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, _boundary.Root, _boundary.Show(_key));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!_committed)
                FileStoreErrors.TryDelete(_folder.At(_part));

            _folder.Dispose();
        }
    }

    /// <summary>Gives the file the permissions of another, of which it takes the place.</summary>
    public void KeepMode(OpenedItem other)
    {
        if (!OperatingSystem.IsWindows() && other.Info.Kind is ItemKind.File)
            File.SetUnixFileMode(_stream.SafeFileHandle, File.GetUnixFileMode(other.Path));
    }

    private FileStream Open(string part, long expectedSize)
    {
        try
        {
            // FileShare.Delete keeps the part locked and yet lets it be renamed while it is open: no moment in which it could be taken for a dead
            // one.
            var stream = new FileStream(part, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Delete,
                BufferSize = 0,
                PreallocationSize = expectedSize,
            });
            if (!File.Exists(part))
            {
                stream.Dispose();
                throw new FileNotFoundException("The part was swept before it was locked.", part);
            }

            return stream;
        }
        catch (IOException e) when (expectedSize > 0 && e.HResult == new IOException().HResult)
        {
            // .NET tells of the missing space in words alone, without the system's error number.
            throw FileStoreErrors.Full(_boundary.Root, _boundary.Show(_key), e);
        }
    }

    private void OnWritten(ReadOnlySpan<byte> bytes)
    {
        _hash?.Append(bytes);
        _unflushed += bytes.Length;
        if (_unflushed >= FlushSize && _flushing.IsCompletedSuccessfully)
        {
            _unflushed = 0;
            _flushing = Task.Run(() => DiskFlush.Flush(_stream.SafeFileHandle));
        }
    }

    private StoreItem Commit(CancellationToken cancellationToken)
    {
        var (size, modified) = Finish(cancellationToken);
        RequireFolder();
        AtomicRename.Move(_folder.At(_part), _folder.At(_key.Name), _options.Overwrite);
        _committed = true;
        return new StoreItem(_key.Value, size, modified);
    }

    private (long Size, DateTimeOffset Modified) Finish(CancellationToken cancellationToken)
    {
        DiskFlush.Flush(_stream);
        Verify(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var modified = _options.LastModified ?? DateTimeOffset.UtcNow;
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, modified.UtcDateTime);
        return (_stream.Length, modified);
    }

    /// <summary>A folder that was moved, or swapped for another, took the part with it: there it would be under a name that nobody gave it.</summary>
    private void RequireFolder()
    {
        using var now = _boundary.TryOpen(_key.Parent, isFolder: true);
        if (now?.IsSame(_folder) is not true)
        {
            var folder = _boundary.Show(_key.Parent);
            throw new StageException(
                StageErrorCode.StoreUnavailable,
                $"'{_boundary.Show(_key)}' was given up: the folder '{folder}' was moved or replaced while it was written. Write it again.",
                folder);
        }
    }

    private void Verify(CancellationToken cancellationToken)
    {
        if (_hash is null)
            return;

        // By the handle that wrote it: on Windows another could not be had.
        var stored = new XxHash3();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        for (var offset = 0L; RandomAccess.Read(_stream.SafeFileHandle, buffer, offset) is > 0 and var count; offset += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stored.Append(buffer.AsSpan(0, count));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (stored.GetCurrentHashAsUInt64() != _hash.GetCurrentHashAsUInt64())
        {
            throw new StageException(
                StageErrorCode.ChecksumMismatch,
                $"'{_boundary.Show(_key)}' was given up: what '{_boundary.Root}' stored is not what was written. Check the disk and try again.",
                _boundary.Show(_key));
        }
    }
}
