namespace StageTools.Storage.Folders;

/// <summary>A file being written beside its target, then renamed: on every file system a rename is all or nothing.</summary>
internal sealed class FileStoreWriter : StoreWriter
{
    private const int MostAttempts = 20;

    // What a larger one takes by itself does not matter beside what is written.
    private const long LargestTogether = 1 << 20;

    // Of user, group and others.
    private const UnixFileMode AllRights = (UnixFileMode)0x1FF;

    private readonly FolderBoundary _boundary;
    private readonly StageKey _key;
    private readonly WriteOptions _options;
    private readonly string _part = string.Empty;
    private readonly FileStream _stream = null!;
    private readonly WriteBehind _written;
    private DateTimeOffset _modified;
    private bool _isFlushed;

    /// <param name="boundary">The stage's folder.</param>
    /// <param name="folder">The opened folder of the file, which the writer closes: by it alone files are made and renamed.</param>
    /// <param name="key">The file's key.</param>
    /// <param name="options">How it is written.</param>
    public FileStoreWriter(FolderBoundary boundary, OpenedItem folder, StageKey key, WriteOptions options)
    {
        (_boundary, _key, Folder, _options) = (boundary, key, folder, options);

        // What takes a file's place may be read by those who could read that, and by nobody else.
        using var replaced = options.Overwrite ? boundary.TryOpen(key) : null;
        var mode = ModeFor(replaced, options.Original);
        for (var attempt = 1; _stream is null; attempt++)
        {
            _part = StorePart.NewName();
            try
            {
                _stream = Open(folder.At(_part), options.ExpectedSize ?? 0, mode);
            }
            catch (IOException) when (attempt < MostAttempts && Directory.Exists(folder.Path))
            {
                // Between its making and its lock, somebody who sweeps took it for a dead one: another part, then. Once it is locked, nobody can.
            }
        }

        if (replaced is not null)
            KeepMode(replaced);

        _written = new WriteBehind(_stream.SafeFileHandle, options.Verify);
        Stream = new FileStoreStream(_stream, boundary.Root, boundary.Show(key), _written);
    }

    public override Stream Stream { get; }

    /// <summary>The opened folder of the file.</summary>
    public OpenedItem Folder { get; }

    /// <summary>Whether the file has its name.</summary>
    public bool IsCommitted { get; private set; }

    internal override bool FlushesTogether => _stream.Length <= LargestTogether && DiskCalls.FlushesWhole(Folder);

    public override async Task<StoreItem> CommitAsync(CancellationToken cancellationToken)
    {
        var item = await PublishAsync(cancellationToken).ConfigureAwait(false);
        DiskFlush.FlushFolder(Folder.Path);
        return item;
    }

