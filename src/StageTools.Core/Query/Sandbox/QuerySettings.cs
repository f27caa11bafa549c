namespace StageTools.Query.Sandbox;

/// <summary>How DuckDB is opened: within bounds, and with nothing that goes to the network.</summary>
internal static class QuerySettings
{
    /// <summary>The environment variable for how much memory a database may take: <c>512MB</c>, <c>8GB</c>.</summary>
    public const string MemoryVariable = "STAGETOOLS_MEMORY";

    private const long LeastMemory = 24L << 20;
    private const long MostMemory = 4L << 30;
    private const long LeastDisk = 256L << 20;

    // DuckDB has several buffers at once; one holds the longest line at least. What a query sorts needs room beside them.
    private const int BuffersOfThread = 24;
    private const long LeastBuffer = 2_000_000;
    private const long AheadOfMemory = 32;
    private const long LeastAhead = 1 << 20;
    private const long MostAhead = 32 << 20;

    // What DuckDB takes by itself is eight times as much: so much memory comes anew for each buffer, which costs more than reading it.
    private const long UsualBuffer = 4_000_000;

    /// <summary>The settings of a database.</summary>
    /// <param name="home">The catalog beside which it is spilled.</param>
    /// <param name="spill">Where it is spilled to.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, string> Of(MachineHome home, string spill) => DuckDbOpening.Settings(
        Memory(),
        ("temp_directory", spill),
        ("max_temp_directory_size", string.Create(CultureInfo.InvariantCulture, $"{Disk(home.Folder)}B")),
        ("preserve_insertion_order", "true"),
        ("allow_community_extensions", "false"),
        ("allow_persistent_secrets", "false"),
        ("extension_directory", Path.Combine(home.CacheFolder, "extensions")));

    /// <summary>Requires that what the environment says can be read.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void Require() => Memory();

    /// <summary>The statement that settles how many rows of a result DuckDB makes ahead of who reads them: as many as it makes while a row group of a
    /// Parquet file is written. It is each connection's own setting.</summary>
    public static string ReadAhead() =>
        string.Create(CultureInfo.InvariantCulture, $"SET streaming_buffer_size = '{Math.Clamp(Memory() / AheadOfMemory, LeastAhead, MostAhead)}B'");

    /// <summary>Options of <c>read_csv</c>, each behind a comma: how much of a file is read at once, and what a long line needs.</summary>
    /// <param name="longest">The longest record of the files, in bytes.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static string CsvBuffers(int longest)
    {
        var buffer = CsvBuffer(Memory());
        if (longest < LeastBuffer)
            return string.Create(CultureInfo.InvariantCulture, $", buffer_size = {buffer}");

        var line = longest + 1L;
        return string.Create(CultureInfo.InvariantCulture, $", max_line_size = {line}, buffer_size = {Math.Max(buffer, 2 * line)}");
    }

    /// <summary>How many bytes of a CSV file are read at once with so much memory.</summary>
    internal static long CsvBuffer(long memory) =>
        Math.Clamp(memory / DuckDbOpening.Threads(memory, Environment.ProcessorCount) / BuffersOfThread, LeastBuffer, UsualBuffer);

    private static long Memory() =>
        Environment.GetEnvironmentVariable(MemoryVariable) is { } text && !string.IsNullOrWhiteSpace(text)
            ? Math.Max(LeastMemory, ByteSize.Parse(text, MemoryVariable))
            : DuckDbOpening.Memory(MostMemory);

    private static long Disk(string folder) => CacheFolder.Free(folder) is { } free ? Math.Max(LeastDisk, free / 2) : MostMemory * 4;
}
