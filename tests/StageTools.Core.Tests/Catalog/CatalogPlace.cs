using StageTools.Catalog;
using StageTools.Catalog.Sqlite;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>Where a catalog of one test's own is, of one kind or the other.</summary>
public abstract class CatalogPlace : IAsyncDisposable
{
    internal TestFolder Folder { get; } = new();

    /// <summary>What has a process of its own use this catalog.</summary>
    public virtual IReadOnlyDictionary<string, string>? Environment => null;

    /// <summary>The catalog, as another process opens it.</summary>
    public abstract IStageCatalog Open();

    /// <summary>An engine over it, as another process has one.</summary>
    public StageEngine NewEngine() => new(Folder.Home, Open());

    /// <summary>A stage over a folder beside the catalog: both kinds of catalog serve one.</summary>
    internal StageDefinition Definition(string name) => new(StageName.Parse(name)) { Url = KnownStores.All.ParseUrl(Folder.Folder("files"), "/") };

    /// <summary>The same as a catalog keeps it.</summary>
    public static CatalogEntry Entry(string name) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Name = StageName.Parse(name),
        Url = new StageUrl("s3", "bucket"),
        CreatedOn = DateTimeOffset.UtcNow,
    };

    /// <summary>What its kind does before a test can use it.</summary>
    public virtual ValueTask BeginAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The embedded catalog.</summary>
public sealed class SqlitePlace : CatalogPlace
{
    public override IStageCatalog Open() => new SqliteCatalog(Folder.Home);
}

/// <summary>Tests that hold for every kind of catalog, each with one of its own.</summary>
public abstract class CatalogSuite<TPlace> : IAsyncLifetime
    where TPlace : CatalogPlace, new()
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TPlace Place { get; } = new();

    private protected IStageCatalog Catalog { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        await Place.BeginAsync();
        Catalog = Place.Open();
    }

    public virtual async ValueTask DisposeAsync()
    {
        Catalog?.Dispose();
        await Place.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static StageName Name(string name) => StageName.Parse(name);

    private protected Task<CatalogEntry> AddAsync(CatalogEntry entry, bool replace = false) => Catalog.AddAsync(entry.Name, () => entry, replace, Token);

    private protected Task<CatalogEntry> AddAsync(string name) => AddAsync(CatalogPlace.Entry(name));
}
