namespace StageTools.Query;

/// <summary>What a statement gives: rows, made while they are read, in the columns its system gives them, or how many it changed.</summary>
public abstract class StatementResult : IDisposable
{
    /// <summary>The columns; none where the statement gives no rows.</summary>
    public abstract IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>Whether it gives rows.</summary>
    public bool HasRows => Columns.Count > 0;

    /// <summary>How many rows or files it inserted, changed or removed; null where that is no question.</summary>
    public virtual long? RowsChanged => null;

    /// <summary>What is to be told beside: each a sentence. All of them are there when all rows were read.</summary>
    public virtual IReadOnlyList<string> Notices => [];

    /// <summary>Room for rows of this result.</summary>
    public QueryRows NewRows() => new(Columns);

    /// <summary>Reads the next rows; a statement that gives rows does its work meanwhile.</summary>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="StageException">What went wrong. Of many files of which some failed, the first one's error behind how many there were, when
    /// all rows were read.</exception>
    public abstract ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken);

    /// <summary>Ends the statement, wherever it is.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the statement holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
