namespace StageTools.Storage.Buckets.Services;

/// <summary>The keys of a bucket's connection.</summary>
internal static class BucketKeys
{
    public const string Region = "region";
    public const string SessionToken = "session_token";
    public const string ProfileName = "profile_name";
    public const string RoleArn = "role_arn";
    public const string ExternalId = "external_id";
    public const string PathStyle = "path_style";
    public const string VirtualHostStyle = "enable_virtual_host_style";
    public const string AllowAnonymous = "allow_anonymous";
    public const string StorageClass = "storage_class";
    public const string Encryption = "server_side_encryption";
    public const string CaBundle = "ca_bundle";
    public const string StsEndpoint = "sts_endpoint_url";

    /// <summary>Whose the bucket is, where a statement of MatrixOne writes <c>s3://</c> for any.</summary>
    public const string Provider = "provider";

    private const string MasterKey = "master_key";

    /// <summary>All keys, with the spellings of Databend's CONNECTION and MatrixOne's CREDENTIALS.</summary>
    public static IReadOnlyList<ConnectionKey> All { get; } =
    [
        new(StageConnection.EndpointKey, "endpoint") { Normalize = BucketRules.Address },
        new(Region, "aws_region"),
        new(StageConnection.KeyIdKey, "aws_key_id") { IsSecret = true },
        new(StageConnection.SecretKey, "aws_secret_key", "access_key_secret") { IsSecret = true },
        new(SessionToken, "aws_token", "security_token") { IsSecret = true },
        new(RoleArn, "aws_role") { IsIdentity = true },
        new(ExternalId) { IsSecret = true },
        new(ProfileName),
        new(AllowAnonymous) { IsIdentity = true, Normalize = BucketRules.Boolean },
        new(PathStyle) { Normalize = BucketRules.Boolean },
        new(VirtualHostStyle) { Normalize = BucketRules.Boolean },
        new(StorageClass),
        new(Encryption, "encryption") { Normalize = BucketRules.Encryption },
        new(StageConnection.KmsKeyIdKey, "aws_kms_key_id", "server_side_encryption_aws_kms_key_id"),
        new(CaBundle) { Normalize = BucketRules.FullPath },
        new(StsEndpoint) { Normalize = BucketRules.Address },
        new(Provider) { Normalize = BucketRules.Provider },
        new("compression"),
        new(MasterKey)
        {
            IsSecret = true,
            Refusal = $"{MasterKey}, encryption with a key of one's own (SSE-C), is not served; "
                + $"leave it out, or let the store encrypt: {Encryption} = '{BucketRules.Aes}' or '{BucketRules.Kms}'.",
        },
    ];
}

/// <summary>What a connection says of a bucket. Secrets are the engine's alone.</summary>
internal static class BucketSettings
{
    extension(StageConnection connection)
    {
        /// <summary>The server's address, with its scheme.</summary>
        public string? Endpoint => connection.Setting(StageConnection.EndpointKey);

        /// <summary>The bucket's region.</summary>
        public string? Region => connection.Setting(BucketKeys.Region);

        /// <summary>The profile of the machine's own credentials.</summary>
        public string? ProfileName => connection.Setting(BucketKeys.ProfileName);

        /// <summary>The role that is taken on before the bucket is asked.</summary>
        public string? RoleArn => connection.Setting(BucketKeys.RoleArn);

        /// <summary>The storage class of new objects.</summary>
        public string? StorageClass => connection.Setting(BucketKeys.StorageClass);

        /// <summary>How the store encrypts new objects: <c>AES256</c>, <c>aws:kms</c>, or null for its own choice.</summary>
        public string? Encryption => connection.Setting(BucketKeys.Encryption);

        /// <summary>The key of the key management service that new objects are encrypted with; null for the account's own.</summary>
        public string? KmsKeyId => connection.Setting(StageConnection.KmsKeyIdKey);

        /// <summary>The full path of a PEM file with the authorities that the server's certificate may come from.</summary>
        public string? CaBundle => connection.Setting(BucketKeys.CaBundle);

        /// <summary>The address of the server that gives out roles, with its scheme.</summary>
        public string? StsEndpoint => connection.Setting(BucketKeys.StsEndpoint);

        /// <summary>Whether the bucket is asked without credentials.</summary>
        public bool AllowAnonymous => connection.Switch(BucketKeys.AllowAnonymous) is true;

        /// <summary>Whether the bucket's name goes into the path, not the host; null where nothing was said.</summary>
        public bool? PathStyle => connection.Switch(BucketKeys.PathStyle) ?? !connection.Switch(BucketKeys.VirtualHostStyle);

        /// <summary>The key id.</summary>
        public string? KeyId => connection.Secrets.GetValueOrDefault(StageConnection.KeyIdKey);

        /// <summary>The secret that goes with the key id.</summary>
        public string? Secret => connection.Secrets.GetValueOrDefault(StageConnection.SecretKey);

        /// <summary>The token of temporary credentials.</summary>
        public string? SessionToken => connection.Secrets.GetValueOrDefault(BucketKeys.SessionToken);

        /// <summary>What the role asks for.</summary>
        public string? ExternalId => connection.Secrets.GetValueOrDefault(BucketKeys.ExternalId);

        private string? Setting(string key) => connection.Settings.GetValueOrDefault(key);

        private bool? Switch(string key) => connection.Setting(key) is { } text ? BucketRules.ReadBoolean(text) : null;
    }
}
