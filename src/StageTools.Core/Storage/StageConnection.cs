namespace StageTools.Storage;

/// <summary>How a stage's store is reached: settings that may be shown, and secrets that may not.</summary>
/// <param name="Settings">Plain settings by their canonical key (<c>endpoint_url</c>, <c>region</c>, …).</param>
/// <param name="Secrets">Secrets by their canonical key (<c>access_key_id</c>, <c>secret_access_key</c>, …).</param>
public sealed record StageConnection(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>The key of the server's address.</summary>
    public const string EndpointKey = "endpoint_url";

    /// <summary>The key that names a connection of the catalog.</summary>
    public const string NameKey = "connection_name";

    /// <summary>The key of the key id.</summary>
    public const string KeyIdKey = "access_key_id";

    /// <summary>The key of the secret that goes with the key id.</summary>
    public const string SecretKey = "secret_access_key";

    /// <summary>The key that names what new files are encrypted with.</summary>
    internal const string KmsKeyIdKey = "kms_key_id";

    /// <summary>The connection of the catalog that is meant, in the place of settings and secrets; null where those are said.</summary>
    public string? Name { get; init; }

    /// <summary>A connection of which nothing was said.</summary>
    public static StageConnection None { get; } = Combine(shown: null, secrets: null);

    /// <summary>A connection as it was before the catalog took it apart.</summary>
    /// <param name="shown">What the catalog shows; the secrets in it are masked, and passed over.</param>
    /// <param name="secrets">What it kept sealed.</param>
    public static StageConnection Combine(IReadOnlyDictionary<string, string>? shown, IReadOnlyDictionary<string, string>? secrets)
    {
        secrets ??= new Dictionary<string, string>(StringComparer.Ordinal);
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in shown ?? secrets)
            _ = secrets.ContainsKey(key) || settings.TryAdd(key, value);

        return new StageConnection(settings, secrets);
    }

    /// <summary>All of it for showing: each secret masked.</summary>
    public IReadOnlyDictionary<string, string> Masked()
    {
        var masked = Secrets.Select(static secret => KeyValuePair.Create(secret.Key, Mask(secret.Value)));
        return new SortedDictionary<string, string>(Settings.Concat(masked).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>The first two and the last two characters around <c>***</c>; of four or fewer, none.</summary>
    public static string Mask(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Length <= 4 ? "***" : $"{secret[..2]}***{secret[^2..]}";
    }

    /// <summary>The connection for showing.</summary>
    public override string ToString() => string.Join("; ", Masked().Select(static pair => $"{pair.Key}={pair.Value}"));
}
