namespace StageTools.DuckDb;

/// <summary>How much memory a database takes while somebody says how much he needs: as much as all of them together, and never more than it
/// may.</summary>
internal sealed class DuckDbMemory
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    private readonly Lock _turn = new();
    private readonly HashSet<DuckDbShare> _shares = [];
    private long _most;

    /// <summary>Begins to say it. What is said holds for all connections, until what is returned is disposed.</summary>
    /// <param name="connection">The connection that says it, which may be in a transaction.</param>
    public DuckDbShare Take(DuckDbConnection connection)
    {
        var share = new DuckDbShare(this, connection);
        lock (_turn)
        {
            if (_shares.Count == 0)
            {
                using var result = connection.Query("SELECT current_setting('memory_limit')");
                result.TryReadChunk(out var chunk);
                _most = BytesOf((string)chunk!.Value(0, 0)!);
            }

            _shares.Add(share);
        }

        return share;
    }

    /// <summary>Begins to hold what a share says.</summary>
    internal void Apply(DuckDbShare share, bool isOver)
    {
        lock (_turn)
        {
            if (isOver && !_shares.Remove(share))
                return;

            var wanted = _shares.Sum(static some => some.Bytes);
            try
            {
                var limit = _shares.Count == 0 || wanted >= _most ? _most : wanted;
                var said = limit == long.MaxValue ? "-1" : string.Create(CultureInfo.InvariantCulture, $"{limit}B");
                share.Connection.Execute($"SET memory_limit = '{said}'");
            }
            catch (DuckDbException)
            {
                // More than that is in use, and it cannot let go of it; or the transaction has failed, and its end will say so.
            }
        }
    }

    // As DuckDB shows a size: a number with one digit behind the point, cut off there, and a unit. What lies half way to the next is shown the same.
    private static long BytesOf(string shown)
    {
        var (number, unit) = (shown[..shown.IndexOf(' ', StringComparison.Ordinal)], shown[(shown.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var half = number.Contains('.', StringComparison.Ordinal) ? 0.05 : 0;
        return (long)((double.Parse(number, CultureInfo.InvariantCulture) + half) * Math.Pow(1024, Array.IndexOf(Units, unit)));
    }
}

/// <summary>What one of those who use a database says of its memory.</summary>
internal sealed class DuckDbShare(DuckDbMemory memory, DuckDbConnection connection) : IDisposable
{
    /// <summary>Who says it.</summary>
    internal DuckDbConnection Connection => connection;

    /// <summary>How much, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Says that so much is needed from now on; what is more than before counts.</summary>
    public void Want(long bytes)
    {
        if (bytes <= Bytes)
            return;

        Bytes = bytes;
        memory.Apply(this, isOver: false);
    }

    /// <summary>Nothing is needed any more.</summary>
    public void Dispose() => memory.Apply(this, isOver: true);
}
