using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Secrets of a team: under the team's key, which no machine makes for itself, and by two credentials where a stage has two.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class TeamSecretTests : TeamSuite
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(static n => (byte)n)]);
    private static readonly string NewKey = Convert.ToBase64String([.. Enumerable.Range(33, 32).Select(static n => (byte)n)]);

    private readonly MachineEnvironment _environment = new(SecretBox.KeyVariable);

    public override async ValueTask DisposeAsync()
    {
        _environment.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_teams_key_no_secret_is_kept_and_no_key_is_made()
    {
        using var engine = Place.NewEngine();
        (await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => engine.Stages.CreateAsync(SecretStages.Definition("sales"), Token)))
            .Message.ShouldContain(SecretBox.KeyVariable);
        File.Exists(Place.Folder.Home.KeyFile).ShouldBeFalse();
        await engine.Stages.CreateAsync(Place.Definition("files"), Token);
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["files"]);
    }

    [Fact]
    public async Task The_key_of_one_machines_file_is_not_the_teams()
    {
        Place.Folder.Write("home/catalog.key", Key);
        using var engine = Place.NewEngine();
        await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => engine.Stages.CreateAsync(SecretStages.Definition("sales"), Token));
    }

    [Fact]
    public async Task Who_may_write_uses_the_second_credential_and_who_may_read_the_first()
    {
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
        await CreateAsync("reads-only", "writes-too");
        await GrantAsync("sales", StageRights.Read, Ann);
        await GrantAsync("sales", StageRights.Read | StageRights.Write, Bob);
        (await SecretAsync(Ann)).ShouldBe("reads-only");
        (await SecretAsync(Bob)).ShouldBe("writes-too");
    }

    [Fact]
    public async Task The_second_credential_is_changed_and_taken_away_by_itself()
    {
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
        await CreateAsync("reads-only", "writes-too");
        using var engine = Place.NewEngine();
        await engine.Stages.SetAsync(Name("sales"), new StageChange { WriteConnection = Secret("another") }, Token);
        (await SecretAsync(Place.Administrator)).ShouldBe("another");
        await engine.Stages.SetAsync(Name("sales"), new StageChange { WriteConnection = StageConnection.None }, Token);
        (await SecretAsync(Place.Administrator)).ShouldBe("reads-only");
    }

    [Fact]
    public async Task A_new_key_is_for_both_credentials_and_must_be_given()
    {
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
        await CreateAsync("reads-only", "writes-too");
        await GrantAsync("sales", StageRights.Read, Ann);
        using var engine = Place.NewEngine();
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.UpdateKeyAsync(newKey: null, Token));
        var update = await engine.UpdateKeyAsync(NewKey, Token);
        (update.Stages, update.Location).ShouldBe((1, SecretBox.KeyVariable));
        await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => SecretAsync(Ann));
        await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => SecretAsync(Place.Administrator));
        MachineEnvironment.Set(SecretBox.KeyVariable, $"{Key} {NewKey}");
        (await SecretAsync(Ann)).ShouldBe("reads-only");
        (await SecretAsync(Place.Administrator)).ShouldBe("writes-too");
    }

    [Fact]
    public async Task A_connection_that_is_changed_while_the_key_is_keeps_the_new_key()
    {
        var made = NamedEntriesTests.Connection("keys", 1);
        await Catalog.Named.PutAsync(NamedKind.Connection, made.Name, _ => made, Token);
        foreach (var (comment, secret, kept) in new (string, byte?, byte)[] { ("new", null, 2), ("newer", 7, 7) })
        {
            await Catalog.Named.PutAsync(
                NamedKind.Connection,
                made.Name,
                older =>
                {
                    // Read with the old key; the change comes when the new one is there.
                    if (older!.Comment != comment)
                        ResealAsync(2).GetAwaiter().GetResult();
                    return older with { Comment = comment, SealedSecrets = secret is { } box ? new[] { box } : older.SealedSecrets };
                },
                Token);
            var changed = (await Catalog.Named.FindAsync(NamedKind.Connection, made.Name, Token))!;
            (changed.Comment, changed.SealedSecrets.Span[0]).ShouldBe((comment, kept));
        }
    }

    [Fact]
    public async Task The_database_never_sees_a_secret()
    {
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
        await CreateAsync("reads-only-0123", "writes-too-0123");
        var all = await Place.SqlAsync("SELECT s::text FROM stagetools.stages s UNION ALL SELECT s::text FROM stagetools.stage_secret s");
        all.ShouldNotContain("only-0");
        all.ShouldNotContain(Convert.ToHexString("only-0"u8), Case.Insensitive);
    }

    /// <summary>What a new key does to all boxes.</summary>
    private Task<int> ResealAsync(byte box) => Catalog.ResealAsync(
        entries => [.. entries.Select(entry => entry with { Box = new[] { box } })], Token);

    private static StageConnection? Secret(string secret) =>
        KnownStores.All.ParseConnection([new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, secret)]);

    private async Task CreateAsync(string secret, string writeSecret)
    {
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(
            SecretStages.Definition("a") with { Name = Name("sales"), Private = true, Connection = Secret(secret), WriteConnection = Secret(writeSecret) }, Token);
    }

    private async Task<string> SecretAsync(string role)
    {
        var box = new SecretBox(Place.Folder.Home, isShared: true);
        return box.ConnectionOf((await FindAsync(role, "sales"))!).Secrets[StageConnection.SecretKey];
    }
}