    internal override Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken) => ExplainAsync<PendingFile>(() =>
    {
        var name = JobName.NewStaged(job);
        Publish(name, overwrite: false, cancellationToken);
        return new FolderFile(_key.Value, _stream.Length, name, File.GetLastWriteTimeUtc(_stream.SafeFileHandle).Ticks);
    });

    /// <summary>Nothing more is written: the file has its time, and may be flushed.</summary>
    public Task SealAsync(CancellationToken cancellationToken) => ExplainAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        SetTime();
        return true;
    });

    /// <summary>Has all that was written to its file system on the disk; false where that is not sure of this file, or failed.</summary>
    public bool TryFlushDisk() => DiskCalls.TryFlushAll(Folder.Path, _stream.SafeFileHandle);

    /// <summary>Is told that its file system was flushed since it was sealed: the file asks no more than whether that went well.</summary>
    public void TakeFlush() => _isFlushed = true;

    /// <summary>Gives the file its name; the folder is yet to be flushed.</summary>
    public Task<StoreItem> PublishAsync(CancellationToken cancellationToken) => ExplainAsync(() =>
    {
        Publish(_key.Name, _options.Overwrite, cancellationToken);
        return new StoreItem(_key.Value, _stream.Length, _modified);
    });

    public override async ValueTask DisposeAsync()
    {
        await _written.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!IsCommitted)
                FileStoreErrors.TryDelete(Folder.At(_part));

            Folder.Dispose();
        }
    }

    /// <summary>Gives the file the permissions of another, of which it takes the place.</summary>
    public void KeepMode(OpenedItem other)
    {
        if (!OperatingSystem.IsWindows() && other.Info.Kind is ItemKind.File)
            File.SetUnixFileMode(_stream.SafeFileHandle, File.GetUnixFileMode(other.Path));
    }

    /// <summary>Who may do what with a part, from the moment that it is there: those who may with what it replaces, or is a copy of, less what the
    /// process's umask takes. Its owner may always sweep it.</summary>
    private static UnixFileMode? ModeFor(OpenedItem? replaced, LocalStream? original)
    {
        if (OperatingSystem.IsWindows() || (replaced is null && original is null))
            return null;

        var mode = replaced?.Info.Mode ?? File.GetUnixFileMode(original!.Handle);
        return (mode & AllRights) | UnixFileMode.UserRead | UnixFileMode.UserWrite;
    }

    private FileStream Open(string part, long expectedSize, UnixFileMode? mode)
    {
        try
        {
            // FileShare.Delete keeps the part locked and yet lets it be renamed while it is open: no moment in which it could be taken for a dead
            // one.
            var opening = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Delete,
                BufferSize = 0,
                PreallocationSize = expectedSize,
            };
            if (!OperatingSystem.IsWindows())
                opening.UnixCreateMode = mode;

            var stream = new FileStream(part, opening);
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

    private void Publish(string name, bool overwrite, CancellationToken cancellationToken)
    {
        if (_isFlushed)
            DiskCalls.RequireFlushed(_stream.SafeFileHandle);
        else
            DiskFlush.Flush(_stream);

        Verify(cancellationToken);

        // Not before: on a network drive a part that looks old is taken for one that a dead writer left.
        if (_modified == default)
            SetTime();

        cancellationToken.ThrowIfCancellationRequested();
        using var turn = _options.Replaces is null ? null : TargetLock.Take(Folder, name, _boundary.Show(_key), cancellationToken);
        RequireUnchanged();
        RequireFolder();
        AtomicRename.Move(Folder.At(_part), Folder.At(name), overwrite);
        IsCommitted = true;
    }

    private void SetTime()
    {
        _modified = _options.LastModified ?? DateTimeOffset.UtcNow;
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, _modified.UtcDateTime);
    }

    private async Task<T> ExplainAsync<T>(Func<T> work)
    {
        try
        {
            await _written.Running.ConfigureAwait(false);
            return work();
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw !_options.Overwrite && Path.Exists(Folder.At(_key.Name))
                ? StoreErrors.AlreadyExists(_boundary.Show(_key), e)
                : FileStoreErrors.Explain(e, _boundary.Root, _boundary.Show(_key));
        }
    }

    /// <summary>A folder that was moved, or swapped for another, took the part with it: there it would be under a name that nobody gave it.</summary>
    private void RequireFolder()
    {
        using var now = _boundary.TryOpen(_key.Parent, isFolder: true);
        if (now?.IsSame(Folder) is not true)
        {
            var folder = _boundary.Show(_key.Parent);
            throw StageErrorCode.StoreUnavailable.Error(
                $"'{_boundary.Show(_key)}' was given up: the folder '{folder}' was moved or replaced while it was written. Write it again.", folder);
        }
    }

    private void RequireUnchanged()
    {
        if (_options.Replaces is not { } replaced)
            return;

        using var now = _boundary.TryOpen(_key);
        if (now is null || !_boundary.ItemOf(_key.Value, now.Info).HasSameContent(replaced))
            throw StoreErrors.Changed(_boundary.Show(_key));
    }

    private void Verify(CancellationToken cancellationToken)
    {
        if (!_written.IsStoredAsWritten(cancellationToken))
        {
            throw StageErrorCode.ChecksumMismatch.Error(
                $"'{_boundary.Show(_key)}' was given up: what '{_boundary.Root}' stored is not what was written. Check the disk and try again.",
                _boundary.Show(_key));
        }
    }
}
