using System.Buffers;

namespace StageTools.Storage.Buckets.Services;

/// <summary>What a bucket may be called: the rules that S3, OSS and Google Cloud Storage have in common, and what the last allows beyond.</summary>
internal static class BucketName
{
    private const int Shortest = 3;
    private const int Longest = 63;

    // Google: a name with dots is as long as a host's, each part as long as any other name.
    private const int LongestDotted = 222;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> AllowedByGoogle = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>Why a bucket cannot be called that; null where it can.</summary>
    public static string? Refusal(string name, bool isGoogle)
    {
        var longest = isGoogle && name.Contains('.', StringComparison.Ordinal) ? LongestDotted : Longest;
        if (name.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0)
            return "a bucket's name has no upper-case letters";

        if (name.AsSpan().IndexOfAnyExcept(isGoogle ? AllowedByGoogle : Allowed) >= 0)
            return $"a bucket's name holds lower-case letters, digits, '-'{(isGoogle ? ", '_'" : "")} and '.' only";

        if (name.Length < Shortest || name.Length > longest || name.Split('.').Any(static part => part.Length > Longest))
        {
            return $"a bucket's name has {Shortest} to {Longest} "
                + $"characters{(isGoogle ? $", with dots up to {LongestDotted} and {Longest} between two of them" : "")}";
        }

        return char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) && !name.Contains("..", StringComparison.Ordinal)
            ? null
            : "a bucket's name begins and ends with a letter or a digit, and no two dots stand side by side";
    }
}
