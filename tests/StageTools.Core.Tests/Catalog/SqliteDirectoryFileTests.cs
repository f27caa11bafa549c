using System.Data.SQLite;
using StageTools.Catalog;
using StageTools.Catalog.Sqlite;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog;

/// <summary>The room that directory tables take in the catalog's file.</summary>
public sealed class SqliteDirectoryFileTests : CatalogSuite<SqlitePlace>
{
    private const int Files = 50_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_is_no_larger_after_many_refreshes_than_after_the_first(bool isOfOldVersion)
    {
        var stage = await AddAsync(CatalogPlace.Entry("sales") with { DirectoryTable = true });
        if (isOfOldVersion)
            Sqlite("PRAGMA auto_vacuum = NONE; VACUUM");

        await RefreshAsync(stage);
        var pages = Sqlite("PRAGMA page_count");
        for (var i = 0; i < 3; i++)
            await RefreshAsync(stage);

        (Sqlite("PRAGMA page_count") - Sqlite("PRAGMA freelist_count")).ShouldBeInRange(pages - 64, pages + 64);
        Sqlite("PRAGMA freelist_count").ShouldBeLessThan(1100);
        Sqlite("SELECT count(*) FROM directory_file").ShouldBe(Files);
        await Catalog.UpdateAsync(stage.Name, static older => older with { DirectoryTable = false }, Token);
        Sqlite("SELECT count(*) FROM directory_file").ShouldBe(0);
        Sqlite("PRAGMA page_count").ShouldBeLessThan(1100);
    }

    private Task<long> RefreshAsync(CatalogEntry stage) => Catalog.Directory.RefreshAsync(
        stage,
        Enumerable.Range(0, Files).Select(static n => new StoreItem($"a name of some length that a file may have {n:00000}", 1, DateTimeOffset.UnixEpoch)).ToAsync(),
        Token);

    private long Sqlite(string sql)
    {
        using var connection = new SQLiteConnection($"Data Source={SqliteCatalog.FileIn(Place.Folder.Home)};Pooling=False");
        connection.Open();
        using var command = new SQLiteCommand(sql, connection);
        return command.ExecuteScalar() as long? ?? 0;
    }
}
