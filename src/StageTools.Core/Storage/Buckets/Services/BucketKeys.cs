using StageTools.Storage.Providers;

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
        new(StageConnection.EndpointKey, "endpoint"),
        new(Region, "aws_region"),
        new(StageConnection.KeyIdKey, "aws_key_id") { IsSecret = true },
        new(StageConnection.SecretKey, "aws_secret_key", "access_key_secret") { IsSecret = true },
        new(SessionToken, "aws_token", "security_token") { IsSecret = true },
        new(RoleArn, "aws_role"),
        new(ExternalId) { IsSecret = true },
        new(ProfileName),
        new(AllowAnonymous),
        new(PathStyle),
        new(VirtualHostStyle),
        new(StorageClass),
        new(Encryption, "encryption"),
        new(StageConnection.KmsKeyIdKey, "aws_kms_key_id", "server_side_encryption_aws_kms_key_id"),
        new(CaBundle),
        new(StsEndpoint),
        new(Provider),
        new("compression"),
        new(MasterKey)
        {
            IsSecret = true,
            Refusal = $"{MasterKey}, encryption with a key of one's own (SSE-C), is not served; "
                + $"leave it out, or let the store encrypt: {Encryption} = '{BucketRules.Aes}' or '{BucketRules.Kms}'.",
        },
    ];
}
