using StageTools.Errors;
using StageTools.Storage;

namespace StageTools.Catalog;

/// <summary>The listings of stages that a catalog keeps. Every method is atomic.</summary>
public interface IDirectoryTable
{
    /// <summary>Lists a stage anew; readers see the old listing until the new one is whole, and the entry says when that was.</summary>
    /// <param name="id">The stage.</param>
    /// <param name="items">Its files.</param>
    /// <param name="cancellationToken">Ends it; the old listing stays.</param>
    /// <returns>How many files it lists now.</returns>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageNotFound"/> for a stage that was dropped meanwhile.</exception>
    Task<long> RefreshAsync(string id, IAsyncEnumerable<StoreItem> items, CancellationToken cancellationToken);

    /// <summary>Forgets a stage's listing, as if it had never been made: its entry says so, too.</summary>
    Task ClearAsync(string id, CancellationToken cancellationToken);

    /// <summary>The files whose keys begin with a text, in key order.</summary>
    IAsyncEnumerable<StoreItem> ListAsync(string id, string prefix, CancellationToken cancellationToken);
}
