using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace StageTools.Catalog.Secrets;

/// <summary>A key of the catalog's secrets.</summary>
internal sealed class SecretKey
{
    /// <summary>What a key must be, for people.</summary>
    public const string Wanted = "32 bytes in Base64 are wanted";

    /// <summary>The bytes of an id.</summary>
    public const int IdSize = 4;

    private const int Size = 32;

    private SecretKey(byte[] bytes)
    {
        Bytes = bytes;
        Id = SHA256.HashData(bytes)[..IdSize];
    }

    /// <summary>The key itself.</summary>
    public byte[] Bytes { get; }

    /// <summary>Tells the key from others and does not give it away: the first bytes of its SHA-256.</summary>
    public byte[] Id { get; }

    /// <summary>The id for showing, in hexadecimal digits.</summary>
    public string IdText => Convert.ToHexString(Id).ToLowerInvariant();

    /// <summary>A key that nobody has.</summary>
    public static SecretKey New() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Reads a key from its Base64.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SecretKey? key)
    {
        var bytes = new byte[Size];
        key = Convert.TryFromBase64String(text, bytes, out var written) && written == Size ? new SecretKey(bytes) : null;
        return key is not null;
    }

    /// <summary>Whether the id is this key's.</summary>
    public bool Is(ReadOnlySpan<byte> id) => id.SequenceEqual(Id);

    /// <summary>The key in Base64.</summary>
    public string ToBase64() => Convert.ToBase64String(Bytes);
}
