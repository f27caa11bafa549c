using Amazon.S3;

namespace StageTools.Storage.Buckets.Services;

/// <summary>
/// Computes what a bucket would call some bytes by: the MD5 of an object that was put at once, or, for one that was put in parts, the MD5 of the
/// parts' MD5s and their number (<c>…-3</c>). Bytes whose tag comes out as the bucket's are the bucket's bytes.
/// </summary>
/// <param name="tag">The bucket's entity tag.</param>
/// <param name="parts">How large the parts were; null for an object that was put at once.</param>
internal sealed class ETagCheck(string tag, PartSizes? parts) : IDisposable
{
    private const int HexLength = 32;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash? _md5OfParts = parts is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private int _part = 1;
    private long _leftInPart = parts?.Of(1) ?? long.MaxValue;

    /// <summary>The MD5 that a tag is, in lower case (OSS writes it in upper case); null for one that is none.</summary>
    public static string? Md5Of(string? tag) => IsMd5(tag) ? tag!.ToLowerInvariant() : null;

    /// <summary>Whether an entity tag is made of MD5s: under a key of KMS it is not (Amazon S3 API Reference, "Object").</summary>
    public static bool IsMadeOfMd5(ServerSideEncryptionMethod? encryption) => encryption?.Value is null or "" or "AES256";

    // OSS gives an object that was appended to a tag of the same form that is no MD5, and ends so.
    private static bool IsMd5(string? tag) =>
        tag is { Length: HexLength } && tag.AsSpan().IndexOfAnyExcept(HexDigits) < 0 && !tag.EndsWith("00000000", StringComparison.Ordinal);

    /// <summary>A check against a tag; null where the tag tells nothing, or not how large the parts were.</summary>
    /// <param name="tag">The bucket's entity tag.</param>
    /// <param name="parts">How large the object's writer says that the parts were.</param>
    /// <param name="size">
    /// The object's size in bytes. Another tool that copied the object by parts of its own kept what the writer said: then the number of parts is
    /// another.
    /// </param>
    public static ETagCheck? TryCreate(string? tag, PartSizes? parts, long size)
    {
        if (IsMd5(tag))
            return new ETagCheck(tag!, parts: null);

        return parts is not null && tag is { Length: > HexLength } && tag[HexLength] == '-' && IsMd5(tag[..HexLength])
            && tag.AsSpan(HexLength + 1).SequenceEqual(parts.CountFor(size).ToString(CultureInfo.InvariantCulture))
            ? new ETagCheck(tag, parts)
            : null;
    }

    /// <summary>The tag of an object put together from parts with these MD5s.</summary>
    public static string OfParts(IReadOnlyCollection<byte[]> md5s)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var md5 in md5s)
            hash.AppendData(md5);

        return OfParts(hash, md5s.Count);
    }

    /// <summary>Whether a tag is made of these of its parts: then those are MD5s.</summary>
    public static bool IsOfParts(string tag, IReadOnlyList<string> parts)
    {
        var md5s = parts.Select(static part => Md5Of(EntityTag.Read(part))).ToArray();
        return md5s.All(static md5 => md5 is not null)
            && tag.Equals(OfParts([.. md5s.Select(static md5 => Convert.FromHexString(md5!))]), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = (int)Math.Min(bytes.Length, _leftInPart);
            _md5.AppendData(bytes[..count]);
            bytes = bytes[count..];
            _leftInPart -= count;
            if (_leftInPart == 0)
                EndPart();
        }
    }

    /// <summary>Whether all bytes so far are those of the tag.</summary>
    public bool IsMatch()
    {
        if (parts is null)
            return tag.Equals(Convert.ToHexStringLower(_md5.GetHashAndReset()), StringComparison.OrdinalIgnoreCase);

        if (_leftInPart < parts.Of(_part))
            EndPart();

        return tag.Equals(OfParts(_md5OfParts!, _part - 1), StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose()
    {
        _md5.Dispose();
        _md5OfParts?.Dispose();
    }

    private static string OfParts(IncrementalHash md5s, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(md5s.GetHashAndReset())}-{count}");

    private void EndPart()
    {
        _md5OfParts!.AppendData(_md5.GetHashAndReset());
        _leftInPart = parts!.Of(++_part);
    }
}

/// <summary>How entity tags are written (RFC 9110: in quotes); here they are kept without.</summary>
internal static class EntityTag
{
    /// <summary>A tag without its quotes; null where there is none.</summary>
    public static string? Read(string? quoted) => quoted?.Trim('"') is { Length: > 0 } tag ? tag : null;

    /// <summary>A tag as a condition has it; null for none.</summary>
    public static string? Quoted(string? tag) => tag is null ? null : $"\"{tag}\"";
}
