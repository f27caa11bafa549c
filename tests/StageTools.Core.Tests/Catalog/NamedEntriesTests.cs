using StageTools.Catalog;
using StageTools.Core.Tests.Catalog.Postgres;

namespace StageTools.Core.Tests.Catalog;

public sealed class NamedEntriesOnSqliteTests : NamedEntriesTests<SqlitePlace>;

public sealed class NamedEntriesOnPostgresTests : NamedEntriesTests<PostgresPlace>;

/// <summary>Connections and file formats as a catalog keeps them.</summary>
internal static class NamedEntriesTests
{
    public static NamedEntry Connection(string name, byte secret) => New(NamedKind.Connection, name) with
    {
        Settings = """{"region":"eu","storage_type":"s3"}""",
        SealedSecrets = secret == 0 ? default : new[] { secret },
    };

    public static NamedEntry Format(string name) => New(NamedKind.FileFormat, name) with { Settings = """{"type":"csv","field_delimiter":";"}""" };

    private static NamedEntry New(NamedKind kind, string name) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Kind = kind,
        Name = StageTools.Paths.StageName.Parse(name),
        Settings = "{}",
        Comment = "it's \"one\"; 😀",
        CreatedOn = DateTimeOffset.UtcNow,
    };
}

/// <summary>What every catalog does with connections and file formats.</summary>
public abstract class NamedEntriesTests<TPlace> : CatalogSuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    [Theory]
    [InlineData(NamedKind.Connection)]
    [InlineData(NamedKind.FileFormat)]
    public async Task The_next_process_finds_one_as_it_was_made(NamedKind kind)
    {
        var made = kind is NamedKind.Connection ? NamedEntriesTests.Connection("Ümlaut", 7) : NamedEntriesTests.Format("Ümlaut");
        await Catalog.Named.PutAsync(kind, made.Name, _ => made, Token);
        await Catalog.Named.PutAsync(kind, Name("other"), _ => made with { Id = Guid.NewGuid().ToString("N"), Name = Name("other") }, Token);
        using var other = Place.Open();
        var found = (await other.Named.FindAsync(kind, Name("ümlaut"), Token)).ShouldNotBeNull();
        (found.Id, found.Name.Value, found.Settings, found.Comment).ShouldBe((made.Id, "Ümlaut", made.Settings, made.Comment));
        found.SealedSecrets.ToArray().ShouldBe(made.SealedSecrets.ToArray());
        found.CreatedOn.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        (await other.Named.ListAsync(kind, "ü", Token)).ShouldHaveSingleItem().Id.ShouldBe(made.Id);
        (await other.Named.ListAsync(kind, "", Token)).Select(static e => e.Name.Value).ShouldBe(["other", "Ümlaut"]);
        (await other.Named.FindAsync(kind is NamedKind.Connection ? NamedKind.FileFormat : NamedKind.Connection, made.Name, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_stage_has_what_its_entries_say_now()
    {
        var connection = await PutAsync(NamedEntriesTests.Connection("c", 7));
        var format = await PutAsync(NamedEntriesTests.Format("f"));
        await AddAsync(CatalogPlace.Entry("s") with { NamedConnection = connection, NamedFormat = format });
        await Catalog.Named.PutAsync(
            NamedKind.Connection, Name("c"), static older => older! with { Settings = """{"region":"us","storage_type":"s3"}""", SealedSecrets = new byte[] { 9, 9 } }, Token);
        await Catalog.Named.PutAsync(NamedKind.FileFormat, Name("f"), static older => older! with { Settings = """{"type":"tsv"}""" }, Token);
        var found = (await Catalog.FindAsync(Name("s"), Token)).ShouldNotBeNull();
        found.Connection!["region"].ShouldBe("us");
        found.Connection.ContainsKey("storage_type").ShouldBeFalse();
        found.SealedSecrets.ToArray().ShouldBe([9, 9]);
        found.FileFormat!.ToString().ShouldBe("TSV");
        (found.NamedConnection!.Name.Value, found.NamedFormat!.Name.Value).ShouldBe(("c", "f"));

        // What is changed of the stage is not what its entries say.
        await Catalog.UpdateAsync(Name("s"), static stage => stage with { Comment = "another" }, Token);
        (await Catalog.FindAsync(Name("s"), Token))!.SealedSecrets.ToArray().ShouldBe([9, 9]);
        await Catalog.UpdateAsync(
            Name("s"), static stage => stage with { NamedConnection = null, NamedFormat = null, SealedSecrets = new byte[] { 1 }, FileFormat = null }, Token);
        found = (await Catalog.FindAsync(Name("s"), Token))!;
        (found.NamedConnection, found.NamedFormat, found.FileFormat).ShouldBe((null, null, null));
        found.SealedSecrets.ToArray().ShouldBe([1]);
        (await Catalog.Named.RemoveAsync(NamedKind.Connection, Name("c"), Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_a_stage_refers_to_stays()
    {
        var connection = await PutAsync(NamedEntriesTests.Connection("c", 7));
        await AddAsync(CatalogPlace.Entry("s") with { NamedConnection = connection });
        (await StageErrorCode.ConnectionInUse.ShouldFailAsync(() => Catalog.Named.RemoveAsync(NamedKind.Connection, Name("C"), Token))).Message.ShouldContain("'s'");
        await Catalog.RemoveAsync(Name("s"), keepFiles: false, Token);
        (await Catalog.Named.RemoveAsync(NamedKind.Connection, Name("C"), Token)).ShouldBeTrue();
        (await Catalog.Named.RemoveAsync(NamedKind.Connection, Name("C"), Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_of_one_that_is_gone_is_not_made()
    {
        var connection = await PutAsync(NamedEntriesTests.Connection("c", 7));
        await AddAsync(CatalogPlace.Entry("there"));
        await Catalog.Named.RemoveAsync(NamedKind.Connection, Name("c"), Token);
        await StageErrorCode.ConnectionNotFound.ShouldFailAsync(() => AddAsync(CatalogPlace.Entry("s") with { NamedConnection = connection }));
        await StageErrorCode.ConnectionNotFound.ShouldFailAsync(() => Catalog.UpdateAsync(Name("there"), stage => stage with { NamedConnection = connection }, Token));
        (await Catalog.ListAsync("", Token)).ShouldHaveSingleItem().NamedConnection.ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_change_changes_nothing()
    {
        await PutAsync(NamedEntriesTests.Connection("c", 7));
        await Should.ThrowAsync<StageException>(() => Catalog.Named.PutAsync(
            NamedKind.Connection, Name("c"), static _ => throw new StageException(StageErrorCode.OptionInvalid, "No."), Token));
        (await Catalog.Named.FindAsync(NamedKind.Connection, Name("c"), Token))!.SealedSecrets.ToArray().ShouldBe([7]);
    }

    [Fact]
    public async Task Its_secrets_are_sealed_anew_with_all_others()
    {
        var connection = await PutAsync(NamedEntriesTests.Connection("c", 7));
        await PutAsync(NamedEntriesTests.Connection("plain", 0));
        await AddAsync(CatalogPlace.Entry("s") with { NamedConnection = connection });
        await AddAsync(CatalogPlace.Entry("own") with { SealedSecrets = new byte[] { 1 } });
        (await Catalog.ResealAsync(static all => [.. all.Select(static secrets => secrets with { Box = new byte[] { 2, 2 } })], Token)).ShouldBe(2);
        (await Catalog.Named.FindAsync(NamedKind.Connection, Name("plain"), Token))!.SealedSecrets.Length.ShouldBe(0);
        foreach (var name in (string[])["s", "own"])
            (await Catalog.FindAsync(Name(name), Token))!.SealedSecrets.ToArray().ShouldBe([2, 2]);
    }

    [Fact]
    public async Task Of_many_changes_at_once_none_is_lost()
    {
        await PutAsync(NamedEntriesTests.Connection("c", 1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var other = Place.Open();
            for (var i = 0; i < 5; i++)
            {
                await other.Named.PutAsync(
                    NamedKind.Connection,
                    Name("c"),
                    static older => older! with { SealedSecrets = new byte[older.SealedSecrets.Length + 1] },
                    Token);
            }
        })));
        (await Catalog.Named.FindAsync(NamedKind.Connection, Name("c"), Token))!.SealedSecrets.Length.ShouldBe(41);
    }

    [Fact]
    public async Task Of_many_that_make_one_at_once_one_does()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var other = Place.Open();
            var entry = NamedEntriesTests.Connection("c", 1);
            return (await other.Named.PutAsync(NamedKind.Connection, Name("c"), older => older ?? entry, Token)).Id;
        })));
        made.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
    }

    private Task<NamedEntry> PutAsync(NamedEntry entry) => Catalog.Named.PutAsync(entry.Kind, entry.Name, _ => entry, Token);
}
