using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Export.Parts;

/// <summary>Where an export goes: a file in a stage, or, where the export policy allows it, any file.</summary>
/// <param name="Place">Where the file lies.</param>
/// <param name="File">Its key there.</param>
/// <param name="Format">The format, with what the stage and the file's name say in it.</param>
public sealed record ExportTarget(Place Place, StageKey File, FileFormat Format)
{
    /// <summary>MatrixOne's words for its rule that data goes to stages while one is enabled.</summary>
    internal const string PolicyMessage = "stage exists, please try to check and use a stage instead";

    /// <summary>Whether a folder was named, and the file's name was made up.</summary>
    public bool IsFolder { get; init; }

    /// <summary>A file in a stage. A path that ends with <c>/</c>, or is the stage itself, gets a file of a new name.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="path">The stage path.</param>
    /// <param name="format">What was said about the format.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>, <c>OptionInvalid</c>.</exception>
    public static Task<ExportTarget> StageAsync(StageRegistry stages, string path, FileFormat format, CancellationToken cancellationToken) =>
        StageAsync(stages, path, format, FileFormat.Unspecified, cancellationToken);

    /// <summary>The same, with what holds where neither the stage nor the name nor what was said tells.</summary>
    public static async Task<ExportTarget> StageAsync(
        StageRegistry stages, string path, FileFormat format, FileFormat defaults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(defaults);
        var at = StagePath.Parse(path);
        var entry = await stages.GetAsync(at.Stage, cancellationToken).ConfigureAwait(false);
        StageRegistry.RequireEnabled(entry);
        var inherited = defaults.Merge(entry.FileFormat ?? FileFormat.Unspecified);
        var isFolder = at.Key.IsRoot || path.EndsWith('/');
        var file = isFolder ? at.Key.Append(NewName(Resolve(inherited, string.Empty, format))) : at.Key;
        return new ExportTarget(new Place(stages.OpenStore(entry), at.Stage), file, Resolve(inherited, file.Name, format)) { IsFolder = isFolder };
    }

    /// <summary>A file outside all stages. MatrixOne: while a stage is enabled, data goes to stages only.</summary>
    /// <exception cref="StageException"><c>StageRequired</c>, <c>OptionInvalid</c>.</exception>
    public static Task<ExportTarget> LocalAsync(StageRegistry stages, string path, FileFormat format, CancellationToken cancellationToken) =>
        LocalAsync(stages, path, format, FileFormat.Unspecified, cancellationToken);

    /// <summary>The same, with what holds where neither the name nor what was said tells.</summary>
    public static async Task<ExportTarget> LocalAsync(
        StageRegistry stages, string path, FileFormat format, FileFormat defaults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(format);
        await RequireNoStageAsync(stages, path, cancellationToken).ConfigureAwait(false);
        var name = Path.GetFileName(path);
        return name.Length == 0
            ? throw new StageException(StageErrorCode.PathInvalid, $"'{path}' is a folder; add a file's name.", path)
            : new ExportTarget(Place.Local(Path.GetDirectoryName(path)!), StageKey.Parse(name), Resolve(defaults, name, format));
    }

    /// <summary>A URL that no stage names: a file's is its path; an object's needs the bucket's credentials in the same call.</summary>
    /// <exception cref="StageException"><c>StageRequired</c>, <c>CredentialRequired</c>, <c>StorageNotServed</c>, <c>StageUrlInvalid</c>.</exception>
    public static Task<ExportTarget> UrlAsync(
        StageRegistry stages, string url, StageConnection? connection, FileFormat format, CancellationToken cancellationToken) =>
        UrlAsync(stages, url, connection, format, FileFormat.Unspecified, cancellationToken);

    /// <summary>The same, with what holds where neither the name nor what was said tells.</summary>
    public static async Task<ExportTarget> UrlAsync(
        StageRegistry stages, string url, StageConnection? connection, FileFormat format, FileFormat defaults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        await RequireNoStageAsync(stages, StageUrl.WithoutSecrets(url), cancellationToken).ConfigureAwait(false);
        var parsed = stages.Stores.ParseUrl(url);
        if (stages.Stores.FolderOf(parsed) is { } path)
            return await LocalAsync(stages, path, format, defaults, cancellationToken).ConfigureAwait(false);

        if (connection is null or { Secrets.Count: 0 } && stages.Stores.TakesSecrets(parsed))
        {
            throw new StageException(
                StageErrorCode.CredentialRequired,
                $"'{parsed}' lies in a bucket that no stage names, so its credentials are wanted in the same call",
                new Advice(AdviceKind.GiveCredentials),
                parsed.ToString());
        }

        var bucket = parsed with { Location = parsed.Authority };
        var isFolder = parsed == bucket || url.EndsWith('/');
        var key = StageKey.Parse(parsed.Path);
        if (key.Value != parsed.Path)
        {
            throw new StageException(
                StageErrorCode.StageUrlInvalid,
                $"'{parsed}' has a folder without a name, and no file is written there; write one '/'.",
                parsed.ToString());
        }

        var file = isFolder ? key.Append(NewName(Resolve(defaults, string.Empty, format))) : key;
        var store = stages.Stores.Open(bucket, connection ?? StageConnection.None, shownAs: null);
        return new ExportTarget(new Place(store, Stage: null), file, Resolve(defaults, file.Name, format)) { IsFolder = isFolder };
    }

    /// <summary>Refuses a target outside all stages while a stage is enabled.</summary>
    /// <exception cref="StageException"><c>StageRequired</c>.</exception>
    public static async Task RequireNoStageAsync(StageRegistry stages, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (await stages.AnyEnabledAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new StageException(
                StageErrorCode.StageRequired,
                $"{PolicyMessage}: '{path}' is outside all stages, and while one is enabled data may go to stages only.",
                path);
        }
    }

    /// <summary>
    /// What the stage says, over it what the name's suffix says, over both what was asked for; CSV for a file that is yet to be named.
    /// </summary>
    private static FileFormat Resolve(FileFormat inherited, string name, FileFormat asked)
    {
        var suffix = FileFormat.FromFileName(name);
        if (asked.Format is { } wanted && suffix.Format is { } named && wanted != named)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The format {wanted} and the name '{name}' contradict each other; leave one of them to the other.",
                name);
        }

        var format = inherited.Merge(suffix).Merge(asked);
        return format.Format is null && name.Length > 0
            ? throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The name '{name}' does not tell its format",
                new Advice(AdviceKind.GiveFormatOrSuffix),
                name)
            : format with { Format = format.Format ?? RowFormat.Csv };
    }

    // Databend's names: data_<id>_0000_00000000.csv.gz.
    private static string NewName(FileFormat format) => $"data_{Guid.NewGuid():N}_0000_00000000{format.FileSuffix}";
}
