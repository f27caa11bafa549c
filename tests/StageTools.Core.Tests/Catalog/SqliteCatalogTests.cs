using StageTools.Catalog.Sqlite;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>The embedded catalog is one file in its home, made on first use.</summary>
public sealed class SqliteCatalogTests : SqliteFileTests
{
    [Fact]
    public void Nothing_is_made_before_the_catalog_is_asked_something()
    {
        new StageEngine(Folder.Home).Dispose();
        Directory.Exists(Folder.Home.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_is_found_by_the_next_process()
    {
        await CreateAsync("Sales");
        using var catalog = new SqliteCatalog(Folder.Home);
        (await catalog.FindAsync(StageName.Parse("sales"), Token))!.Name.Value.ShouldBe("Sales");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a;b=c")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("it's")]
    [InlineData("say \"hi\"")]
    [InlineData("what?mode=ro&immutable=1#here")]
    [InlineData("%20 100%")]
    [InlineData("|DataDirectory|")]
    [InlineData("{x}")]
    [InlineData(" Grüße 😀 ")]
    [InlineData("back\\slash")]
    public async Task A_home_of_any_name_holds_its_catalog(string name)
    {
        var home = new MachineHome(Folder.At(name));
        using (var engine = new StageEngine(home))
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        File.Exists(SqliteCatalog.FileIn(home)).ShouldBeTrue();
        using var catalog = new SqliteCatalog(home);
        (await catalog.ListAsync("", Token)).ShouldHaveSingleItem().Name.Value.ShouldBe("sales");
    }

    [Fact]
    public async Task A_catalog_that_is_taken_away_or_replaced_is_not_written_to_where_it_was()
    {
        using var engine = new StageEngine(Folder.Home);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("old")), Token);
        Directory.Move(Folder.Home.Folder, Folder.At("away"));
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("new")), Token);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("new");
        using var catalog = new SqliteCatalog(new MachineHome(Folder.At("away")));
        (await catalog.ListAsync("", Token)).ShouldHaveSingleItem().Name.Value.ShouldBe("old");
    }

    [Fact]
    public async Task A_catalog_that_nobody_uses_is_one_file_again_soon()
    {
        using var engine = new StageEngine(Folder.Home);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        File.Exists(SqliteCatalog.FileIn(Folder.Home) + "-wal").ShouldBeTrue();
        for (var waited = 0; File.Exists(SqliteCatalog.FileIn(Folder.Home) + "-wal"); waited++)
        {
            waited.ShouldBeLessThan(600);
            await Task.Delay(100, Token);
        }

        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("more")), Token);
        (await engine.Stages.ListAsync(Token)).Count.ShouldBe(2);
    }
}
