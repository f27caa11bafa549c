namespace StageTools.Formats.Files;

/// <summary>What a look through a text file tells.</summary>
/// <param name="IsPlain">Whether DuckDB surely reads the same rows from it as this module's readers do.</param>
/// <param name="LongestRecord">The longest record, in bytes.</param>
/// <param name="HasLinesInQuotes">Whether a line end stands between quotes: DuckDB can lose its way there where several threads read.</param>
internal record TextCheck(bool IsPlain, int LongestRecord, bool HasLinesInQuotes = false)
{
    /// <summary>Of a file that DuckDB may read otherwise.</summary>
    public static TextCheck NotPlain { get; } = new(IsPlain: false, 0);
}

/// <summary>What was found out about files of this machine, found out once as long as they do not change. Safe to use from many threads.</summary>
internal sealed class FileChecks
{
    private readonly ConcurrentDictionary<(string Path, string Question), (long Size, DateTime Written, object Found)> _known = new();

    /// <summary>What a look at a file tells.</summary>
    /// <param name="path">The file.</param>
    /// <param name="question">What is asked, told from all other questions.</param>
    /// <param name="look">Looks at the file. What it throws is not kept.</param>
    public async Task<T> OnceAsync<T>(string path, string question, Func<Task<T>> look)
        where T : notnull
    {
        var info = new FileInfo(path);
        var (size, written) = (info.Exists ? info.Length : 0, info.LastWriteTimeUtc);
        if (_known.TryGetValue((path, question), out var known) && known.Size == size && known.Written == written)
            return (T)known.Found;

        var found = await look().ConfigureAwait(false);
        _known[(path, question)] = (size, written, found);
        return found;
    }
}
