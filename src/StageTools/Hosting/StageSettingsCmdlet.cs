namespace StageTools.Hosting;

/// <summary>A cmdlet that says what a stage is: where it lies, how its store is reached, what its files are like.</summary>
public abstract class StageSettingsCmdlet : ConnectionCmdlet
{
    /// <summary>The connection of the catalog by which the bucket is reached, in the place of all those settings.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string? ConnectionName { get; set; }

    /// <summary>A second key, for who may write, which a team's catalog shows to nobody else; the first is for who may only read.</summary>
    [Parameter]
    [Credential]
    public PSCredential? WriteCredential { get; set; }

    /// <summary>What exports to the stage and imports from it begin with: a row format, the name of a file format of the catalog, or a hashtable
    /// of options.</summary>
    [Parameter]
    [FileFormatTransformation]
    [ArgumentCompleter(typeof(FileFormatCompleter))]
    public FileFormat? FileFormat { get; set; }

    /// <summary>Whether the stage has a directory table, filled by Update-StageDirectoryTable.</summary>
    [Parameter]
    public SwitchParameter DirectoryTable { get; set; }

    /// <summary>Reads a URL; a relative path is taken from the current folder.</summary>
    private protected StageUrl? ParseUrl(string? url) =>
        url is null ? null : KnownStores.All.ParseUrl(url, SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    /// <summary>The second credential that was given; null for none.</summary>
    private protected StageConnection? ReadWriteConnection() => ConnectionSettings.Read(
        connection: null, (StageConnection.KeyIdKey, WriteCredential?.UserName), (StageConnection.SecretKey, WriteCredential?.Password));
}
