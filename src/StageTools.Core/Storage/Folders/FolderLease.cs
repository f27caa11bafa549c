using StageTools.Storage.Jobs;

namespace StageTools.Storage.Folders;

/// <summary>A journal that is open and locked.</summary>
internal sealed class FolderLease : IJobLease
{
    private const int MostAttempts = 20;
    private const int MostRead = 4096;

    private readonly FileStream _stream;
    private readonly string _path;

    private FolderLease(FileStream stream, string path) => (_stream, _path) = (stream, path);

    /// <summary>Makes a journal, and locks it.</summary>
    public static FolderLease Take(string path, JobOwner owner)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Who looks may read it meanwhile. On another machine's disk .NET takes no lock that others could share.
                var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, StorePart.IsShared(Path.GetDirectoryName(path)!) ? Alone : FileShare.Read | FileShare.Delete, bufferSize: 1);
                stream.Write(owner.ToJson());
                stream.Flush(flushToDisk: true);
                if (File.Exists(path))
                {
                    return new FolderLease(stream, path);
                }

                stream.Dispose();
            }
            catch (IOException) when (attempt < MostAttempts && Directory.Exists(Path.GetDirectoryName(path)))
            {
                // Between its making and its lock, somebody took it for a dead job's.
            }
        }
    }

    /// <summary>Whether a journal is locked. One that is not is locked now, so that nobody else takes the same job back.</summary>
    public static JobSign Look(string path)
    {
        if (new FileInfo(path) is not { Exists: true, LinkTarget: null })
        {
            return new JobSign(JobState.Gone);
        }

        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, Alone, bufferSize: 1);
            if (File.Exists(path))
            {
                return new JobSign(JobState.Dead) { Hold = stream };
            }

            stream.Dispose();
            return new JobSign(JobState.Gone);
        }
        catch (FileNotFoundException)
        {
            return new JobSign(JobState.Gone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new JobSign(JobState.Living) { Owner = OwnerOf(path) };
        }
    }

    /// <inheritdoc/>
    public Task RequireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task EndAsync(bool keep)
    {
        if (!keep)
        {
            try
            {
                File.Delete(_path);
            }
            catch (Exception e) when (FileStoreErrors.Is(e))
            {
                // The folder is gone, or its disk. A journal that stays is a dead job's without a list: it says that nothing is to be done.
            }
        }

        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    // On Windows a file that is open for nobody else could not be removed.
    private static FileShare Alone => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static JobOwner? OwnerOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            var text = new byte[MostRead];
            return JobOwner.Read(text.AsSpan(0, stream.ReadAtLeast(text, MostRead, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return null;
        }
    }
}
