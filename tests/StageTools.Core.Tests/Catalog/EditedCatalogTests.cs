using StageTools.Catalog;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog's file whose ids somebody made paths of: they lead nowhere.</summary>
public sealed class EditedCatalogTests : SqliteFileTests
{
    [Theory]
    [InlineData("../../victim")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("catalog")]
    public async Task A_stage_that_is_called_by_a_path_has_no_files_and_can_be_dropped(string id)
    {
        await CreateAsync("evil");
        Folder.Write("victim/precious.txt");
        Folder.Write("home/stages/catalog/precious.txt");
        Sql($"UPDATE stage SET id = '{id}'");
        using (var engine = new StageEngine(Folder.Home))
        {
            var evil = StageName.Parse("evil");
            (await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => engine.Files.OpenStoreAsync(evil, forWriting: false, Token))).Message.ShouldContain($"'{id}' is no id");
            await engine.Stages.RemoveAsync(evil, keepFiles: false, Token);
            (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        }

        Folder.Read("victim/precious.txt").ShouldNotBeNull();
        Folder.Read("home/stages/catalog/precious.txt").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("UPDATE stage SET id = '../x'", "the stage 'evil'")]
    [InlineData("UPDATE named_entry SET id = ''", "the connection 'evil'")]
    public async Task No_backup_is_written_that_could_not_be_restored(string change, string named)
    {
        await CreateAsync("evil");
        using (var first = new StageEngine(Folder.Home))
            await first.Stages.Named.CreateConnectionAsync(StageName.Parse("evil"), "s3", connection: null, comment: null, IfStageExists.Fail, Token);
        Sql(change);
        using var engine = new StageEngine(Folder.Home);
        var backup = Folder.At("catalog.backup");
        (await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => engine.BackupCatalogAsync(backup, passphrase: null, replace: false, Token))).Message.ShouldContain(named);
        File.Exists(backup).ShouldBeFalse();
        (await engine.Stages.RemoveAsync(StageName.Parse("evil"), keepFiles: true, Token)).ShouldBeNull();
        await engine.Stages.Named.RemoveAsync(NamedKind.Connection, StageName.Parse("evil"), Token);
        (await engine.BackupCatalogAsync(backup, passphrase: null, replace: false, Token)).Stages.ShouldBe(0);
    }

    [Fact]
    public async Task Nor_do_those_of_given_up_files_and_of_sessions()
    {
        using (var first = new StageEngine(Folder.Home))
            await first.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")), Token);
        Folder.Write("victim/precious.txt");
        Folder.Write("victim.lock");
        Folder.Folder("home/sessions");
        Sql("INSERT INTO discarded_stage VALUES ('../../victim'); UPDATE stage SET session = '../../victim'");
        using var engine = new StageEngine(Folder.Home);
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        Folder.Read("victim/precious.txt").ShouldNotBeNull();
        Folder.Read("victim.lock").ShouldNotBeNull();
    }
}
