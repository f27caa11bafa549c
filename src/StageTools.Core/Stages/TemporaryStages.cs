using StageTools.Catalog;
using StageTools.Errors;

namespace StageTools.Stages;

/// <summary>The life of temporary stages and of given-up files.</summary>
/// <remarks>
/// A process with temporary stages keeps a file of its own locked. The operating system drops the lock however the process ends, so whoever can take
/// the lock knows that its stages are nobody's any more, and removes them.
/// </remarks>
internal sealed class TemporaryStages(ICatalog catalog, CatalogHome home, InternalStorage storage) : IDisposable
{
    // Files of dropped stages may lie in a bucket, and nobody waits for those.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string LockSuffix = ".lock";
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private FileStream? _lock;
    private string? _session;
    private bool _clean;

    /// <summary>This process' session, begun with its first temporary stage.</summary>
    public string BeginSession()
    {
        lock (_gate)
        {
            if (_session is null)
            {
                home.CreateFolder(home.SessionsFolder);
                var session = Guid.NewGuid().ToString("N");
                _lock = new FileStream(LockFile(session), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
                _session = session;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
            }

            return _session;
        }
    }

    /// <summary>Drops this process' temporary stages.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_session is not { } session)
            {
                return;
            }

            try
            {
                // At the end of a process there is nobody left to wait for this asynchronously, and nobody to tell of an error.
                catalog.EndSessionAsync(session, CancellationToken.None).GetAwaiter().GetResult();
                using var patience = new CancellationTokenSource(Patience);
                RemoveDiscardedAsync(patience.Token).GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is StageException or OperationCanceledException)
            {
                // The next process that opens the catalog clears up.
            }

            _lock?.Dispose();
            (_session, _lock) = (null, null);
        }
    }

    /// <summary>Once a process: drops the temporary stages of processes that are gone, and removes given-up files.</summary>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        if (_clean)
        {
            return;
        }

        try
        {
            foreach (var session in await catalog.ListSessionsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (session != _session && IsDead(session))
                {
                    await catalog.EndSessionAsync(session, cancellationToken).ConfigureAwait(false);
                }
            }

            RemoveDeadLocks();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await RemoveDiscardedAsync(patience.Token).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code is StageErrorCode.CatalogReadOnly or StageErrorCode.StoreFull)
        {
            // Then somebody who may write clears up.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A bucket that is away, or full of files: the next process goes on with it.
        }

        _clean = true;
    }

    /// <summary>Removes the files of dropped internal stages, and forgets those that are gone.</summary>
    public async Task RemoveDiscardedAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await catalog.ListDiscardedAsync(cancellationToken).ConfigureAwait(false))
        {
            // Files that stay are shown by no stage, and the next clean-up tries again.
            if (await storage.TryRemoveAsync(id, cancellationToken).ConfigureAwait(false))
            {
                await catalog.ForgetDiscardedAsync(id, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes the locks of processes that died before they had a stage.</summary>
    private void RemoveDeadLocks()
    {
        if (!Directory.Exists(home.SessionsFolder))
        {
            return;
        }

        // One that was made just now may not be locked yet.
        var youngest = DateTime.UtcNow - LockTime;
        foreach (var file in new DirectoryInfo(home.Own(home.SessionsFolder)).EnumerateFiles("*" + LockSuffix).Where(file => file.LastWriteTimeUtc < youngest))
        {
            _ = IsDead(Path.GetFileNameWithoutExtension(file.Name));
        }
    }

    private string LockFile(string session) => Path.Combine(home.SessionsFolder, session + LockSuffix);

    private bool IsDead(string session)
    {
        try
        {
            using var taken = new FileStream(LockFile(session), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
