using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StageTools.Stages;

namespace StageTools.Catalog;

/// <summary>Seals a stage's secrets for the catalog: AES-256-GCM under the key in <c>catalog.key</c> (its owner's alone) or in <c>$STAGETOOLS_KEY</c>.</summary>
/// <remarks>A sealed box is: 1 byte version, 4 bytes of the key's SHA-256, 12 bytes nonce, 16 bytes tag, ciphertext. The stage's id is authenticated with it.</remarks>
public sealed class SecretBox(CatalogHome home)
{
    /// <summary>The environment variable that holds the key instead of the file: 32 bytes in Base64.</summary>
    public const string KeyVariable = "STAGETOOLS_KEY";

    private const byte Version = 1;
    private const int KeySize = 32;
    private const int KeyIdSize = 4;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + KeyIdSize + NonceSize + TagSize;

    /// <summary>Encrypts secrets for one stage, making the key first where there is none.</summary>
    public byte[] Seal(string stageId, IReadOnlyDictionary<string, string> secrets)
    {
        var key = ReadKey() ?? MakeKey();
        var plain = JsonSerializer.SerializeToUtf8Bytes(secrets);
        var box = new byte[HeaderSize + plain.Length];
        box[0] = Version;
        KeyId(key).CopyTo(box, 1);
        var nonce = box.AsSpan(1 + KeyIdSize, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using (var aes = new AesGcm(key, TagSize))
        {
            aes.Encrypt(nonce, plain, box.AsSpan(HeaderSize), box.AsSpan(HeaderSize - TagSize, TagSize), Encoding.ASCII.GetBytes(stageId));
        }

        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(key);
        return box;
    }

    /// <summary>Decrypts the secrets of one stage.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.SecretUnreadable"/> when the key is missing, another one, or the box was changed.</exception>
    public IReadOnlyDictionary<string, string> Open(string stageId, ReadOnlySpan<byte> box)
    {
        if (box.Length < HeaderSize || box[0] != Version)
        {
            throw Unreadable("they were written by another version of StageTools");
        }

        var key = ReadKey() ?? throw Unreadable($"their key is missing: neither '{home.KeyFile}' nor {KeyVariable} is there");
        if (!box.Slice(1, KeyIdSize).SequenceEqual(KeyId(key)))
        {
            throw Unreadable("they were encrypted with another key");
        }

        var plain = new byte[box.Length - HeaderSize];
        try
        {
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(
                box.Slice(1 + KeyIdSize, NonceSize), box[HeaderSize..], box.Slice(HeaderSize - TagSize, TagSize), plain, Encoding.ASCII.GetBytes(stageId));
            return JsonSerializer.Deserialize<Dictionary<string, string>>(plain)!;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Unreadable("they were changed after they were written", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] KeyId(byte[] key) => SHA256.HashData(key)[..KeyIdSize];

    private static StageException Unreadable(string reason, Exception? inner = null) => new(
        StageErrorCode.SecretUnreadable,
        $"The stage's secrets cannot be read: {reason}. Bring the catalog's key along, or give the credentials again with Set-Stage -Credential.",
        inner: inner);

    private static byte[] Decode(string text, string where)
    {
        var key = new byte[KeySize];
        return Convert.TryFromBase64String(text.Trim(), key, out var written) && written == KeySize
            ? key
            : throw new StageException(StageErrorCode.SecretUnreadable, $"{where} does not hold a key: 32 bytes in Base64 are wanted.");
    }

    private byte[]? ReadKey()
    {
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } text)
        {
            return Decode(text, KeyVariable);
        }

        try
        {
            return File.Exists(home.KeyFile) ? Decode(File.ReadAllText(home.KeyFile), $"'{home.KeyFile}'") : null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unreadable($"their key '{home.KeyFile}' belongs to another user", e);
        }
    }

    private byte[] MakeKey()
    {
        home.Create();
        var key = RandomNumberGenerator.GetBytes(KeySize);
        return PrivateFiles.TryCreateFile(home.KeyFile, Encoding.ASCII.GetBytes(Convert.ToBase64String(key))) ? key : ReadKey()!;
    }
}
