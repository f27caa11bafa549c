using StageTools.Errors;

namespace StageTools.Storage;

/// <summary>The keys of Databend's CONNECTION and MatrixOne's CREDENTIALS, each with its other spellings.</summary>
internal static class ConnectionKeys
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
    public const string KmsKeyId = "kms_key_id";
    public const string CaBundle = "ca_bundle";
    public const string StsEndpoint = "sts_endpoint_url";

    /// <summary>Whose the bucket is, where a statement of MatrixOne writes <c>s3://</c> for any.</summary>
    public const string Provider = "provider";

    /// <summary>Known, and refused: what it asks for is not served.</summary>
    public const string MasterKey = "master_key";

    private static readonly HashSet<string> Secrets =
        new(StringComparer.Ordinal) { StageConnection.KeyIdKey, StageConnection.SecretKey, SessionToken, ExternalId, MasterKey };

    private static readonly Dictionary<string, string> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        [StageConnection.EndpointKey] = StageConnection.EndpointKey,
        ["endpoint"] = StageConnection.EndpointKey,
        [Region] = Region,
        ["aws_region"] = Region,
        [StageConnection.KeyIdKey] = StageConnection.KeyIdKey,
        ["aws_key_id"] = StageConnection.KeyIdKey,
        [StageConnection.SecretKey] = StageConnection.SecretKey,
        ["aws_secret_key"] = StageConnection.SecretKey,
        ["access_key_secret"] = StageConnection.SecretKey,
        [SessionToken] = SessionToken,
        ["aws_token"] = SessionToken,
        ["security_token"] = SessionToken,
        [RoleArn] = RoleArn,
        ["aws_role"] = RoleArn,
        [ExternalId] = ExternalId,
        [ProfileName] = ProfileName,
        [AllowAnonymous] = AllowAnonymous,
        [PathStyle] = PathStyle,
        [VirtualHostStyle] = VirtualHostStyle,
        [StorageClass] = StorageClass,
        [Encryption] = Encryption,
        ["encryption"] = Encryption,
        [KmsKeyId] = KmsKeyId,
        ["aws_kms_key_id"] = KmsKeyId,
        ["server_side_encryption_aws_kms_key_id"] = KmsKeyId,
        [CaBundle] = CaBundle,
        [StsEndpoint] = StsEndpoint,
        [Provider] = Provider,
        ["compression"] = "compression",
        [MasterKey] = MasterKey,
    };

    /// <summary>Every spelling of every key.</summary>
    public static IReadOnlyCollection<string> Spellings => ByName.Keys;

    /// <summary>Whether what a key says is never shown.</summary>
    public static bool IsSecret(string key) => Secrets.Contains(key);

    /// <summary>The one spelling of a key.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> for a key that does not exist or is not served.</exception>
    public static string Canonical(string written)
    {
        if (!ByName.TryGetValue(written, out var key))
        {
            var known = ByName.Values.Where(static name => name != MasterKey).Distinct(StringComparer.Ordinal);
            throw new StageException(StageErrorCode.OptionInvalid, $"A connection has no key '{written}'; the keys are {string.Join(", ", known)}.", written);
        }

        return key != MasterKey
            ? key
            : throw new StageException(
                StageErrorCode.OptionInvalid,
                $"{MasterKey}, encryption with a key of one's own (SSE-C), is not served; leave it out, or let the store encrypt: {Encryption} = 'AES256' or 'aws:kms'.",
                written);
    }
}
