using System.IO.Compression;
using StageTools.Formats.Files;
using StageTools.Formats.Text;

namespace StageTools.Formats.Json;

/// <summary>Refuses JSON whose values lie too deep inside each other: DuckDB finds the types of the first rows by recursion, and its stack ends the
/// process.</summary>
internal static class JsonNesting
{
    /// <summary>The most arrays and objects that may lie inside each other.</summary>
    public const int Most = 1000;

    /// <summary>What is said of a file that goes deeper.</summary>
    public static readonly string TooDeep = $"arrays and objects lie inside each other more than {Most} deep, which SQL does not read";

    private const int BlockSize = 1 << 18;

    private static readonly SearchValues<byte> Outside = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\\"u8);

    /// <summary>Requires that files nest no deeper.</summary>
    /// <param name="files">The files, plain or gzip, whatever their names say.</param>
    /// <param name="checks">What is known of files already.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c>.</exception>
    public static Task RequireAsync(IReadOnlyList<StagedFile> files, FileChecks checks, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
        files,
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
        (file, token) => new ValueTask(checks.OnceAsync(file.Local.Path, "nesting", () => RequireAsync(file, token))));

    private static async Task<bool> RequireAsync(StagedFile file, CancellationToken cancellationToken)
    {
        // How many rows DuckDB looks at, and how they are compressed, is said in the statement.
        Stream text = file.Local.Open(bufferSize: 0);
        var isGzip = text.ReadByte() is 0x1F && text.ReadByte() is 0x8B;
        text.Position = 0;
        text = isGzip ? new GZipStream(text, CompressionMode.Decompress) : text;
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using (text.ConfigureAwait(false))
            {
                var scan = new Scan();
                while (await text.ReadAsync(block.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    if (!scan.TryRead(block.AsSpan(0, count)))
                        throw InvalidFile.At(file.Local.Shown, scan.Line, TooDeep);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return true;
    }

    /// <summary>What is known between two blocks of a file.</summary>
    private sealed class Scan
    {
        private int _depth;
        private bool _inText;
        private bool _isEscaped;

        /// <summary>The line that is read, from 1 on.</summary>
        public long Line { get; private set; } = 1;

        /// <summary>Reads on; false for what lies too deep.</summary>
        public bool TryRead(ReadOnlySpan<byte> block)
        {
            var at = 0;
            if (_isEscaped)
                (_isEscaped, at) = (false, 1);

            while (block[at..].IndexOfAny(_inText ? Inside : Outside) is >= 0 and var distance)
            {
                at += distance;
                switch (block[at++])
                {
                    case (byte)'\\' when at == block.Length:
                        _isEscaped = true;
                        break;
                    case (byte)'\\':
                        at++;
                        break;
                    case (byte)'"':
                        _inText = !_inText;
                        break;
                    case (byte)'{' or (byte)'[' when ++_depth > Most:
                        Line += block[..at].Count((byte)'\n');
                        return false;
                    case (byte)'}' or (byte)']':
                        _depth = Math.Max(0, _depth - 1);
                        break;
                }
            }

            Line += block.Count((byte)'\n');
            return true;
        }
    }
}
