namespace StageTools.Catalog.Secrets;

/// <summary>Seals a stage's secrets for the catalog: AES-256-GCM under the key in <c>catalog.key</c> (its owner's alone) or in
/// <c>$STAGETOOLS_KEY</c>.</summary>
/// <remarks>A sealed box is: 1 byte version, 4 bytes of the key's SHA-256, 12 bytes nonce, 16 bytes tag, ciphertext. The stage's id is authenticated
/// with it.</remarks>
/// <param name="home">Where the key's file is.</param>
/// <param name="isShared">Whether the catalog is a team's: its key is in the variable alone, since that of one machine's file opens nothing
/// elsewhere.</param>
public sealed class SecretBox(MachineHome home, bool isShared = false)
{
    /// <summary>The environment variable that holds the key instead of the file: 32 bytes in Base64; several keys are divided by blanks, and the
    /// first encrypts.</summary>
    public const string KeyVariable = "STAGETOOLS_KEY";

    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + SecretKey.IdSize + NonceSize + TagSize;

    private readonly SecretKeys _keys = new(home, isShared);

    /// <summary>Encrypts secrets for one stage, making the key first where there is none.</summary>
    /// <remarks>To be called in the write transaction that keeps the box: a new key of the catalog then comes before or after both.</remarks>
    public byte[] Seal(string stageId, IReadOnlyDictionary<string, string> secrets) => Seal(stageId, secrets, _keys.Current());

    /// <summary>Decrypts the secrets of one stage.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/> when the key is missing, another one, or the box was
    /// changed.</exception>
    public IReadOnlyDictionary<string, string> Open(string stageId, ReadOnlySpan<byte> box) =>
        Decrypt(new SealedSecrets(stageId, Name: null, IsOfStage: true, box.ToArray()), _keys.Read());

    /// <summary>How a registered stage is reached: what the catalog shows, and what it keeps sealed.</summary>
    /// <param name="entry">The stage.</param>
    /// <param name="keys">The keys, where they were read already.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>.</exception>
    internal StageConnection ConnectionOf(CatalogEntry entry, IReadOnlyList<SecretKey>? keys = null)
    {
        var secrets = Open(SealedSecrets.Of(entry), keys);
        if (entry.SealedWriteSecrets.IsEmpty)
            return StageConnection.Combine(entry.Connection, secrets);

        // In place of the others: what is shown of those is masked, and no setting.
        var settings = entry.Connection?.Where(pair => !secrets.ContainsKey(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return StageConnection.Combine(settings ?? [], Open(SealedSecrets.ForWriteOf(entry), keys));
    }

    /// <summary>A connection by name.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>.</exception>
    internal StageConnection ConnectionOf(NamedEntry entry) => StageConnection.Combine(entry.ReadConnection(), Open(SealedSecrets.Of(entry)));

    /// <summary>Decrypts the secrets of a stage or a connection, which the error then names; none where it has none.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/>.</exception>
    internal IReadOnlyDictionary<string, string> Open(SealedSecrets secrets, IReadOnlyList<SecretKey>? keys = null) => secrets.Box.IsEmpty
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : Decrypt(secrets, keys ?? _keys.Read());

    /// <summary>Encrypts secrets for one stage under a key that need not be the current one.</summary>
    internal static byte[] Seal(string stageId, IReadOnlyDictionary<string, string> secrets, SecretKey key)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(secrets, SettingsJson.Default.IReadOnlyDictionaryStringString);
        var box = new byte[HeaderSize + plain.Length];
        box[0] = Version;
        key.Id.CopyTo(box, 1);
        var nonce = box.AsSpan(1 + SecretKey.IdSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = new AesGcm(key.Bytes, TagSize))
        {
            aes.Encrypt(nonce, plain, box.AsSpan(HeaderSize), box.AsSpan(HeaderSize - TagSize, TagSize), Encoding.ASCII.GetBytes(stageId));
        }

        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <summary>What a key opens; null where the box was sealed with another, or changed.</summary>
    internal static IReadOnlyDictionary<string, string>? TryOpen(string id, byte[] box, SecretKey key)
    {
        try
        {
            return box.Length >= HeaderSize && box[0] == Version && key.Is(KeyIdOf(box)) ? Decrypt(id, box, key) : null;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>The id of the key that a box was sealed with; empty for what is no box.</summary>
    internal static ReadOnlySpan<byte> KeyIdOf(ReadOnlySpan<byte> box) => box.Length < HeaderSize ? default : box.Slice(1, SecretKey.IdSize);

    private Dictionary<string, string> Decrypt(SealedSecrets secrets, IReadOnlyList<SecretKey> keys)
    {
        var box = secrets.Box.Span;
        if (box.Length < HeaderSize || box[0] != Version)
            throw Unreadable(secrets, "they were written by another version of StageTools");

        if (keys.Count == 0)
        {
            throw Unreadable(
                secrets,
                isShared
                    ? $"the team's key is wanted, and {KeyVariable} is not set"
                    : $"their key is missing: neither '{home.KeyFile}' nor {KeyVariable} is there");
        }

        var id = KeyIdOf(box).ToArray();
        var key = keys.FirstOrDefault(known => known.Is(id)) ?? throw Unreadable(secrets, "they were encrypted with another key");
        try
        {
            return Decrypt(secrets.Id, box, key);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Unreadable(secrets, "they were changed after they were written", e);
        }
    }

    private static Dictionary<string, string> Decrypt(string entry, ReadOnlySpan<byte> box, SecretKey key)
    {
        var plain = new byte[box.Length - HeaderSize];
        try
        {
            using var aes = new AesGcm(key.Bytes, TagSize);
            aes.Decrypt(
                box.Slice(1 + SecretKey.IdSize, NonceSize),
                box[HeaderSize..],
                box.Slice(HeaderSize - TagSize, TagSize),
                plain,
                Encoding.ASCII.GetBytes(entry));
            return JsonSerializer.Deserialize(plain, SettingsJson.Default.DictionaryStringString)!;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static StageException Unreadable(SealedSecrets secrets, string reason, Exception? inner = null) => StageErrorCode.SecretUnreadable.Error(
        $"The secrets of {(secrets.Name is null ? "the stage" : $"{(secrets.IsOfStage ? "stage" : "connection")} '{secrets.Name}'")} cannot be read: "
            + reason,
        new Advice(secrets.IsOfStage ? AdviceKind.GiveCredentialsAgain : AdviceKind.GiveConnectionAgain, secrets.Name), secrets.Name?.Value, inner);
}
