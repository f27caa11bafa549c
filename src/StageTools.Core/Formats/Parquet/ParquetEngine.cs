namespace StageTools.Formats.Parquet;

/// <summary>What makes Parquet files: DuckDB, in memory, bounded, and allowed nothing but its own folder.</summary>
internal sealed class ParquetEngine(ParquetFolder folder, DuckDbDatabase database, string options) : IDisposable
{
    private const long Memory = 256L << 20;

    // Each column has its buffers, however few the rows: with them two thousand columns fill the memory.
    private const long MemoryOfColumn = 64L << 10;
    private const int UsualColumns = 1000;

    // Rows come one after the other, to the thread that runs the statement. Where another one took them, that one would turn round and round, and
    // ask whether there is work yet.
    private static readonly (string Name, string Value) OneThread = (DuckDbOpening.FewThreads.Name, "1");

    private int _count;

    /// <summary>Where the files are put together.</summary>
    public ParquetFolder Folder { get; } = folder;

    /// <summary>Opens an engine.</summary>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>, <c>OptionInvalid</c> for a compression that Parquet has not.</exception>
    public static ParquetEngine Open(FileFormat format)
    {
        DuckDbOpening.RequireLibrary("Parquet needs DuckDB.", target: null);

        // Where nobody asked for it, zstd is as quick as it can be: smaller than snappy all the same.
        var options = format.Compression is { } asked
            ? $"FORMAT parquet, COMPRESSION {Word(asked)}"
            : $"FORMAT parquet, COMPRESSION {Word(Compression.Zstd)}, COMPRESSION_LEVEL 1";
        return ParquetFolder.Create().Into(folder =>
        {
            var database = DuckDbDatabase.Open(
                path: null, DuckDbOpening.Settings(
                    DuckDbOpening.Memory(Memory), ("temp_directory", folder.Folder), ("preserve_insertion_order", "true"), OneThread));
            return new ParquetEngine(folder, database, options);
        });
    }

    /// <summary>Writes a file from rows that a function fills in; returns when it is whole.</summary>
    /// <exception cref="StageException">What the function threw, or <c>StoreFull</c>.</exception>
    public void Write(
        string file, IReadOnlyList<ParquetColumn> columns, long rowGroupSize, Func<DuckDbChunk, bool> fill, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"rows{Interlocked.Increment(ref _count)}");
        using var connection = database.Connect();
        try
        {
            if (columns.Count > UsualColumns)
            {
                var memory = Memory + (columns.Count * MemoryOfColumn);
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit = '{memory}B'"), cancellationToken);
            }

            using var source = connection.RegisterSource(name, [.. columns.Select(static c => new DuckDbColumn(c.Name, c.Type))], fill);
            connection.Execute(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"COPY (SELECT * FROM {name}()) TO '{file.Replace("'", "''", StringComparison.Ordinal)}' ({options}, ROW_GROUP_SIZE "
                        + $"{rowGroupSize})"),
                cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw e.InnerException switch
            {
                StageException or OperationCanceledException => e.InnerException,
                _ when e.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
                    || e.Message.Contains("not enough space", StringComparison.OrdinalIgnoreCase) => Folder.Full(e),
                _ when e.Message.StartsWith("Out of Memory", StringComparison.Ordinal) => StageErrorCode.ValueNotRepresentable.Error(
                    $"Parquet holds many rows together, and these need more than the {Memory >> 20} MiB that it may take: values of tens of "
                        + "megabytes. Export them as NDJSON or CSV, which write row by row. The Parquet file was not made.",
                    file, e),
                _ => StageErrorCode.StoreUnavailable.Error(
                    $"The Parquet file was not made: {DuckDbReason.FirstSentence(e.Message).TrimEnd('.')}.", file, e),
            };
        }
    }

    /// <summary>Reads a file back that was made here.</summary>
    public ParquetReading Read(string file, CancellationToken cancellationToken)
    {
        var sql = $"SELECT * FROM read_parquet({DuckDbText.PathLiteral(file)}, hive_partitioning = false)";
        return database.Connect().Into(connection => new ParquetReading(connection, connection.Query(sql, cancellationToken)));
    }

    /// <summary>Closes it and removes its folder.</summary>
    public void Dispose()
    {
        database.Dispose();
        Folder.Dispose();
    }

    private static string Word(Compression compression) => compression switch
    {
        Compression.None => "uncompressed",
        Compression.Gzip => "gzip",
        Compression.Brotli => "brotli",
        Compression.Snappy => "snappy",
        Compression.Zstd => "zstd",
        _ => throw StageErrorCode.OptionInvalid.Error(
            $"Parquet has no compression {compression}; it has None, Gzip, Brotli, Zstd and Snappy.", compression),
    };
}

/// <summary>A file that is read back, on a connection of its own.</summary>
internal sealed record ParquetReading(DuckDbConnection Connection, DuckDbResult Result) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Result.Dispose();
        Connection.Dispose();
    }
}
