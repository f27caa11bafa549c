using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Query.Cache;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Formats.Files;

/// <summary>A file that is to be read, and how.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Item">The file, as its store tells of it.</param>
/// <param name="Format">Its format, as the stage, its name and the caller say it.</param>
public sealed record ImportFile(Place Place, StoreItem Item, FileFormat Format)
{
    /// <summary>Holds what is read by its name (Parquet) of a bucket; null for that of the environment.</summary>
    public FileCache? Cache { get; init; }

    /// <summary>Its key.</summary>
    public StageKey Key { get; } = StageKey.FromStore(Item.Key);

    /// <summary>What messages and results call it: a stage path, or a path of the file system.</summary>
    public string Name => Place.Show(Key);

    /// <summary>The file as it is now.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>.</exception>
    public async Task<ImportFile> FindAgainAsync(CancellationToken cancellationToken) =>
        this with { Item = await Place.Store.FindAsync(Key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(Name) };

    /// <summary>Puts together what is said about a file's format: the stage's own, over it the name's suffix, over both what was asked for.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> where nothing tells.</exception>
    public static ImportFile Resolve(Place place, StoreItem item, FileFormat inherited, FileFormat asked)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(inherited);
        var key = StageKey.FromStore(item.Key);
        var format = inherited.Merge(FileFormat.FromFileName(key.Name)).Merge(asked);
        return format.Format is not null
            ? new ImportFile(place, item, format)
            : throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The name '{place.Show(key)}' does not tell its format",
                new Advice(
                    AdviceKind.GiveFormat,
                    FormatTraits.Sentence(static traits => traits.Format.ToString()),
                    FormatTraits.Sentence(static traits => traits.Words[0].ToUpperInvariant())),
                place.Show(key));
    }
}
