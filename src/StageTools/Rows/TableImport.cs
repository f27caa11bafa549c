using System.Management.Automation;
using StageTools.Databases.Loading;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Hosting;
using StageTools.Import;

namespace StageTools.Rows;

/// <summary>A load of files into a table, with its progress, and the parameters that say which.</summary>
internal sealed class TableImport(Cmdlet cmdlet, Database database, LoadOptions options) : IDisposable
{
    private static readonly string[] OfTables = ["Database", "Connection", "OnError", "Purge", "Force"];

    private static readonly string[] OfRows = ["SchemaOnly", "InferTypes", "AsText"];

    private readonly ProgressBar _bar = new(cmdlet, $"Loading into table '{options.Table}'");
    private readonly LoadProgress _progress = new();

    /// <summary>Refuses parameters that do not go together.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void Check(Func<string, bool> isGiven)
    {
        if (!isGiven("Into"))
        {
            if (Array.Find(OfTables, name => isGiven(name)) is { } stray)
            {
                throw Refused($"-{stray} goes with -Into, which names the table");
            }
        }
        else if (isGiven("Database") == isGiven("Connection"))
        {
            throw Refused("-Into wants its database: give either -Database with a file, or -Connection");
        }
        else if (Array.Find(OfRows, name => isGiven(name)) is { } other)
        {
            throw Refused($"-{other} does not go with -Into, where the table's columns say the types");
        }
    }

    /// <summary>Loads the files, and tells what became of each.</summary>
    public IEnumerable<StageLoad> Run(IReadOnlyList<ImportFile> files, CancellationToken cancellationToken)
    {
        var size = files.Sum(static file => file.Item.Size);
        var results = new LoadJob(database, options, _progress).RunAsync(files, cancellationToken);
        return new WatchedResults(_bar, () => (
            $"{_progress.Rows} rows, {_progress.Files} of {files.Count} files, {Sizes.Readable(_progress.BytesRead)} of {Sizes.Readable(size)}",
            size == 0 ? -1 : (int)(100 * Math.Min(_progress.BytesRead, size) / size),
            -1)).Watch(results, cancellationToken);
    }

    /// <summary>Closes the database, where it was opened here, and takes the bar away.</summary>
    public void Dispose()
    {
        _bar.Dispose();
        database.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static StageException Refused(string what) => new(StageErrorCode.OptionInvalid, $"{what}.");
}
