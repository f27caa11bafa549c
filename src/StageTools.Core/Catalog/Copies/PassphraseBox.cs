namespace StageTools.Catalog.Copies;

/// <summary>Keys of a catalog's secrets, encrypted with a passphrase: PBKDF2 (HMAC-SHA-256) makes a key of it, and AES-256-GCM does the
/// rest.</summary>
/// <param name="Iterations">How often PBKDF2 goes round.</param>
/// <param name="Salt">What makes two boxes of one passphrase different.</param>
/// <param name="Sealed">The keys, as <see cref="SecretBox"/> seals secrets.</param>
internal sealed record PassphraseBox(
    [property: JsonRequired] int Iterations, [property: JsonRequired] byte[] Salt, [property: JsonRequired] byte[] Sealed)
{
    /// <summary>A passphrase is not shorter.</summary>
    public const int Shortest = 12;

    /// <summary>OWASP's number for HMAC-SHA-256.</summary>
    private const int Rounds = 600_000;

    /// <summary>A file that somebody made up keeps nobody waiting for hours.</summary>
    private const int MostRounds = 100 * Rounds;

    private const int SaltSize = 16;
    private const string Entry = "keys";

    /// <summary>Refuses a passphrase that is soon guessed.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void Require(string? passphrase)
    {
        if (passphrase is { Length: < Shortest })
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The passphrase is too short for a key that opens all secrets: {Shortest} characters or more are wanted.");
        }
    }

    /// <summary>Encrypts keys.</summary>
    public static PassphraseBox Seal(string passphrase, IReadOnlyList<SecretKey> keys)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var words = string.Join(' ', keys.Select(static key => key.ToBase64()));
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal) { [Entry] = words };
        return new PassphraseBox(Rounds, salt, SecretBox.Seal(Entry, secrets, SecretKey.FromPassphrase(passphrase, salt, Rounds)));
    }

    /// <summary>The keys; none where the passphrase is another, or the box was changed.</summary>
    public IReadOnlyList<SecretKey> Open(string passphrase)
    {
        if (Iterations is < 1 or > MostRounds)
            return [];

        var words = SecretBox.TryOpen(Entry, Sealed, SecretKey.FromPassphrase(passphrase, Salt, Iterations))?[Entry].Split(' ') ?? [];
        return [.. words.Select(static word => SecretKey.TryParse(word, out var key) ? key : null).OfType<SecretKey>()];
    }
}
