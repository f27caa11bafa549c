namespace StageTools.DuckDb;

/// <summary>The sources of a database: their names, which DuckDB neither forgets nor lets be taken twice, and what they threw. DuckDB carries only an exception's message; the query that
/// fails of it finds the exception by that.</summary>
internal sealed class SourceRegistry
{
    // A query that was given up never asks for its exception.
    private const int Kept = 64;

    private readonly Lock _turn = new();
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Exception> _thrown = new();

    /// <summary>Takes a name, which must be free.</summary>
    public void Claim(string name)
    {
        lock (_turn)
        {
            if (!_names.Add(name))
            {
                throw new DuckDbException(DuckDbErrorType.Catalog, $"There is a source '{name}' already, and DuckDB keeps its name until the database is closed; take another one.");
            }
        }
    }

    public void Add(Exception exception)
    {
        lock (_turn)
        {
            _thrown.AddFirst(exception);
            if (_thrown.Count > Kept)
            {
                _thrown.RemoveLast();
            }
        }
    }

    /// <summary>The exception that a query's error came from, once.</summary>
    public Exception? Take(string error)
    {
        lock (_turn)
        {
            for (var node = _thrown.First; node is not null; node = node.Next)
            {
                if (error.EndsWith(DuckDbSource.Message(node.Value), StringComparison.Ordinal))
                {
                    _thrown.Remove(node);
                    return node.Value;
                }
            }

            return null;
        }
    }
}
