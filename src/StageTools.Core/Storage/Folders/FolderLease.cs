namespace StageTools.Storage.Folders;

/// <summary>A journal that is open and locked.</summary>
/// <param name="stream">The journal.</param>
/// <param name="folder">The opened folder in which it lies.</param>
/// <param name="name">Its name there.</param>
internal sealed class FolderLease(FileStream stream, OpenedItem folder, string name) : IJobLease
{
    private const int MostAttempts = 20;
    private const int MostRead = 4096;

    /// <summary>Makes a journal, and locks it.</summary>
    /// <param name="folder">The opened folder, which the lease closes.</param>
    /// <param name="name">The journal's name in it.</param>
    /// <param name="owner">Whose it is.</param>
    public static FolderLease Take(OpenedItem folder, string name, JobOwner owner)
    {
        for (var attempt = 1; ; attempt++)
        {
            // It is locked before it has its name: no moment in which it could be taken for a dead job's.
            var part = folder.At(StorePart.NewName());
            FileStream? stream = null;
            try
            {
                // Who looks may read it meanwhile. On another machine's disk .NET takes no lock that others could share.
                stream = new FileStream(
                    part, FileMode.CreateNew, FileAccess.ReadWrite, StorePart.IsShared(folder.Path)
                        ? Alone
                        : FileShare.Read | FileShare.Delete, bufferSize: 1);
                stream.Write(owner.ToJson());
                DiskFlush.Flush(stream);
                AtomicRename.Move(part, folder.At(name), overwrite: false);
                return new FolderLease(stream, folder, name);
            }
            catch (Exception e) when (FileStoreErrors.Is(e))
            {
                stream?.Dispose();
                FileStoreErrors.TryDelete(part);

                // Between its making and its lock, somebody who sweeps may have taken it for a dead part.
                if (e is not FileNotFoundException || attempt == MostAttempts)
                    throw;
            }
        }
    }

    /// <summary>Whether a journal is locked. One that is not is locked now, so that nobody else takes the same job back.</summary>
    public static JobSign Look(OpenedItem folder, string name)
    {
        // A link, or a pipe, of such a name is no journal, and nobody's to open.
        using var journal = folder.TryOpenChild(name, ItemKind.File);
        if (journal is null)
            return new JobSign(JobState.Gone);

        try
        {
            var stream = Lock(folder, journal);
            using var now = folder.TryOpenChild(name, ItemKind.File);
            if (now?.IsSame(journal) is true)
                return new JobSign(JobState.Dead) { Hold = stream };

            // It ended just before it was locked, and what has its name is another.
            stream.Dispose();
            return new JobSign(JobState.Gone);
        }
        catch (FileNotFoundException)
        {
            return new JobSign(JobState.Gone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new JobSign(JobState.Living) { Owner = OwnerOf(journal) };
        }
    }

    /// <inheritdoc/>
    public async Task RequireAsync(CancellationToken cancellationToken) => cancellationToken.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public async Task EndAsync(bool keep)
    {
        if (!keep)
        {
            // A journal that stays is a dead job's without a list: it says that nothing is to be done.
            FileStoreErrors.TryDelete(folder.At(name));
        }

        await stream.DisposeAsync().ConfigureAwait(false);
        folder.Dispose();
    }

    // On Windows a file that is open for nobody else could not be removed.
    private static FileShare Alone => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>Locks a journal. Another user's can be opened for reading alone, and the lock is the same. Not so on another machine's disk: there
    /// (NFS) the kernel refuses it, .NET does not tell, and a living job would pass for a dead one.</summary>
    private static FileStream Lock(OpenedItem folder, OpenedItem journal)
    {
        try
        {
            return Open(FileAccess.ReadWrite);
        }
        catch (UnauthorizedAccessException) when (!StorePart.IsShared(folder.Path))
        {
            return Open(FileAccess.Read);
        }

        FileStream Open(FileAccess access) =>
            journal.OpenStream(new FileStreamOptions { Mode = FileMode.Open, Access = access, Share = Alone, BufferSize = 1 });
    }

    private static JobOwner? OwnerOf(OpenedItem journal)
    {
        try
        {
            using var stream = journal.OpenRead(bufferSize: 1);
            var text = new byte[MostRead];
            return JobOwner.Read(text.AsSpan(0, stream.ReadAtLeast(text, MostRead, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return null;
        }
    }
}
