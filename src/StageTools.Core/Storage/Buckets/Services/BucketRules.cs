namespace StageTools.Storage.Buckets.Services;

/// <summary>
/// What the values of a bucket's connection may be, and which of them go together. No message holds a value: what was meant as a secret may stand
/// under any key.
/// </summary>
internal static class BucketRules
{
    public const string Kms = "aws:kms";
    public const string Aes = "AES256";

    /// <summary>A key of the key management service says that new objects are encrypted with it.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>.</exception>
    public static void Complete(IDictionary<string, string> settings)
    {
        var key = StageConnection.KmsKeyIdKey;
        if (settings.ContainsKey(key) && !settings.TryAdd(BucketKeys.Encryption.Name, Kms) && settings[BucketKeys.Encryption.Name] != Kms)
            throw Invalid($"{key} goes with {BucketKeys.Encryption} = '{Kms}'; leave the key out, or change the encryption.", key);
    }

    /// <summary>Refuses what contradicts itself or wants something else beside it.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> or <see cref="StageErrorCode.CredentialRequired"/>.</exception>
    public static void Check(StageConnection connection)
    {
        var (settings, secrets) = connection;
        if (secrets.ContainsKey(StageConnection.KeyIdKey) != secrets.ContainsKey(StageConnection.SecretKey))
        {
            throw StageErrorCode.CredentialRequired.Error(
                "A key id and its secret go together; give both, or neither for the machine's own credentials.");
        }

        if (connection.Says(BucketKeys.SessionToken) && !connection.Says(BucketKeys.KeyId))
        {
            throw StageErrorCode.CredentialRequired.Error(
                "A session token goes with the key id and the secret it was given out with; give all three, or none of them.");
        }

        if (connection.Says(BucketKeys.ExternalId) && !connection.Says(BucketKeys.RoleArn))
        {
            throw Invalid(
                $"{BucketKeys.ExternalId} is what a role asks for; give the role too ({BucketKeys.RoleArn}), or leave it out.",
                BucketKeys.ExternalId.Name);
        }

        if (settings.TryGetValue(BucketKeys.PathStyle.Name, out var path) && path == settings.GetValueOrDefault(BucketKeys.VirtualHostStyle.Name))
        {
            throw Invalid(
                $"{BucketKeys.PathStyle} and {BucketKeys.VirtualHostStyle} contradict each other: "
                + "the bucket's name goes into the path or into the host; give one of them.",
                BucketKeys.PathStyle.Name);
        }

        if (connection.AllowAnonymous && ((ConnectionKey[])[BucketKeys.KeyId, BucketKeys.RoleArn, BucketKeys.ProfileName]).Any(connection.Says))
        {
            throw Invalid(
                $"{BucketKeys.AllowAnonymous} asks without credentials, and credentials were given too; leave one of them out.",
                BucketKeys.AllowAnonymous.Name);
        }
    }

    /// <summary>What a switch says, in any spelling; null for what is none.</summary>
    public static bool? ReadBoolean(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    /// <summary>A server's address; null for what is none. Databend: an endpoint without a scheme gets <c>https://</c>. User names and passwords have
    /// no place in it.</summary>
    public static Uri? TryReadAddress(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : null;

    /// <summary>A switch in its one form.</summary>
    public static string Boolean(string key, string text) => ReadBoolean(text) switch
    {
        true => "true",
        false => "false",
        null => throw Invalid($"{key} is either true or false.", key),
    };

    /// <summary>A way of encryption as the service spells it.</summary>
    public static string Encryption(string key, string text) =>
        text.Equals(Aes, StringComparison.OrdinalIgnoreCase) ? Aes :
        text.Equals(Kms, StringComparison.OrdinalIgnoreCase) ? Kms :
        throw Invalid($"{key} is '{Aes}' (keys of the store) or '{Kms}' (keys of its key management service); write one of them.", key);

    /// <summary>Whose a bucket is, by one of the names of its service.</summary>
    public static string Provider(string key, string text) =>
        BucketKind.All.Any(kind => kind.ProviderNames.Contains(text, StringComparer.OrdinalIgnoreCase))
            ? text
            : throw Invalid(
                $"There is no {key} '{text}'; write one of "
                    + string.Join(", ", BucketKind.All.SelectMany(static kind => kind.ProviderNames)).ToLowerInvariant() + ".",
                key);

    /// <summary>A file's path, from the root on: another process that reads the catalog stands in another folder.</summary>
    public static string FullPath(string key, string text) => Path.IsPathFullyQualified(text)
        ? text
        : throw Invalid($"{key} is the full path of a PEM file; write it from the root on.", key);

    /// <summary>A server's address, with its scheme.</summary>
    public static string Address(string key, string text) => TryReadAddress(text) is null
        ? throw Invalid(
            $"The endpoint ({key}) is not a server's address; write a host name, or http:// or https:// and a host name, without a user or password.",
            key)
        : (text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text).TrimEnd('/');

    private static StageException Invalid(string message, string key) => StageErrorCode.OptionInvalid.Error(message, key);
}
