namespace StageTools.Storage.Providers;

/// <summary>
/// A kind of store that stages can lie in: how its URLs read, what its connections say, how it is opened. A folder of its own holds all of it.
/// </summary>
internal interface IStoreProvider : IDisposable
{
    /// <summary>The schemes of its URLs, in lower case; the empty one for paths.</summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>What its URLs look like, for whoever wrote something else: <c>s3://bucket/prefix/</c>.</summary>
    IReadOnlyList<string> Forms { get; }

    /// <summary>What its URLs lie in, for messages.</summary>
    string Noun => "folder";

    /// <summary>The keys of its connections; none where there is nothing to connect to.</summary>
    IReadOnlyList<ConnectionKey> Keys { get; }

    /// <summary>Reads a URL of one of its schemes into its one form.</summary>
    /// <exception cref="StageException"><c>StageUrlInvalid</c>, <c>PathOutsideStage</c>.</exception>
    StageUrl Read(WrittenUrl url);

    /// <summary>
    /// Reads a server's address in the place of a URL, as MatrixOne's <c>"endpoint"</c> has it; null for one that is another store's.
    /// </summary>
    /// <param name="server">The address.</param>
    /// <param name="path">Its path as it was written, percent signs resolved, without the first <c>/</c>.</param>
    /// <returns>The URL, and the server that the connection names; the URL is null where the address names nothing but a server.</returns>
    (string? Url, string Server)? ReadServer(Uri server, string path) => null;

    /// <summary>The URL that a connection says is meant: MatrixOne writes one scheme for several stores, and which it is beside it.</summary>
    StageUrl Resolve(StageUrl url, StageConnection connection) => url;

    /// <summary>The folder of this machine that a URL names; null for what lies elsewhere.</summary>
    string? FolderOf(StageUrl url) => null;

    /// <summary>The policy of a place in which each user has a folder of his own; null where its service has none of the kind.</summary>
    /// <param name="url">The place.</param>
    /// <param name="users">The folder of the users' folders.</param>
    /// <param name="shared">The folder of what all have.</param>
    string? PolicyOf(StageUrl url, string users, string shared) => null;

    /// <summary>Takes apart what a URL names into all that a connection reaches, as a URL, and the key there.</summary>
    /// <exception cref="StageException"><c>StageUrlInvalid</c> for what cannot be written.</exception>
    (StageUrl Whole, StageKey Key) Split(StageUrl url) => (url, StageKey.Root);

    /// <summary>
    /// Adds what settings say without saying it, and refuses what goes with others alone. They may be another store's, and say nothing to this one.
    /// </summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    void Complete(IDictionary<string, string> settings)
    {
        // Nothing to be said.
    }

    /// <summary>Refuses a connection that contradicts itself or is half of one.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    void Check(StageConnection connection)
    {
        // Nothing to be said.
    }

    /// <summary>Refuses a stage that could not be there: what is at its place, what its connection lacks.</summary>
    /// <param name="url">Where the stage is to lie.</param>
    /// <param name="shown">The settings it is to have; secrets may be masked.</param>
    /// <exception cref="StageException"><c>StageUrlInvalid</c>, <c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    void Require(StageUrl url, IReadOnlyDictionary<string, string>? shown);

    /// <summary>What is to be told of a stage that can be made all the same; null for nothing.</summary>
    string? WarningOf(StageUrl url) => null;

    /// <summary>Opens the store of a place.</summary>
    /// <param name="url">The place.</param>
    /// <param name="connection">How it is reached.</param>
    /// <param name="shownAs">What messages call it; null for its URL.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>CredentialRequired</c>.</exception>
    IStore Open(StageUrl url, StageConnection connection, string? shownAs);

    /// <summary>Forgets what its stores answered a moment ago.</summary>
    void Forget()
    {
        // Most remember nothing.
    }
}

/// <summary>A URL or a path as somebody wrote it, on its way to the store whose scheme it has.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Scheme">Its scheme, in lower case; empty for a path.</param>
/// <param name="Rest">What follows <c>://</c>; all of a path.</param>
/// <param name="CurrentFolder">Where a relative path begins.</param>
/// <param name="Served">What can be written instead: a sentence without its full stop.</param>
internal sealed record WrittenUrl(string Text, string Scheme, string Rest, string CurrentFolder, string Served)
{
    /// <summary>The refusal of what cannot be a stage's URL, and why.</summary>
    public StageException Refused(string reason)
    {
        var shown = StageUrl.WithoutSecrets(Text);
        return StageErrorCode.StageUrlInvalid.Error($"'{shown}' cannot be a stage's URL: {reason}. {Served}.", shown);
    }
}
