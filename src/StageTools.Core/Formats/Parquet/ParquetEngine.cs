namespace StageTools.Formats.Parquet;

/// <summary>What makes Parquet files: DuckDB, in memory, bounded, and allowed nothing but its own folder.</summary>
internal sealed class ParquetEngine(ParquetFolder folder, DuckDbDatabase database, string options) : IDisposable
{
    private const long Memory = 256L << 20;

    // Each column has its buffers, however few the rows: with them two thousand columns fill the memory.
    private const long MemoryOfColumn = 64L << 10;
    private const int UsualColumns = 1000;

    // Each holds the rows of a group.
    private const int MostLanes = 2;

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
    /// <param name="columns">Its columns.</param>
    /// <param name="rowGroupSize">How many rows a row group has, a multiple of a chunk's.</param>
    /// <param name="fill">Fills a chunk; false when there are no more rows.</param>
    /// <param name="cancellationToken">Gives the file up.</param>
    /// <exception cref="StageException">What the function threw, or <c>StoreFull</c>.</exception>
    public ParquetFile Write(
        IReadOnlyList<ParquetColumn> columns, long rowGroupSize, Func<DuckDbChunk, bool> fill, CancellationToken cancellationToken)
    {
        // Where a row group is large in any case, the memory is for one.
        var isLarge = columns.Count > UsualColumns || rowGroupSize == ParquetSchema.LeastInRowGroup;
        var lanes = isLarge ? 1 : Math.Min(MostLanes, Environment.ProcessorCount);
        return new ParquetLanes(
            lanes, rowGroupSize, fill, (filling, token) => WritePart(columns, rowGroupSize, filling, token)).Write(cancellationToken);
    }

    /// <summary>Reads a file back that was made here.</summary>
    public ParquetReading Read(ParquetFile file, CancellationToken cancellationToken)
    {
        var joined = file.Parts is [_] ? null : Join(file, cancellationToken);
        var sql = $"SELECT * FROM read_parquet({DuckDbText.PathLiteral(joined ?? file.Parts[0])}, hive_partitioning = false)";
        return database.Connect().Into(connection => new ParquetReading(connection, connection.Query(sql, cancellationToken), joined));
    }

    /// <summary>Closes it and removes its folder.</summary>
    public void Dispose()
    {
        database.Dispose();
        Folder.Dispose();
    }

    private string Join(ParquetFile file, CancellationToken cancellationToken)
    {
        var path = Folder.NewFile();
        try
        {
            using var joined = new FileStream(path, FileMode.CreateNew);
            Blocking.Wait(file.CopyAsync(joined, cancellationToken));
            return path;
        }
        catch (IOException e)
        {
            throw Folder.Full(e);
        }
    }

    private string WritePart(
        IReadOnlyList<ParquetColumn> columns, long rowGroupSize, Func<DuckDbChunk, bool> fill, CancellationToken cancellationToken)
    {
        var file = Folder.NewFile();
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

        return file;
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
/// <param name="Connection">The connection.</param>
/// <param name="Result">Its rows.</param>
/// <param name="Joined">The file that its parts were put together as for that; null where it has one.</param>
internal sealed record ParquetReading(DuckDbConnection Connection, DuckDbResult Result, string? Joined) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Result.Dispose();
        Connection.Dispose();
        if (Joined is not null)
            File.Delete(Joined);
    }
}
