namespace StageTools.Stages;

/// <summary>How a stage's store is reached: settings that may be shown, and secrets that may not.</summary>
/// <param name="Settings">Plain settings by their canonical key (<c>endpoint_url</c>, <c>region</c>, …).</param>
/// <param name="Secrets">Secrets by their canonical key (<c>access_key_id</c>, <c>secret_access_key</c>, …).</param>
public sealed record StageConnection(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>The key of the server's address.</summary>
    public const string EndpointKey = "endpoint_url";

    /// <summary>The key of the key id.</summary>
    public const string KeyIdKey = "access_key_id";

    /// <summary>The key of the secret that goes with the key id.</summary>
    public const string SecretKey = "secret_access_key";

    private static readonly HashSet<string> SecretKeys =
        new(StringComparer.Ordinal) { KeyIdKey, SecretKey, "session_token", "external_id", "master_key" };

    // Databend's CONNECTION and MatrixOne's CREDENTIALS, each key with its other spellings.
    private static readonly Dictionary<string, string> Canonical = new(StringComparer.OrdinalIgnoreCase)
    {
        [EndpointKey] = EndpointKey,
        ["endpoint"] = EndpointKey,
        ["region"] = "region",
        ["aws_region"] = "region",
        [KeyIdKey] = KeyIdKey,
        ["aws_key_id"] = KeyIdKey,
        [SecretKey] = SecretKey,
        ["aws_secret_key"] = SecretKey,
        ["access_key_secret"] = SecretKey,
        ["session_token"] = "session_token",
        ["aws_token"] = "session_token",
        ["security_token"] = "session_token",
        ["role_arn"] = "role_arn",
        ["aws_role"] = "role_arn",
        ["external_id"] = "external_id",
        ["master_key"] = "master_key",
        ["profile_name"] = "profile_name",
        ["path_style"] = "path_style",
        ["enable_virtual_host_style"] = "enable_virtual_host_style",
        ["provider"] = "provider",
        ["compression"] = "compression",
    };

    /// <summary>Reads settings as the two systems write them: keys in any case, a later key over an earlier one.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> for a key that does not exist or half a credential.</exception>
    public static StageConnection? Parse(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var secrets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (!Canonical.TryGetValue(key, out var canonical))
            {
                throw new StageException(
                    StageErrorCode.OptionInvalid,
                    $"A connection has no key '{key}'; the keys are {string.Join(", ", Canonical.Values.Distinct(StringComparer.Ordinal))}.",
                    key);
            }

            (SecretKeys.Contains(canonical) ? secrets : settings)[canonical] = value;
        }

        if (secrets.ContainsKey(KeyIdKey) != secrets.ContainsKey(SecretKey))
        {
            throw new StageException(
                StageErrorCode.CredentialRequired, "A key id and its secret go together; give both, or neither for the machine's own credentials.");
        }

        if (settings.TryGetValue(EndpointKey, out var endpoint))
        {
            settings[EndpointKey] = Endpoint(endpoint);
        }

        return settings.Count + secrets.Count == 0 ? null : new StageConnection(settings, secrets);
    }

    /// <summary>All of it for showing: each secret masked.</summary>
    public IReadOnlyDictionary<string, string> Masked()
    {
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Settings)
        {
            shown[key] = value;
        }

        foreach (var (key, value) in Secrets)
        {
            shown[key] = Mask(value);
        }

        return shown;
    }

    /// <summary>The first two and the last two characters around <c>***</c>; of four or fewer, none.</summary>
    public static string Mask(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Length <= 4 ? "***" : $"{secret[..2]}***{secret[^2..]}";
    }

    /// <summary>Databend: an endpoint without a scheme gets <c>https://</c>. User names and passwords have no place in it.</summary>
    private static string Endpoint(string text)
    {
        var address = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? address.TrimEnd('/')
            : throw new StageException(
                StageErrorCode.OptionInvalid, "The endpoint is not a server's address; write a host name, or http:// or https:// and a host name, without a user or password.");
    }
}
