namespace StageTools.Core.Tests.Catalog.Copies;

/// <summary>Where a backup is not written to: over what the catalog lives by.</summary>
public sealed class BackupPlaceTests : CopySuite<SqlitePlace>
{
    [Theory]
    [InlineData("home/catalog.db")]
    [InlineData("home/catalog.db-wal")]
    [InlineData("home/catalog.db-shm")]
    [InlineData("home/catalog.key")]
    [InlineData("home/home.id")]
    [InlineData("home/sessions/mine.lock")]
    [InlineData("home/stages")]
    [InlineData("home/x/../catalog.key")]
    [InlineData("home/stages.backup")]
    [InlineData("linked/catalog.key")]
    [InlineData("key")]
    [InlineData("other.db")]
    [InlineData("other.db-wal")]
    [InlineData("linked.db")]
    [InlineData("other.db.v1")]
    [InlineData("sessions/mine.lock")]
    public async Task Nothing_of_the_catalogs_own_is_replaced(string place)
    {
        var isElsewhere = place.Split('/')[0] is "sessions" or "linked.db" || place.StartsWith("other.db", StringComparison.Ordinal);
        using var engine = new StageEngine(HomeOf(Place), isElsewhere ? Place.Folder.At("other.db") : null);
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        Directory.CreateSymbolicLink(Place.Folder.At("linked"), HomeOf(Place).Folder);
        System.IO.File.CreateSymbolicLink(Place.Folder.At("key"), HomeOf(Place).KeyFile);
        System.IO.File.CreateSymbolicLink(Place.Folder.At("linked.db"), Place.Folder.At("other.db"));
        foreach (var replace in new[] { true, false })
        {
            var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.BackupCatalogAsync(Path.GetFullPath(Place.Folder.At(place)), passphrase: null, replace, Token));
            error.Message.ShouldContain("among the catalog's own files");
            error.Message.Contains("outside the folder", StringComparison.Ordinal).ShouldBe(!isElsewhere);
        }

        (await engine.Stages.Named.ListConnectionsAsync("", Token)).ShouldHaveSingleItem();
        (await engine.Stages.ListAsync(Token)).Count.ShouldBe(3);
        (await engine.RestoreCatalogAsync(File, passphrase: null, new StageTools.Catalog.CatalogCopyOptions { Replace = true }, Token)).Stages.ShouldBe(2);
    }

    [Fact]
    public async Task Where_no_file_can_be_is_said()
    {
        using var engine = Place.NewEngine();
        System.IO.File.CreateSymbolicLink(Place.Folder.At("circle"), Place.Folder.At("circle"));
        foreach (var name in new[] { new string('x', 300), "circle" })
            await StageErrorCode.PathInvalid.ShouldFailAsync(() => engine.BackupCatalogAsync(Place.Folder.At(name), passphrase: null, replace: true, Token));
    }

    [Fact]
    public async Task Among_the_files_of_stages_it_is_one_of_them()
    {
        using var engine = Place.NewEngine();
        foreach (var folder in new[] { HomeOf(Place).StageFolder(new string('a', 32)), HomeOf(Place).UserFolder() })
        {
            Directory.CreateDirectory(folder);
            (await engine.BackupCatalogAsync(Path.Combine(folder, "catalog.backup"), passphrase: null, replace: false, Token)).Stages.ShouldBe(0);
        }
    }
}
