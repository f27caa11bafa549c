namespace StageTools.Hosting;

/// <summary>A cmdlet that says how a store is reached.</summary>
public abstract class ConnectionCmdlet : StageCmdlet
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

    /// <summary>The connection that was given; null for none. Single parameters go over the hashtable.</summary>
    /// <param name="name">The one of the catalog that was named in its place.</param>
    private protected StageConnection? ReadConnection(string? name = null) => ConnectionSettings.Read(
        Connection,
        (StageConnection.NameKey, name),
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
}
