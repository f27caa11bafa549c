using System.Buffers;
using System.Collections.Concurrent;
using StageTools.Errors;

namespace StageTools.Formats.Files;

/// <summary>What a look at a text file tells of how DuckDB would read it.</summary>
/// <param name="IsUtf16">It begins with the mark of UTF-16, which DuckDB reads only when told.</param>
/// <param name="HasMixedLineEnds">Its first lines end in different ways, or a bare carriage return stands among them: DuckDB takes a file with one
/// kind.</param>
/// <param name="HasEscapes">A backslash stands for something in it (TSV), other than <c>\N</c>.</param>
internal sealed record TextCheck(bool IsUtf16, bool HasMixedLineEnds, bool HasEscapes)
{
    private const int BlockSize = 1 << 20;

    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="whole">Whether to read all of it: DuckDB does not notice that a gzip file is cut off or damaged, and escapes may stand
    /// anywhere.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c> for a compressed file that is cut off or damaged.</exception>
    public static async Task<TextCheck> OfAsync(StagedFile file, bool whole, CancellationToken cancellationToken)
    {
        var text = file.OpenText(bufferSize: 1 << 16);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using (text.ConfigureAwait(false))
            {
                var count = await text.ReadAtLeastAsync(block, BlockSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                var first = block.AsSpan(0, count);
                var check = new TextCheck(
                    first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
                        || first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]), IsMixed(first), HasEscape(first));
                while (whole && count > 0)
                {
                    count = await text.ReadAsync(block.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false);
                    check = check.HasEscapes || !HasEscape(block.AsSpan(0, count)) ? check : check with { HasEscapes = true };
                }

                return check;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static bool IsMixed(ReadOnlySpan<byte> text)
    {
        var lines = text.Count((byte)'\n');
        var pairs = text.Count("\r\n"u8);
        var returns = text.Count((byte)'\r');
        return returns > pairs || (pairs > 0 && pairs < lines);
    }

    private static bool HasEscape(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'\\') is >= 0 and var at)
        {
            // At the end of a block what follows is not seen: better one copy too many.
            if (at + 2 >= text.Length || text[at + 1] is not (byte)'N' || text[at + 2] is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return true;

            text = text[(at + 2)..];
        }

        return false;
    }
}

/// <summary>What was found out about files of this machine, found out once as long as they do not change. Safe to use from many threads.</summary>
internal sealed class FileChecks
{
    private readonly ConcurrentDictionary<(string Path, long Size, DateTime Written, string Question), object> _known = new();

    /// <summary>What a look at a file tells.</summary>
    /// <param name="path">The file.</param>
    /// <param name="question">What is asked, told from all other questions.</param>
    /// <param name="look">Looks at the file. What it throws is not kept.</param>
    public async Task<T> OnceAsync<T>(string path, string question, Func<Task<T>> look)
        where T : notnull
    {
        var info = new FileInfo(path);
        var key = (path, info.Exists ? info.Length : 0, info.LastWriteTimeUtc, question);
        if (_known.TryGetValue(key, out var known))
            return (T)known;

        var found = await look().ConfigureAwait(false);
        _known.TryAdd(key, found);
        return found;
    }
}
