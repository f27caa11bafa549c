using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>Connections that nobody uses just now, kept for the next who wants one. The library's own pool drops them with the next garbage
/// collection.</summary>
internal sealed class IdleConnections : IDisposable
{
    /// <summary>How long one is kept: long enough for a script, and no longer than a file may stay open that somebody wants to move.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    private readonly ConcurrentBag<SQLiteConnection> _connections = [];
    private readonly Timer _timer;
    private volatile bool _ended;

    public IdleConnections()
    {
        _timer = new Timer(_ => Close());
        AppDomain.CurrentDomain.ProcessExit += End;
    }

    /// <summary>One of them; null where there is none.</summary>
    public SQLiteConnection? TryTake() => _connections.TryTake(out var connection) ? connection : null;

    /// <summary>Keeps one for a while.</summary>
    public void Keep(SQLiteConnection connection)
    {
        if (_ended)
        {
            connection.Dispose();
            return;
        }

        _connections.Add(connection);
        _timer.Change(Time, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Closes all.</summary>
    public void Close()
    {
        while (_connections.TryTake(out var connection))
            connection.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(sender: null, EventArgs.Empty);
        _timer.Dispose();
    }

    /// <summary>From now on none is kept. The last one that closes brings the WAL file into the catalog's.</summary>
    private void End(object? sender, EventArgs e)
    {
        _ended = true;
        Close();
    }
}
