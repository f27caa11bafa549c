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
                var (brackets, line) = (new JsonBrackets(), 1L);
                while (await text.ReadAsync(block.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    for (var at = 0; brackets.MoveNext(block.AsSpan(0, count), ref at);)
                    {
                        if (brackets.Depth > Most)
                            throw InvalidFile.At(file.Local.Shown, line + block.AsSpan(0, at).Count((byte)'\n'), TooDeep);
                    }

                    line += block.AsSpan(0, count).Count((byte)'\n');
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return true;
    }
}

/// <summary>Finds the brackets of JSON that stand in no text, through blocks that may end anywhere.</summary>
internal sealed class JsonBrackets
{
    private static readonly SearchValues<byte> Outside = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\\"u8);

    private bool _inText;
    private bool _isEscaped;

    /// <summary>How many are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Goes on behind the next one; false, and at the block's end, where there is none.</summary>
    public bool MoveNext(ReadOnlySpan<byte> block, ref int at)
    {
        if (_isEscaped && at < block.Length)
            (_isEscaped, at) = (false, at + 1);

        while (block[at..].IndexOfAny(_inText ? Inside : Outside) is >= 0 and var distance)
        {
            at += distance + 1;
            switch (block[at - 1])
            {
                case (byte)'\\':
                    _isEscaped = at == block.Length;
                    at += _isEscaped ? 0 : 1;
                    break;
                case (byte)'"':
                    _inText = !_inText;
                    break;
                case var bracket:
                    Depth = bracket is (byte)'{' or (byte)'[' ? Depth + 1 : Math.Max(0, Depth - 1);
                    return true;
            }
        }

        at = block.Length;
        return false;
    }
}
