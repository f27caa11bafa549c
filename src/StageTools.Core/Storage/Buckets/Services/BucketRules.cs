using StageTools.Errors;

namespace StageTools.Storage.Buckets.Services;

/// <summary>
/// What the values of a bucket's connection may be, and which of them go together. No message holds a value: what was meant as a secret may stand
/// under any key.
/// </summary>
internal static class BucketRules
{
    public const string Kms = "aws:kms";
    public const string Aes = "AES256";

    /// <summary>Brings each setting into its one form.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>.</exception>
    public static void Normalize(IDictionary<string, string> settings)
    {
        Change(settings, StageConnection.EndpointKey, Address);
        Change(settings, BucketKeys.StsEndpoint, Address);
        Change(settings, BucketKeys.PathStyle, Boolean);
        Change(settings, BucketKeys.VirtualHostStyle, Boolean);
        Change(settings, BucketKeys.AllowAnonymous, Boolean);
        Change(settings, BucketKeys.CaBundle, FullPath);
        Change(settings, BucketKeys.Encryption, Encryption);

        // The key says that it is for the key management service.
        var key = StageConnection.KmsKeyIdKey;
        if (settings.ContainsKey(key) && !settings.TryAdd(BucketKeys.Encryption, Kms) && settings[BucketKeys.Encryption] != Kms)
            throw Invalid($"{key} goes with {BucketKeys.Encryption} = '{Kms}'; leave the key out, or change the encryption.", key);
    }

    /// <summary>Refuses what contradicts itself or wants something else beside it.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> or <see cref="StageErrorCode.CredentialRequired"/>.</exception>
    public static void Check(StageConnection connection)
    {
        var (settings, secrets) = connection;
        if (secrets.ContainsKey(StageConnection.KeyIdKey) != secrets.ContainsKey(StageConnection.SecretKey))
        {
            throw new StageException(
                StageErrorCode.CredentialRequired, "A key id and its secret go together; give both, or neither for the machine's own credentials.");
        }

        if (connection.SessionToken is not null && connection.KeyId is null)
        {
            throw new StageException(
                StageErrorCode.CredentialRequired,
                "A session token goes with the key id and the secret it was given out with; give all three, or none of them.");
        }

        if (connection.ExternalId is not null && connection.RoleArn is null)
        {
            throw Invalid(
                $"{BucketKeys.ExternalId} is what a role asks for; give the role too ({BucketKeys.RoleArn}), or leave it out.",
                BucketKeys.ExternalId);
        }

        if (settings.TryGetValue(BucketKeys.PathStyle, out var path) && path == settings.GetValueOrDefault(BucketKeys.VirtualHostStyle))
        {
            throw Invalid(
                $"{BucketKeys.PathStyle} and {BucketKeys.VirtualHostStyle} contradict each other: "
                + "the bucket's name goes into the path or into the host; give one of them.",
                BucketKeys.PathStyle);
        }

        if (connection.AllowAnonymous && (connection.KeyId ?? connection.RoleArn ?? connection.ProfileName) is not null)
        {
            throw Invalid(
                $"{BucketKeys.AllowAnonymous} asks without credentials, and credentials were given too; leave one of them out.",
                BucketKeys.AllowAnonymous);
        }
    }

    /// <summary>What a switch says, in any spelling; null for what is none.</summary>
    public static bool? ReadBoolean(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    private static void Change(IDictionary<string, string> settings, string key, Func<string, string, string> normalized)
    {
        if (settings.TryGetValue(key, out var value))
            settings[key] = normalized(key, value);
    }

    private static string Boolean(string key, string text) => ReadBoolean(text) switch
    {
        true => "true",
        false => "false",
        null => throw Invalid($"{key} is either true or false.", key),
    };

    private static string Encryption(string key, string text) =>
        text.Equals(Aes, StringComparison.OrdinalIgnoreCase) ? Aes :
        text.Equals(Kms, StringComparison.OrdinalIgnoreCase) ? Kms :
        throw Invalid($"{key} is '{Aes}' (keys of the store) or '{Kms}' (keys of its key management service); write one of them.", key);

    // Another process that reads the catalog stands in another folder.
    private static string FullPath(string key, string text) => Path.IsPathFullyQualified(text)
        ? text
        : throw Invalid($"{key} is the full path of a PEM file; write it from the root on.", key);

    /// <summary>Databend: an endpoint without a scheme gets <c>https://</c>. User names and passwords have no place in it.</summary>
    private static string Address(string key, string text)
    {
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? address.TrimEnd('/')
            : throw Invalid(
                $"The endpoint ({key}) is not a server's address; write a host name, or http:// or https:// and a host name, without a user or "
                    + "password.",
                key);
    }

    private static StageException Invalid(string message, string key) => new(StageErrorCode.OptionInvalid, message, key);
}
