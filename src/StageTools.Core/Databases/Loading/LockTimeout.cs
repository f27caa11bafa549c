namespace StageTools.Databases.Loading;

/// <summary>
/// How long a SQLite file's lock is waited for: as long as those who have it get on. SQLite has no queue, so that on a busy machine one of many may
/// be passed over for longer than any time that one would wait for a process that hangs.
/// </summary>
/// <param name="file">The database.</param>
/// <param name="timeout">How long nothing may happen to it.</param>
internal sealed class LockTimeout(string file, TimeSpan timeout)
{
    private readonly FileInfo[] _files = [new(file), new(file + "-wal"), new(file + "-journal")];
    private long _since = Stopwatch.GetTimestamp();
    private (DateTime, long)[] _seen = [];

    /// <summary>Whether the lock was held for all this time by somebody who wrote nothing.</summary>
    public bool IsOver()
    {
        var now = _files.Select(static f =>
        {
            f.Refresh();
            return f.Exists ? (f.LastWriteTimeUtc, f.Length) : default;
        }).ToArray();
        if (!now.SequenceEqual(_seen))
            (_seen, _since) = (now, _seen.Length == 0 ? _since : Stopwatch.GetTimestamp());

        return Stopwatch.GetElapsedTime(_since) > timeout;
    }
}
