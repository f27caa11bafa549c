using StageTools.Errors;
using StageTools.Storage;

namespace StageTools.Query.Cache;

/// <summary>How much the cache of files from buckets may hold: <c>$STAGETOOLS_CACHE_SIZE</c>, else 10 GiB or a quarter of what is free, whichever is
/// less.</summary>
internal static class CacheLimit
{
    /// <summary>The environment variable: bytes, or a number with KB, MB, GB or TB (of 1024).</summary>
    public const string Variable = "STAGETOOLS_CACHE_SIZE";

    private const long Most = 10L << 30;

    /// <summary>The limit in bytes.</summary>
    /// <param name="folder">Where the cache lies.</param>
    /// <param name="held">What it holds now.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static long Of(string folder, long held) =>
        Environment.GetEnvironmentVariable(Variable) is { } text && !string.IsNullOrWhiteSpace(text)
            ? ByteSize.Parse(text, Variable)
            : Math.Min(Most, (Free(folder) + held) / 4);

    private static long Free(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A network path tells nothing: then the most.
            return Most * 4;
        }
    }
}
