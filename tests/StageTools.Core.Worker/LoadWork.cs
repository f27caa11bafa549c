using System.Data.SQLite;
using StageTools.Databases;
using StageTools.Databases.Ado;
using StageTools.DuckDb;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Import;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Worker;

/// <summary>Work on databases.</summary>
internal static class LoadWork
{
    /// <summary>Loads all files of a folder into table t. The database is a file, or a server whose connection string is in the environment.</summary>
    public static Task LoadAsync(string folder, string database, string onError) =>
        LoadAsync(FileStore.Local(folder), database, new LoadOptions("t") { OnError = Enum.Parse<OnLoadError>(onError) });

    /// <summary>Has a DuckDB file open until it is killed.</summary>
    public static async Task HoldDuckDbAsync(string file)
    {
        using var database = DuckDbDatabase.Open(file);
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>The same with PURGE; it kills itself at a step of the removal, 0 for none.</summary>
    public static async Task PurgeAsync(string folder, string database, string onError, int step)
    {
        var steps = new Steps(step);
        await LoadAsync(new SteppedStore(new FileStore(folder), steps), database, new LoadOptions("t") { OnError = Enum.Parse<OnLoadError>(onError), Purge = true });
        Console.WriteLine($"done {steps.Count}");
    }

    private static async Task LoadAsync(IStore store, string database, LoadOptions options)
    {
        var files = new List<ImportFile>();
        await foreach (var item in new FileSet(store, KeySelection.Parse("*.csv", isLiteral: false)).ListAsync(CancellationToken.None))
            files.Add(ImportFile.Resolve(store, item, FileFormat.Unspecified, FileFormat.Unspecified));
        using var connection = database.StartsWith("ado:", StringComparison.Ordinal) ? new SQLiteConnection($"Data Source={database["ado:".Length..]}") : null;
        connection?.Open();
        await using var opened = connection is not null ? new AdoDatabase(connection)
            : database == "mariadb" ? await DatabaseOpening.OpenAsync(Environment.GetEnvironmentVariable("MARIADB_URL")!, CancellationToken.None)
            : database == "postgres" ? await DatabaseOpening.OpenAsync(Environment.GetEnvironmentVariable("POSTGRES_CONNECTION")!, CancellationToken.None)
            : await DatabaseOpening.OpenFileAsync(database, create: true, CancellationToken.None);
        Console.WriteLine("ready");
        await foreach (var load in new LoadJob(opened, options, new LoadProgress()).RunAsync(files, CancellationToken.None))
            Console.WriteLine($"{load.Status} {load.RowsLoaded}");
    }
}
