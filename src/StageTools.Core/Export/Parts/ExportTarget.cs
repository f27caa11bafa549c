namespace StageTools.Export.Parts;

/// <summary>Where an export goes: a file in a stage, or, where the export policy allows it, any file.</summary>
/// <param name="To">What was named: the file, or the folder that it goes into.</param>
/// <param name="File">The file's key; its name was made up where a folder was named.</param>
/// <param name="Format">The format, with what the stage and the file's name say in it.</param>
public sealed record ExportTarget(Target To, StageKey File, FileFormat Format)
{
    /// <summary>MatrixOne's words for its rule that data goes to stages while one is enabled.</summary>
    internal const string PolicyMessage = "stage exists, please try to check and use a stage instead";

    /// <summary>What writes the file.</summary>
    public IStore Store => To.Store;

    /// <summary>Whether a folder was named.</summary>
    public bool IsFolder => To.IsFolder;

    /// <summary>A file in a stage. A path that ends with <c>/</c>, or is the stage itself, gets a file of a new name.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="path">The stage path.</param>
    /// <param name="asked">What was said about the format.</param>
    /// <param name="defaults">What holds where neither the stage nor the name nor what was said tells.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>, <c>OptionInvalid</c>.</exception>
    public static async Task<ExportTarget> StageAsync(
        StageRegistry stages, string path, FileFormat asked, FileFormat defaults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        asked = await stages.Named.ResolveAsync(asked, cancellationToken).ConfigureAwait(false);
        var to = await Target.StageAsync(stages, StagePath.Parse(path), path.EndsWith('/'), cancellationToken).ConfigureAwait(false);
        return Of(to, asked, defaults);
    }

    /// <summary>A file outside all stages. MatrixOne: while a stage is enabled, data goes to stages only.</summary>
    /// <exception cref="StageException"><c>StageRequired</c>, <c>OptionInvalid</c>.</exception>
    public static async Task<ExportTarget> LocalAsync(
        StageRegistry stages, string path, FileFormat asked, FileFormat defaults, CancellationToken cancellationToken)
    {
        await RequireNoStageAsync(stages, path, cancellationToken).ConfigureAwait(false);
        asked = await stages.Named.ResolveAsync(asked, cancellationToken).ConfigureAwait(false);
        return Path.GetFileName(path).Length == 0
            ? throw StageErrorCode.PathInvalid.Error($"'{path}' is a folder; add a file's name.", path)
            : Of(Target.LocalFile(path), asked, defaults);
    }

    /// <summary>A URL that no stage names: a file's is its path; an object's needs the bucket's credentials in the same call.</summary>
    /// <exception cref="StageException"><c>StageRequired</c>, <c>CredentialRequired</c>, <c>StorageNotServed</c>, <c>StageUrlInvalid</c>.</exception>
    public static async Task<ExportTarget> UrlAsync(
        StageRegistry stages, string url, StageConnection? connection, FileFormat asked, FileFormat defaults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        await RequireNoStageAsync(stages, StageUrl.WithoutSecrets(url), cancellationToken).ConfigureAwait(false);
        var parsed = stages.Stores.ParseUrl(url);
        if (stages.Stores.FolderOf(parsed) is { } path)
            return await LocalAsync(stages, path, asked, defaults, cancellationToken).ConfigureAwait(false);

        connection = await stages.Named.ResolveAsync(connection, cancellationToken).ConfigureAwait(false);
        asked = await stages.Named.ResolveAsync(asked, cancellationToken).ConfigureAwait(false);
        if (connection is null or { Secrets.Count: 0 } && stages.Stores.TakesSecrets(parsed))
        {
            var noun = stages.Stores.Of(parsed).Noun;
            throw StageErrorCode.CredentialRequired.Error(
                $"'{parsed}' lies in a {noun} that no stage names, so its credentials are wanted in the same call",
                new Advice(AdviceKind.GiveCredentials, noun), parsed.ToString());
        }

        return Of(Target.Of(stages, parsed, connection ?? StageConnection.None, url.EndsWith('/')), asked, defaults);
    }

    /// <summary>Refuses a target outside all stages while a stage is enabled.</summary>
    /// <exception cref="StageException"><c>StageRequired</c>.</exception>
    public static async Task RequireNoStageAsync(StageRegistry stages, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (await stages.AnyEnabledAsync(cancellationToken).ConfigureAwait(false))
        {
            throw StageErrorCode.StageRequired.Error(
                $"{PolicyMessage}: '{path}' is outside all stages, and while one is enabled data may go to stages only.", path);
        }
    }

    private static ExportTarget Of(Target to, FileFormat asked, FileFormat defaults)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(defaults);
        var inherited = (defaults with { Format = null }).Merge(to.Format);
        var file = to.IsFolder ? to.Key.Append(NewName(Resolve(inherited, string.Empty, asked, defaults.Format))) : to.Key;
        return new ExportTarget(to, file, Resolve(inherited, file.Name, asked, defaults.Format));
    }

    /// <summary>
    /// What the stage says, over it what the name's suffix says, over both what was asked for; where none of them tells, what is said for that case;
    /// CSV for a file that is yet to be named.
    /// </summary>
    private static FileFormat Resolve(FileFormat inherited, string name, FileFormat asked, RowFormat? untold)
    {
        var suffix = FileFormat.FromFileName(name);
        if (asked.Format is { } wanted && suffix.Format is { } named && wanted != named)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The format {wanted} and the name '{name}' contradict each other; leave one of them to the other.", name);
        }

        var format = inherited.Merge(suffix).Merge(asked);
        if (untold is { } other && !FormatTraits.Of(other).IsText && format.SaysText)
            untold = null;
        return format.Format is null && untold is null && name.Length > 0
            ? throw StageErrorCode.OptionInvalid.Error($"The name '{name}' does not tell its format", new Advice(AdviceKind.GiveFormatOrSuffix), name)
            : format with { Format = format.Format ?? untold ?? RowFormat.Csv };
    }

    // Databend's names: data_<id>_0000_00000000.csv.gz.
    private static string NewName(FileFormat format) => $"data_{Guid.NewGuid():N}_0000_00000000{format.FileSuffix}";
}
