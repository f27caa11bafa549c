using System.Collections;
using System.Security;
using StageTools.Completion;
using StageTools.Formats.Options;
using StageTools.Storage;

namespace StageTools.Hosting;

/// <summary>A cmdlet that says what a stage is: where it lies, how its store is reached, what its files are like.</summary>
public abstract class StageSettingsCmdlet : StageCmdlet
{
    /// <summary>The address of the bucket's server; https:// unless it says otherwise.</summary>
    [Parameter]
    public string? Endpoint { get; set; }

    /// <summary>The bucket's region.</summary>
    [Parameter]
    public string? Region { get; set; }

    /// <summary>The bucket's key id as user name and its secret as password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>A second key, for who may write, which a team's catalog shows to nobody else; the first is for who may only read.</summary>
    [Parameter]
    [Credential]
    public PSCredential? WriteCredential { get; set; }

    /// <summary>The token of temporary credentials.</summary>
    [Parameter]
    public SecureString? SessionToken { get; set; }

    /// <summary>A profile of the machine's own credentials.</summary>
    [Parameter]
    public string? ProfileName { get; set; }

    /// <summary>The role that is taken on before the bucket is asked, by its ARN.</summary>
    [Parameter]
    public string? RoleArn { get; set; }

    /// <summary>The external id that the role asks for; kept as a secret.</summary>
    [Parameter]
    public string? ExternalId { get; set; }

    /// <summary>The storage class of new objects.</summary>
    [Parameter]
    public string? StorageClass { get; set; }

    /// <summary>How the store encrypts new objects: with keys of its own, or of its key management service.</summary>
    [Parameter]
    [ValidateSet("AES256", "aws:kms")]
    public string? Encryption { get; set; }

    /// <summary>The key of the key management service.</summary>
    [Parameter]
    public string? KmsKeyId { get; set; }

    /// <summary>Whether the bucket's name goes into the path instead of the host.</summary>
    [Parameter]
    public SwitchParameter PathStyle { get; set; }

    /// <summary>The connection in the systems' own keys, such as access_key_id and secret_access_key.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Connection { get; set; }

    /// <summary>What exports to the stage and imports from it begin with: a format's name, or a hashtable of its options.</summary>
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

    /// <summary>The connection that was given; null for none. Single parameters go over the hashtable.</summary>
    private protected StageConnection? ReadConnection() => ConnectionSettings.Read(
        Connection,
        (StageConnection.EndpointKey, Endpoint),
        ("region", Region),
        (StageConnection.KeyIdKey, Credential?.UserName),
        (StageConnection.SecretKey, Credential?.Password),
        ("session_token", SessionToken),
        ("profile_name", ProfileName),
        ("role_arn", RoleArn),
        ("external_id", ExternalId),
        ("storage_class", StorageClass),
        ("server_side_encryption", Encryption),
        ("kms_key_id", KmsKeyId),
        ("path_style", PathStyle ? "true" : null));

    /// <summary>The second credential that was given; null for none.</summary>
    private protected StageConnection? ReadWriteConnection() => ConnectionSettings.Read(
        connection: null, (StageConnection.KeyIdKey, WriteCredential?.UserName), (StageConnection.SecretKey, WriteCredential?.Password));
}
