namespace StageTools.Import;

/// <summary>The errors of one file's rows: the first of them, and how many.</summary>
/// <param name="limit">How many there may be; null for any number.</param>
internal sealed class FileErrors(ErrorLimit? limit)
{
    private readonly Lock _gate = new();

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>The one that stands first in the file, of those told of so far.</summary>
    public StageException? First { get; private set; }

    /// <summary>Takes one: who reads and who inserts tell of theirs at the same time.</summary>
    public void Add(StageException error)
    {
        lock (_gate)
        {
            Count++;
            if (First is null || error.Line < First.Line)
                First = error;
        }

        limit?.Count(error);
    }
}

/// <summary>How many errors a load bears, of all its files together.</summary>
/// <param name="most">The one that ends it.</param>
internal sealed class ErrorLimit(long most)
{
    private long _count;

    /// <summary>Counts one.</summary>
    /// <exception cref="StageException">It is the last one.</exception>
    public void Count(StageException error)
    {
        if (Interlocked.Increment(ref _count) >= most)
        {
            throw error.Reworded(
                message => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{message.TrimEnd('.')}; with it there are {most} errors, which end the load."), error.Target, error);
        }
    }
}
