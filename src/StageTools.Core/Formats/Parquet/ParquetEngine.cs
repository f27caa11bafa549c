using System.Globalization;
using StageTools.Databases.DuckDb;
using StageTools.DuckDb;
using StageTools.Errors;
using StageTools.Formats.Options;

namespace StageTools.Formats.Parquet;

/// <summary>What makes Parquet files: DuckDB, in memory, bounded, and allowed nothing but its own folder.</summary>
internal sealed class ParquetEngine : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly string _options;
    private int _count;

    private ParquetEngine(ParquetFolder folder, DuckDbDatabase database, string options) =>
        (Folder, _database, _options) = (folder, database, options);

    /// <summary>Where the files are put together.</summary>
    public ParquetFolder Folder { get; }

    /// <summary>Opens an engine.</summary>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>, <c>OptionInvalid</c> for a compression that Parquet has not.</exception>
    public static ParquetEngine Open(FileFormat format)
    {
        DuckDbOpening.RequireLibrary("Parquet needs DuckDB.", target: null);
        var options = $"FORMAT parquet, COMPRESSION {Word(format.Compression ?? Compression.Zstd)}";
        var folder = ParquetFolder.Create();
        try
        {
            var database = DuckDbDatabase.Open(
                path: null, DuckDbOpening.Settings(
                    DuckDbOpening.Memory(256L << 20),
                    ("temp_directory", folder.Folder),
                    ("preserve_insertion_order", "true"),
                    DuckDbOpening.FewThreads));
            return new ParquetEngine(folder, database, options);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file from rows that a function fills in; returns when it is whole.</summary>
    /// <exception cref="StageException">What the function threw, or <c>StoreFull</c>.</exception>
    public void Write(string file, ParquetSchema schema, Func<DuckDbChunk, bool> fill, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"rows{Interlocked.Increment(ref _count)}");
        using var connection = _database.Connect();
        try
        {
            using var source = connection.RegisterSource(name, schema.DuckDbColumns, fill);
            connection.Execute(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"COPY (SELECT * FROM {name}()) TO '{file.Replace("'", "''", StringComparison.Ordinal)}' ({_options}, ROW_GROUP_SIZE "
                        + $"{schema.RowGroupSize})"),
                cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw e.InnerException switch
            {
                StageException or OperationCanceledException => e.InnerException,
                _ when e.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase)
                    || e.Message.Contains("not enough space", StringComparison.OrdinalIgnoreCase) => Folder.Full(e),
                _ => new StageException(StageErrorCode.StoreUnavailable, $"The Parquet file was not made: {e.Message.TrimEnd('.')}.", file, e),
            };
        }
    }

    /// <summary>Closes it and removes its folder.</summary>
    public void Dispose()
    {
        _database.Dispose();
        Folder.Dispose();
    }

    private static string Word(Compression compression) => compression switch
    {
        Compression.None => "uncompressed",
        Compression.Gzip => "gzip",
        Compression.Brotli => "brotli",
        Compression.Snappy => "snappy",
        Compression.Zstd => "zstd",
        _ => throw new StageException(
            StageErrorCode.OptionInvalid, $"Parquet has no compression {compression}; it has None, Gzip, Brotli, Zstd and Snappy.", compression),
    };
}
