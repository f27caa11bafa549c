namespace StageTools.Catalog;

/// <summary>Who owns temporary stages. A session is over when nobody can own it any more, however its process ended. Safe to use from many
/// threads.</summary>
public interface IStageSessions
{
    /// <summary>A new session of this process.</summary>
    /// <returns>Holds the session until it is disposed, or the process is gone.</returns>
    StageSession Begin();

    /// <summary>Whether a session is over; what tells so of it is then removed.</summary>
    bool IsOver(string session);

    /// <summary>Removes what sessions left that were over before they had a stage.</summary>
    void RemoveRemains();
}

/// <summary>A session that this process holds.</summary>
/// <param name="id">What the catalog calls it.</param>
/// <param name="end">Ends it.</param>
public sealed class StageSession(string id, Action end) : IDisposable
{
    /// <summary>What the catalog calls it.</summary>
    public string Id => id;

    /// <inheritdoc/>
    public void Dispose() => end();
}

/// <summary>
/// The sessions of one machine: each keeps a file of its own locked. The operating system drops the lock however the process ends, so whoever can
/// take it knows that the session is over; a machine that sleeps loses none.
/// </summary>
internal sealed class LockedSessions(MachineHome home) : IStageSessions
{
    private const string LockSuffix = ".lock";
    private static readonly TimeSpan LockTime = TimeSpan.FromMinutes(1);

    public StageSession Begin()
    {
        home.CreateFolder(home.SessionsFolder);
        var id = Guid.NewGuid().ToString("N");
        var taken = new FileStream(
            LockFile(id), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        return new StageSession(id, taken.Dispose);
    }

    public bool IsOver(string session)
    {
        try
        {
            using var taken =
                new FileStream(LockFile(session), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
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

    public void RemoveRemains()
    {
        if (!Directory.Exists(home.SessionsFolder))
            return;

        // One that was made just now may not be locked yet.
        var youngest = DateTime.UtcNow - LockTime;
        foreach (var file in new DirectoryInfo(home.Own(home.SessionsFolder)).EnumerateFiles("*" + LockSuffix).Where(
            file => file.LastWriteTimeUtc < youngest))
        {
            _ = IsOver(Path.GetFileNameWithoutExtension(file.Name));
        }
    }

    private string LockFile(string session) => Path.Combine(home.SessionsFolder, Path.GetFileName(session) + LockSuffix);
}
