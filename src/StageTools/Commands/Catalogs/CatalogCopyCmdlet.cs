namespace StageTools.Commands.Catalogs;

/// <summary>A cmdlet that copies what a catalog keeps.</summary>
public abstract class CatalogCopyCmdlet : StageCmdlet
{
    /// <summary>Replaces what is there: files, or stages, connections and file formats of the same names.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What was asked for.</summary>
    private protected virtual CatalogCopyOptions Options => new() { Replace = Force };

    /// <summary>The full path of a file, from the current location where it is relative.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c> for what is no path of the file system.</exception>
    private protected string FileOf(string path) => Require(() => InputPath.ResolveLocal(
        SessionState, path, "leads into a stage, and what keeps the stages lies in no stage; name a file of this machine."));

    /// <summary>Asks, copies, and tells what became of it.</summary>
    private protected void Copy(string target, string action, Func<Task<CatalogCopy>> copying)
    {
        if (!ShouldProcess(target, action))
            return;

        var copy = Require(() => Wait(copying()));
        WriteObject(copy);
        if (copy.InternalStages.Count > 0)
        {
            WriteWarning(
                $"Files of internal stages are not copied ({string.Join(", ", copy.InternalStages.Take(3))}"
                    + $"{(copy.InternalStages.Count > 3 ? ", …" : string.Empty)}): Copy-StageFile copies them.");
        }
    }
}

/// <summary>A cmdlet that writes into a catalog.</summary>
public abstract class CatalogWriteCmdlet : CatalogCopyCmdlet
{
    /// <summary>Grants the stages of a team's catalog to nobody, whatever grants come with them.</summary>
    [Parameter]
    public SwitchParameter Private { get; set; }

    /// <summary>Leaves internal stages out, whose files are not copied.</summary>
    [Parameter]
    public SwitchParameter ExternalOnly { get; set; }

    private protected override CatalogCopyOptions Options => base.Options with { Private = Private, ExternalOnly = ExternalOnly };
}

/// <summary>Copies stages, connections and file formats of the catalog in use into another one.</summary>
[Cmdlet(VerbsCommon.Copy, "StageCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogCopy))]
public sealed class CopyStageCatalogCommand : CatalogWriteCmdlet
{
    /// <summary>The other catalog: a SQLite file, or postgres://host/database.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isUrl = Destination.Contains("://", StringComparison.Ordinal);
        var destination = isUrl ? Destination : FileOf(Destination);

        // What an address holds besides is not shown before it was read.
        Copy(
            isUrl ? "the catalog of a team" : destination,
            "Copy stages, connections and file formats into it",
            () => Engine.CopyCatalogAsync(destination, Options, CancellationToken));
    }
}

/// <summary>Writes stages, connections and file formats of the catalog in use into a file.</summary>
[Cmdlet(VerbsData.Backup, "StageCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogCopy))]
public sealed class BackupStageCatalogCommand : CatalogCopyCmdlet
{
    /// <summary>The file; taken as it stands.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Puts the key of the secrets into the file too, encrypted with this passphrase.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? KeyPassphrase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var file = FileOf(Path);
        Copy(
            file,
            "Write stages, connections and file formats into the file",
            () => Engine.BackupCatalogAsync(file, Argument.Secret(KeyPassphrase), Force, CancellationToken));
    }
}

/// <summary>Brings stages, connections and file formats back from a file.</summary>
[Cmdlet(VerbsData.Restore, "StageCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(CatalogCopy))]
public sealed class RestoreStageCatalogCommand : CatalogWriteCmdlet
{
    /// <summary>The file that Backup-StageCatalog wrote; taken as it stands.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The passphrase of the key in the file.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? KeyPassphrase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var file = FileOf(Path);
        Copy(
            KnownCatalogs.Named is null ? Engine.Home.Folder : "the catalog in use",
            $"Restore what '{file}' holds",
            () => Engine.RestoreCatalogAsync(file, Argument.Secret(KeyPassphrase), Options, CancellationToken));
    }
}
