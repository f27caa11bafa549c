using StageTools.Errors;
using StageTools.Storage;

namespace StageTools.Catalog.Secrets;

/// <summary>Puts together how a registered stage is reached: what the catalog shows, and what it keeps sealed.</summary>
internal sealed class EntryConnections(SecretBox box)
{
    /// <summary>The connection of a stage, its secrets open.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>.</exception>
    internal StageConnection ConnectionOf(CatalogEntry entry) => StageConnection.Combine(entry.Connection, box.Open(entry));
}
