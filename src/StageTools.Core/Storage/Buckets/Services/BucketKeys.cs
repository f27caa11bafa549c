namespace StageTools.Storage.Buckets.Services;

/// <summary>The keys of a bucket's connection.</summary>
internal static class BucketKeys
{
    public static readonly ConnectionKey Endpoint = new(StageConnection.EndpointKey, "endpoint") { Normalize = BucketRules.Address };
    public static readonly ConnectionKey Region = new("region", "aws_region");
    public static readonly ConnectionKey KeyId = new(StageConnection.KeyIdKey, "aws_key_id") { IsSecret = true };
    public static readonly ConnectionKey Secret = new(StageConnection.SecretKey, "aws_secret_key", "access_key_secret") { IsSecret = true };
    public static readonly ConnectionKey SessionToken = new("session_token", "aws_token", "security_token") { IsSecret = true };

    /// <summary>The role that is taken on before the bucket is asked, and what it asks for.</summary>
    public static readonly ConnectionKey RoleArn = new("role_arn", "aws_role") { IsIdentity = true };
    public static readonly ConnectionKey ExternalId = new("external_id") { IsSecret = true };

    /// <summary>The profile of the machine's own credentials.</summary>
    public static readonly ConnectionKey ProfileName = new("profile_name");
    public static readonly ConnectionKey AllowAnonymous = new("allow_anonymous") { IsIdentity = true, Normalize = BucketRules.Boolean };
    public static readonly ConnectionKey PathStyle = new("path_style") { Normalize = BucketRules.Boolean };
    public static readonly ConnectionKey VirtualHostStyle = new("enable_virtual_host_style") { Normalize = BucketRules.Boolean };
    public static readonly ConnectionKey StorageClass = new("storage_class");

    /// <summary>How the store encrypts new objects, and with which key of its key management service; its own choice where nothing is said.</summary>
    public static readonly ConnectionKey Encryption = new("server_side_encryption", "encryption") { Normalize = BucketRules.Encryption };
    public static readonly ConnectionKey KmsKeyId = new(StageConnection.KmsKeyIdKey, "aws_kms_key_id", "server_side_encryption_aws_kms_key_id");

    /// <summary>The full path of a PEM file with the authorities that the server's certificate may come from.</summary>
    public static readonly ConnectionKey CaBundle = new("ca_bundle") { Normalize = BucketRules.FullPath };

    /// <summary>The address of the server that gives out roles, with its scheme.</summary>
    public static readonly ConnectionKey StsEndpoint = new("sts_endpoint_url") { Normalize = BucketRules.Address };

    /// <summary>Whose the bucket is, where a statement of MatrixOne writes <c>s3://</c> for any.</summary>
    public static readonly ConnectionKey Provider = new("provider") { Normalize = BucketRules.Provider };

    private static readonly ConnectionKey MasterKey = new("master_key")
    {
        IsSecret = true,
        Refusal = "master_key, encryption with a key of one's own (SSE-C), is not served; leave it out, or let the store encrypt: "
            + $"{Encryption} = '{BucketRules.Aes}' or '{BucketRules.Kms}'.",
    };

    /// <summary>All keys, with the spellings of Databend's CONNECTION and MatrixOne's CREDENTIALS.</summary>
    public static IReadOnlyList<ConnectionKey> All { get; } =
    [
        Endpoint, Region, KeyId, Secret, SessionToken, RoleArn, ExternalId, ProfileName, AllowAnonymous, PathStyle, VirtualHostStyle, StorageClass,
        Encryption, KmsKeyId, CaBundle, StsEndpoint, Provider, new("compression"), MasterKey,
    ];
}

/// <summary>What a connection says of a bucket. Secrets are the engine's alone.</summary>
internal static class BucketSettings
{
    extension(StageConnection connection)
    {
        /// <summary>What is said under a key; null where nothing is.</summary>
        public string? Get(ConnectionKey key) => (key.IsSecret ? connection.Secrets : connection.Settings).GetValueOrDefault(key.Name);

        /// <summary>Whether something is said under a key.</summary>
        public bool Says(ConnectionKey key) => connection.Get(key) is not null;

        /// <summary>Whether the bucket is asked without credentials.</summary>
        public bool AllowAnonymous => connection.Switch(BucketKeys.AllowAnonymous) is true;

        /// <summary>Whether the bucket's name goes into the path, not the host; null where nothing was said.</summary>
        public bool? PathStyle => connection.Switch(BucketKeys.PathStyle) ?? !connection.Switch(BucketKeys.VirtualHostStyle);

        private bool? Switch(ConnectionKey key) => connection.Get(key) is { } text ? BucketRules.ReadBoolean(text) : null;
    }
}
