using StageTools.Databases;
using StageTools.Formats;
using StageTools.Import;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Core.Worker;

/// <summary>Work on databases.</summary>
internal static class LoadWork
{
    /// <summary>Loads all files of a folder into table t. The database is a file, or PostgreSQL's connection string in the environment.</summary>
    public static async Task LoadAsync(string folder, string database, string onError)
    {
        var place = Place.Local(folder);
        var files = new List<ImportFile>();
        await foreach (var item in place.Store.SelectAsync(KeySelection.Parse("*.csv", isLiteral: false), CancellationToken.None))
            files.Add(ImportFile.Resolve(place, item, FileFormat.Unspecified, FileFormat.Unspecified));
        await using var opened = database == "postgres"
            ? await Database.OpenAsync(Environment.GetEnvironmentVariable("POSTGRES_CONNECTION")!, CancellationToken.None)
            : await Database.OpenFileAsync(database, create: true, CancellationToken.None);
        Console.WriteLine("ready");
        await foreach (var load in new LoadJob(opened, new LoadOptions("t") { OnError = Enum.Parse<OnLoadError>(onError) }, new LoadProgress()).RunAsync(files, CancellationToken.None))
            Console.WriteLine($"{load.Status} {load.RowsLoaded}");
    }
}
