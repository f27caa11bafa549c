using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Import;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Import;

/// <summary>A folder of files that a test loads into databases, with the databases' files beside them.</summary>
internal sealed class LoadFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public TestFolder Folder => _folder;

    /// <summary>A database file that is yet to be made.</summary>
    public string Sqlite => _folder.At("db/test.db");

    public IStore Place => _folder.Place;

    /// <summary>Writes a file to load.</summary>
    public void Write(string name, string content) => _folder.Write(name, content);

    /// <summary>The files of these names, as a listing gives them.</summary>
    public async Task<List<ImportFile>> FilesAsync(params string[] names)
    {
        var files = new List<ImportFile>();
        foreach (var name in names)
        {
            var item = await Place.FindAsync(StageKey.Parse(name), Token);
            files.Add(ImportFile.Resolve(Place, item ?? throw new FileNotFoundException(name), FileFormat.Unspecified, FileFormat.Unspecified));
        }

        return files;
    }

    /// <summary>Loads files into a table of the SQLite file.</summary>
    public async Task<List<StageLoad>> LoadAsync(string table, params string[] names) => await LoadAsync(new LoadOptions(table), names);

    public async Task<List<StageLoad>> LoadAsync(LoadOptions options, params string[] names)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Sqlite)!);
        await using var database = await DatabaseOpening.OpenFileAsync(Sqlite, create: true, Token);
        return await LoadAsync(database, options, names);
    }

    public async Task<List<StageLoad>> LoadAsync(Database database, LoadOptions options, params string[] names) =>
        await new LoadJob(database, options, new LoadProgress()).RunAsync(await FilesAsync(names), Token).ToListAsync();

    /// <summary>What the sqlite3 command prints: values bare, | between two, a line a row.</summary>
    public async Task<string> SqliteAsync(string sql)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "there is no sqlite3 (apt-get install sqlite3)");
        Directory.CreateDirectory(Path.GetDirectoryName(Sqlite)!);
        var output = await Child.RunAsync("/usr/bin/sqlite3", ["-batch", "-bail", Sqlite, sql]);
        return output.TrimEnd('\n');
    }

    public void Dispose() => _folder.Dispose();
}
