using StageTools.Catalog;
using StageTools.Catalog.Sqlite;
using StageTools.Paths;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog that others write at the same time.</summary>
public sealed class SqliteLockTests : SqliteFileTests
{
    [Fact]
    public async Task A_writer_gives_up_when_another_keeps_the_catalog_locked()
    {
        await CreateAsync("sales");
        using var other = Locked();
        using var catalog = new SqliteCatalog(Folder.Home, Soon);
        (await StageErrorCode.CatalogBusy.ShouldFailAsync(() => catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token)))
            .Target.ShouldBe(SqliteCatalog.FileIn(Folder.Home));
    }

    [Fact]
    public async Task A_reader_need_not_wait_for_a_writer()
    {
        await CreateAsync("sales");
        using var other = Locked();
        using var catalog = new SqliteCatalog(Folder.Home, Soon);
        (await catalog.ListAsync("", Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_writer_that_waits_can_be_stopped()
    {
        await CreateAsync("sales");
        using var other = Locked();
        using var catalog = new SqliteCatalog(Folder.Home, TimeSpan.FromHours(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var removing = Task.Run(() => catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, stop.Token), Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => removing);
    }

    [Fact]
    public async Task A_writer_goes_on_when_the_lock_is_given_back()
    {
        await CreateAsync("sales");
        using var catalog = new SqliteCatalog(Folder.Home);
        Task<CatalogEntry?> removing;
        using (Locked())
            removing = Task.Run(() => catalog.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token), Token);
        (await removing).ShouldNotBeNull();
    }
}
