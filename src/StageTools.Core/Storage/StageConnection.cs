using StageTools.Errors;

namespace StageTools.Storage;

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

    /// <summary>The server's address, with its scheme.</summary>
    public string? Endpoint => Setting(EndpointKey);

    /// <summary>The bucket's region.</summary>
    public string? Region => Setting(ConnectionKeys.Region);

    /// <summary>The profile of the machine's own credentials.</summary>
    public string? ProfileName => Setting(ConnectionKeys.ProfileName);

    /// <summary>The role that is taken on before the bucket is asked.</summary>
    public string? RoleArn => Setting(ConnectionKeys.RoleArn);

    /// <summary>The storage class of new objects.</summary>
    public string? StorageClass => Setting(ConnectionKeys.StorageClass);

    /// <summary>How the store encrypts new objects: <c>AES256</c>, <c>aws:kms</c>, or null for its own choice.</summary>
    public string? Encryption => Setting(ConnectionKeys.Encryption);

    /// <summary>The key of the key management service that new objects are encrypted with; null for the account's own.</summary>
    public string? KmsKeyId => Setting(ConnectionKeys.KmsKeyId);

    /// <summary>The full path of a PEM file with the authorities that the server's certificate may come from.</summary>
    public string? CaBundle => Setting(ConnectionKeys.CaBundle);

    /// <summary>The address of the server that gives out roles, with its scheme.</summary>
    public string? StsEndpoint => Setting(ConnectionKeys.StsEndpoint);

    /// <summary>Whether the bucket is asked without credentials.</summary>
    public bool AllowAnonymous => Switch(ConnectionKeys.AllowAnonymous) is true;

    /// <summary>Whether the bucket's name goes into the path, not the host; null where nothing was said.</summary>
    public bool? PathStyle => Switch(ConnectionKeys.PathStyle) ?? !Switch(ConnectionKeys.VirtualHostStyle);

    // Secrets are the engine's alone: a public property would be shown with the rest.

    /// <summary>The key id.</summary>
    internal string? KeyId => Secrets.GetValueOrDefault(KeyIdKey);

    /// <summary>The secret that goes with the key id.</summary>
    internal string? Secret => Secrets.GetValueOrDefault(SecretKey);

    /// <summary>The token of temporary credentials.</summary>
    internal string? SessionToken => Secrets.GetValueOrDefault(ConnectionKeys.SessionToken);

    /// <summary>What the role asks for.</summary>
    internal string? ExternalId => Secrets.GetValueOrDefault(ConnectionKeys.ExternalId);

    /// <summary>Reads settings as the two systems write them: keys in any case, a later key over an earlier one.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> for a key that does not exist, a value it cannot have, or two that contradict each other; <see cref="StageErrorCode.CredentialRequired"/> for half a credential.</exception>
    public static StageConnection? Parse(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var secrets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            var canonical = ConnectionKeys.Canonical(key);
            (ConnectionKeys.IsSecret(canonical) ? secrets : settings)[canonical] = value;
        }

        ConnectionRules.Normalize(settings);
        var connection = new StageConnection(settings, secrets);
        ConnectionRules.Check(connection);
        return settings.Count + secrets.Count == 0 ? null : connection;
    }

    /// <summary>A connection as it was before the catalog took it apart.</summary>
    /// <param name="shown">What the catalog shows; the secrets in it are masked, and passed over.</param>
    /// <param name="secrets">What it kept sealed.</param>
    public static StageConnection Combine(IReadOnlyDictionary<string, string>? shown, IReadOnlyDictionary<string, string>? secrets)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in shown ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!ConnectionKeys.IsSecret(key))
            {
                settings[key] = value;
            }
        }

        return new StageConnection(settings, secrets ?? new Dictionary<string, string>(StringComparer.Ordinal));
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

    /// <summary>The connection for showing.</summary>
    public override string ToString() => string.Join("; ", Masked().Select(static pair => $"{pair.Key}={pair.Value}"));

    private string? Setting(string key) => Settings.GetValueOrDefault(key);

    private bool? Switch(string key) => Setting(key) is { } text ? ConnectionRules.ReadBoolean(text) : null;
}
