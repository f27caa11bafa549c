namespace StageTools.Formats.Files;

/// <summary>A file that is to be read, and how.</summary>
/// <param name="Store">Where it lies.</param>
/// <param name="Item">The file, as its store tells of it.</param>
/// <param name="Format">Its format, as the stage, its name and the caller say it.</param>
public sealed record ImportFile(IStore Store, StoreItem Item, FileFormat Format)
{
    private const int MostFormats = 1000;

    // A million files of one kind have one format.
    private static readonly ConcurrentDictionary<FileFormat, FileFormat> Formats = new();

    /// <summary>Holds what is read by its name (Parquet) of a bucket; null for that of the environment.</summary>
    public FileCache? Cache { get; init; }

    /// <summary>Its key.</summary>
    public StageKey Key => StageKey.FromStore(Item.Key);

    /// <summary>What messages and results call it: a stage path, or a path of the file system.</summary>
    public string Name => Store.Show(Key);

    /// <summary>The file as it is now.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>.</exception>
    public async Task<ImportFile> FindAgainAsync(CancellationToken cancellationToken) =>
        this with { Item = await Store.FindAsync(Key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(Name) };

    /// <summary>Puts together what is said about a file's format: the stage's own, over it the name's suffix, over both what was asked for.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> where nothing tells.</exception>
    public static ImportFile Resolve(IStore store, StoreItem item, FileFormat inherited, FileFormat asked)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(inherited);
        var key = StageKey.FromStore(item.Key);
        var format = inherited.Merge(FileFormat.FromFileName(key.Name)).Merge(asked);
        if (Formats.TryGetValue(format, out var known))
            format = known;
        else if (Formats.Count < MostFormats)
            format = Formats.GetOrAdd(format, format);

        return format.Format is not null
            ? new ImportFile(store, item, format)
            : throw StageErrorCode.OptionInvalid.Error(
                $"The name '{store.Show(key)}' does not tell its format",
                new Advice(
                    AdviceKind.GiveFormat,
                    FormatTraits.Sentence(static traits => traits.Format.ToString()),
                    FormatTraits.Sentence(static traits => traits.Words[0].ToUpperInvariant())),
                store.Show(key));
    }
}
