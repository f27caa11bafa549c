namespace StageTools.Storage.Remote;

/// <summary>The order in which services list keys: by the bytes of their UTF-8.</summary>
internal static class KeyOrder
{
    /// <summary>Compares two keys as the service does. It differs from .NET's ordinal order where a surrogate pair meets U+E000 to U+FFFF.</summary>
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
            return a.Length - b.Length;

        var (x, y) = (a[common], b[common]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x - y
            : char.IsSurrogate(x) ? (y >= '\uE000' ? 1 : x - y)
            : (x >= '\uE000' ? -1 : x - y);
    }
}
