using System.Globalization;
using System.Text.Json.Nodes;
using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Core.Tests.Catalog.Postgres;

namespace StageTools.Core.Tests.Catalog.Copies;

public sealed class DamagedBackupsOnSqliteTests : DamagedBackupTests<SqlitePlace>;

public sealed class DamagedBackupsOnPostgresTests : DamagedBackupTests<PostgresPlace>;

/// <summary>What is no backup, or was changed by hand so that it is none any more: nothing of it is restored.</summary>
public abstract class DamagedBackupTests<TPlace> : CopySuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private const string Passphrase = "correct horse battery";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (Catalog.Team is not null)
            MachineEnvironment.Set(SecretBox.KeyVariable, Key);
    }

    [Theory]
    [InlineData("Stages/0/Id", "'../../victim'")]
    [InlineData("Stages/0/Id", "'..'")]
    [InlineData("Stages/0/Id", "''")]
    [InlineData("Stages/0/Id", "'0123456789ABCDEF0123456789abcdef'")]
    [InlineData("Stages/0/Id", "' 0123456789abcdef0123456789abcdef'")]
    [InlineData("Named/0/Id", "'../../victim'")]
    [InlineData("Named/1/Id", "'1'")]
    [InlineData("Stages/0", "null")]
    [InlineData("Named/0", "null")]
    [InlineData("Grants", "[null]")]
    [InlineData("Grants", "[{'Stage':'own','Role':null,'Rights':'Read','GrantedBy':'x'}]")]
    [InlineData("Grants", "[{'Stage':'own','Rights':'Read','GrantedBy':'x'}]")]
    [InlineData("Grants", "[{'Stage':'own','Role':'PUBLIC','Rights':77,'GrantedBy':'x'}]")]
    [InlineData("Grants", "[{'Stage':'own','Role':'PUBLIC','Rights':1,'GrantedBy':'x'},{'Stage':'OWN','Role':'PUBLIC','Rights':1,'GrantedBy':'x'}]")]
    [InlineData("Stages/1/Name", "'OWN'")]
    [InlineData("Stages/0/Name", "'~'")]
    [InlineData("Stages/0/Connection", "{'region':null}")]
    [InlineData("Named/0/Kind", "7")]
    [InlineData("Named/0/Settings", "'null'")]
    [InlineData("Named/0/Settings", "'{\\u0022storage_type\\u0022:\\u0022s3\\u0022,\\u0022region\\u0022:null}'")]
    [InlineData("Named/1/Settings", "'null'")]
    [InlineData("Named/1/Settings", "'[]'")]
    public async Task A_backup_that_says_what_cannot_be_is_none(string place, string value)
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        var before = await TextAsync(Catalog, HomeOf(Place));
        ChangeFile(content => Set(content, place.Split('/'), value.Replace('\'', '"')));
        await RefusedAsync(engine, passphrase: null);
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(before);
    }

    [Fact]
    public async Task Of_a_comment_comes_back_what_every_catalog_keeps()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        ChangeFile(static content =>
        {
            foreach (var list in new[] { "Stages", "Named" })
                content[list]![0]!["Comment"] = "a\0b";
        });
        await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token);
        var restored = await Catalog.ReadContentAsync(Token);
        restored.Stages.Count(static stage => stage.Comment == "ab").ShouldBe(1);
        restored.Named.Count(static entry => entry.Comment == "ab").ShouldBe(1);
    }

    [Theory]
    [InlineData("Stages", "Id", "ffffffffffffffffffffffffffffffff")]
    [InlineData("Stages", "Name", "another")]
    [InlineData("Named", "Id", "ffffffffffffffffffffffffffffffff")]
    [InlineData("Named", "Name", "another")]
    public async Task No_id_and_no_name_is_in_it_twice(string list, string part, string differs)
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        ChangeFile(content =>
        {
            var again = content[list]![0]!.DeepClone();
            again[part] = differs;
            content[list]!.AsArray().Add(again);
        });
        await RefusedAsync(engine, passphrase: null);
    }

    [Theory]
    [InlineData("Salt")]
    [InlineData("Sealed")]
    [InlineData("Iterations")]
    public async Task A_key_of_which_a_part_is_missing_is_none(string part)
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, Passphrase, replace: false, Token);
        ChangeFile(content => content["Key"]!.AsObject().Remove(part));
        await RefusedAsync(engine, Passphrase);
    }

    [Fact]
    public async Task A_part_of_a_file_is_no_backup_and_restores_nothing()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        var whole = Place.Folder.Read("catalog.backup");
        await using var elsewhere = new TPlace();
        await elsewhere.BeginAsync();
        using var other = elsewhere.NewEngine();
        using var catalog = elsewhere.Open();
        for (var length = 0; length < whole.TrimEnd().Length; length += 97)
        {
            Place.Folder.Write("catalog.backup", whole[..length]);
            await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => other.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
        }

        (await catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        (await catalog.Named.ListAsync(NamedKind.Connection, "", Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1}""")]
    [InlineData("""{"Kind":"another","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[],"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":null,"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[{"Id":"0123456789abcdef0123456789abcdef","Kind":"Connection","Name":"a","Settings":"{}","CreatedOn":"2026-01-01T00:00:00Z"}],"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[{"Id":"0123456789abcdef0123456789abcdef","Kind":"Connection","Name":"a","Settings":"null","CreatedOn":"2026-01-01T00:00:00Z"}],"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[],"Stages":[{"Id":"0123456789abcdef0123456789abcdef","Name":"a/b","Enabled":true,"DirectoryTable":false}]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[],"Stages":[{"Id":"0123456789abcdef0123456789abcdef","Name":"a","Enabled":true,"DirectoryTable":false,"ConnectionName":"gone"}]}""")]
    public async Task What_is_no_backup_is_said_to_be_none(string text)
    {
        Place.Folder.Write("catalog.backup", text);
        using var engine = Place.NewEngine();
        await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
    }

    private Task<StageException> RefusedAsync(StageEngine engine, string? passphrase) => StageErrorCode.CatalogCorrupt.ShouldFailAsync(
        () => engine.RestoreCatalogAsync(File, passphrase, new CatalogCopyOptions { Replace = true }, Token));

    private static void Set(JsonNode content, ReadOnlySpan<string> path, string json)
    {
        foreach (var part in path[..^1])
            content = (int.TryParse(part, CultureInfo.InvariantCulture, out var place) ? content[place] : content[part])!;
        if (int.TryParse(path[^1], CultureInfo.InvariantCulture, out var index))
            content[index] = JsonNode.Parse(json);
        else
            content[path[^1]] = JsonNode.Parse(json);
    }
}
