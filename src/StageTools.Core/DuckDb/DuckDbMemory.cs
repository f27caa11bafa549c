namespace StageTools.DuckDb;

/// <summary>How much memory a database takes while somebody says how much he needs: as much as all of them together, and never more than it
/// may.</summary>
internal sealed class DuckDbMemory
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    private readonly Lock _turn = new();
    private readonly Dictionary<DuckDbConnection, long> _wanted = [];
    private long _most;

    /// <summary>Says that so many bytes are needed from now on; what is more than before counts. It holds for all connections.</summary>
    /// <param name="connection">The connection that says it, which may be in a transaction.</param>
    /// <param name="bytes">How many.</param>
    public void Want(DuckDbConnection connection, long bytes)
    {
        lock (_turn)
        {
            if (_wanted.Count == 0)
            {
                using var result = connection.Query("SELECT current_setting('memory_limit')");
                result.TryReadChunk(out var chunk);
                _most = BytesOf((string)chunk!.Value(0, 0)!);
            }

            if (bytes <= _wanted.GetValueOrDefault(connection))
                return;

            _wanted[connection] = bytes;
            Apply(connection);
        }
    }

    /// <summary>Says that nothing is needed any more.</summary>
    public void Restore(DuckDbConnection connection)
    {
        lock (_turn)
        {
            if (_wanted.Remove(connection))
                Apply(connection);
        }
    }

    private void Apply(DuckDbConnection connection)
    {
        var wanted = _wanted.Values.Sum();
        var limit = _wanted.Count == 0 || wanted >= _most ? _most : wanted;
        var said = limit == long.MaxValue ? "-1" : string.Create(CultureInfo.InvariantCulture, $"{limit}B");
        try
        {
            connection.Execute($"SET memory_limit = '{said}'");
        }
        catch (DuckDbException)
        {
            // More than that is in use, and it cannot let go of it; or the transaction has failed, and its end will say so.
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
