namespace StageTools.Statements.Running;

/// <summary>Resolves what statements say of places: stage paths, URLs, and paths of this machine.</summary>
/// <param name="engine">The stages.</param>
/// <param name="settings">Where relative paths of this machine begin; asked when there is one.</param>
internal sealed class LocationResolver(StageEngine engine, StatementSettings settings)
{
    private StoreProviders Stores => engine.Stages.Stores;

    /// <summary>A text of MatrixOne's as <c>@stage/key</c>; null where it is a path of this machine or a URL.</summary>
    /// <remarks>A drive of Windows, <c>C:/data</c>, is a stage only where one has that name.</remarks>
    public async Task<string?> StagePathAsync(string text, CancellationToken cancellationToken)
    {
        var mayBeDrive = OperatingSystem.IsWindows() && StageText.IsShort(text) && text[1] == ':';
        return StageText.IsStagePath(text)
            ? await StagedFiles.PathOfAsync(engine.Stages, text, isStage: !mayBeDrive, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>The full path of what is written as <c>fs:///folder/</c>, <c>file:///folder/</c>, a plain path, or one that begins with <c>~/</c>:
    /// wildcards still in it, without a <c>/</c> at its end. In a URL <c>%20</c> is a blank, as in all URLs.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c> for what lies elsewhere.</exception>
    public string LocalPath(string written)
    {
        StageException? inner = null;
        try
        {
            if (Stores.FolderOf(Stores.ParseUrl(written, settings.Folder)) is { } path)
                return path;
        }
        catch (StageException e) when (e.Code is StageErrorCode.StageUrlInvalid or StageErrorCode.StorageNotServed)
        {
            inner = e;
        }

        var shown = StageUrl.WithoutSecrets(written);
        throw StageErrorCode.PathInvalid.Error(
            $"'{shown}' is no path of this machine; write fs:///folder/file, file:///folder/file or a path. Between two stages files are copied by "
                + "COPY FILES INTO @a FROM @b.",
            shown, inner);
    }

    /// <summary>The files of a stage that a path means.</summary>
    /// <param name="location">The path.</param>
    /// <param name="keys">Reads which keys it means.</param>
    /// <param name="cancellationToken">Ends the asking for the stage.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public async Task<LocatedFiles> FilesAsync(StageLocation location, Func<StageLocation, KeySelection> keys, CancellationToken cancellationToken)
    {
        var set = await FileSet.StageAsync(engine.Stages, location.Stage, keys(location), cancellationToken).ConfigureAwait(false);
        return new LocatedFiles(set with { Shard = settings.Shard }, location, engine.Cache);
    }

    /// <summary>The files that MatrixOne's LOAD DATA names: of a stage, with wildcards, or one of this machine.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StorageNotServed</c> for a place that no stage names.</exception>
    public async Task<LocatedFiles> FilesAsync(string text, CancellationToken cancellationToken)
    {
        if (await StagePathAsync(text, cancellationToken).ConfigureAwait(false) is { } path)
        {
            var (stage, key) = StagePath.Split(path);
            return await FilesAsync(new StageLocation(stage, key), LocatedFiles.Wildcards, cancellationToken).ConfigureAwait(false);
        }

        var url = Stores.ParseUrl(text, settings.Folder);
        var file = Stores.FolderOf(url) ?? throw StageErrorCode.StorageNotServed.Error(
            $"'{url}' lies in a {Stores.Of(url).Noun} that no stage names; make one with CREATE STAGE, and load from 'stage://name/file'.",
            url.ToString());
        var target = Target.LocalFile(file);
        var set = new FileSet(target.Store, KeySelection.Parse(target.Key.Value, isLiteral: true)) { Shard = settings.Shard };
        return new LocatedFiles(set, Location: null, engine.Cache);
    }

    /// <summary>A folder of a stage that files are copied into.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>; a path that cannot be read.</exception>
    public Task<Target> FolderAsync(StageLocation location, CancellationToken cancellationToken) =>
        Target.StageAsync(engine.Stages, new StagePath(location.Stage, StageKey.Parse(location.Key)), isFolder: true, cancellationToken);

    /// <summary>
    /// Where MatrixOne's INTO OUTFILE goes: into a stage where the path names one, else, as far as the policy lets it, to this machine or a bucket.
    /// </summary>
    /// <param name="text">The path.</param>
    /// <param name="credentials">CREDENTIALS, for a place that no stage names.</param>
    /// <param name="format">What the statement says of the format.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException">
    /// <c>StageRequired</c>, <c>StageNotFound</c>, <c>StageDisabled</c>, <c>CredentialRequired</c>, <c>OptionInvalid</c>, <c>PathInvalid</c>.
    /// </exception>
    public async Task<ExportTarget> TargetAsync(
        string text, IEnumerable<ConnectionSetting>? credentials, FileFormat format, CancellationToken cancellationToken)
    {
        var (stages, defaults) = (engine.Stages, FieldClauses.Defaults);
        if (await StagePathAsync(text, cancellationToken).ConfigureAwait(false) is { } path)
        {
            RequireName(path, StagePath.Split(path).KeyText);
            return await ExportTarget.StageAsync(stages, path, format, defaults, cancellationToken).ConfigureAwait(false);
        }

        // The policy's word comes before all others'.
        var shown = StageUrl.WithoutSecrets(text);
        await ExportTarget.RequireNoStageAsync(stages, shown, cancellationToken).ConfigureAwait(false);
        RequireName(shown, text);
        return Stores.FolderOf(Stores.ParseUrl(text, settings.Folder)) is { } local
            ? await ExportTarget.LocalAsync(stages, local, format, defaults, cancellationToken).ConfigureAwait(false)
            : await ExportTarget.UrlAsync(stages, text, Connection(credentials), format, defaults, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a stage is to lie, and how it is reached; null what the statement does not say.</summary>
    /// <exception cref="StageException"><c>StageUrlInvalid</c>, <c>StorageNotServed</c>, <c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    public (StageUrl? Url, StageConnection? Connection) AddressOf(CreateStageStatement statement)
    {
        var (written, server, said) = (statement.Url, (string?)null, statement.Connection ?? new([]));
        var url = (written, statement.UrlEndpoint) switch
        {
            (not null, _) => Stores.ParseUrl(written, settings.Folder),
            (_, null) => null,
            (_, { } endpoint) when !IsServer(endpoint) => Stores.ParseUrl(endpoint, settings.Folder),
            (_, { } endpoint) => BucketOf(endpoint, out server),
        };
        var connection = Connection(
            server is null || said.Any(static s => s.Key == StageConnection.EndpointKey)
                ? said
                : said.Append(new ConnectionSetting(StageConnection.EndpointKey, server)));

        // MatrixOne writes s3:// for every bucket, and whose it is under PROVIDER.
        return (url is null ? null : Stores.Resolve(url, connection), connection);
    }

    /// <summary>What a statement says of the format of files; one by name is looked up.</summary>
    /// <exception cref="StageException"><c>FileFormatNotFound</c>.</exception>
    public Task<FileFormat> FormatAsync(FileFormat? said, CancellationToken cancellationToken) =>
        engine.Stages.Named.ResolveAsync(said ?? FileFormat.Unspecified, cancellationToken);

    /// <summary>What a statement says of a connection; null where it says nothing.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    public StageConnection? Connection(IEnumerable<ConnectionSetting>? said) =>
        said is null ? null : Stores.ParseConnection(said.Select(static s => KeyValuePair.Create(s.Key, s.Value)));

    private static void RequireName(string shown, string text)
    {
        if (text.Length == 0 || text[^1] == '/' || text[^1] == Path.DirectorySeparatorChar)
        {
            throw StageErrorCode.PathInvalid.Error(
                $"INTO OUTFILE wants a file's name, and '{shown}' is a folder; add one, such as '{shown.TrimEnd('/')}/rows.csv'.", shown);
        }
    }

    /// <summary>A URL of a bucket or a folder may stand there too, and a folder's path (MatrixOne: "the endpoint may vary").</summary>
    private static bool IsServer(string endpoint)
    {
        var colon = endpoint.IndexOf("://", StringComparison.Ordinal);
        return colon < 0
            ? !(endpoint is ['/' or '~' or '.', ..] || Path.IsPathFullyQualified(endpoint))
            : endpoint[..colon].ToUpperInvariant() is "HTTP" or "HTTPS";
    }

    /// <summary>Takes a bucket's address apart.</summary>
    private StageUrl BucketOf(string endpoint, out string server)
    {
        var address = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : "https://" + endpoint;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            var shown = StageUrl.WithoutSecrets(address);
            throw StageErrorCode.StageUrlInvalid.Error(
                $"The endpoint '{shown}' is not a bucket's address; write 'server/bucket/folder/' or 'bucket.server/folder/', and keys under "
                    + "CREDENTIALS.",
                shown);
        }

        // System.Uri takes dots for ways up, and would name another folder; they are refused below.
        var from = address.IndexOf('/', address.IndexOf("://", StringComparison.Ordinal) + 3);
        (var url, server) = Stores.ReadServer(uri, from < 0 ? string.Empty : Uri.UnescapeDataString(address[(from + 1)..]));
        return url ?? throw StageErrorCode.StageUrlInvalid.Error(
            $"The endpoint '{endpoint}' names a server and no bucket; write the bucket too: \"endpoint\" = "
                + $"'bucket.{endpoint.Trim('/')}/folder/', or URL = 's3://bucket/folder/' and the server as \"endpoint\" in CREDENTIALS.",
            endpoint);
    }
}
