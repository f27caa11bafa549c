using System.Globalization;
using StageTools.Errors;

namespace StageTools.Import;

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
