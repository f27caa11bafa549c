using System.Text.Json;
using StageTools.Catalog;
using StageTools.Catalog.Copies;
using StageTools.Catalog.Postgres;
using StageTools.Catalog.Secrets;
using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Storage;
using StageTools.Core.Tests.Storage.Buckets;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A team's bucket: internal stages for all, and everybody's own by the name that the database knows him by.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class TeamStorageTests(TestBucket bucket) : TeamSuite, IClassFixture<TestBucket>
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(static n => (byte)n)]);

    private readonly MachineEnvironment _environment = new(SecretBox.KeyVariable, StorageSetting.Variable, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

    private BucketFolder Folder { get; set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Folder = await bucket.FolderAsync();
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
    }

    public override async ValueTask DisposeAsync()
    {
        _environment.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_bucket_an_internal_stage_is_refused_and_ones_own_is_the_machines()
    {
        using var engine = Place.NewEngine();
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.Stages.CreateAsync(Internal("mine"), Token))).Message.ShouldContain("-Url");
        (await Catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        await (await StoreAsync(engine, "~")).WriteTextAsync("a.txt");
        Directory.GetFiles(Place.Folder.Home.UserFolder()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_internal_stage_lies_in_the_bucket_for_all_and_its_credentials_are_the_catalogs()
    {
        using var engine = await UseAsync();
        var made = await engine.Stages.CreateAsync(Internal("mine"), Token);
        (made.Type, made.StorageType, made.HasCredentials).ShouldBe((StageKind.Internal, "s3", false));
        await (await StoreAsync(engine, "mine")).WriteTextAsync("a/b.csv", "content");
        var id = (await Catalog.FindAsync(Name("mine"), Token))!.Id;
        (await Folder.KeysAsync()).ShouldBe([$"stages/{id}/a/b.csv"]);
        using var ann = Place.EngineOf(Ann);
        (await (await StoreAsync(ann, "mine")).ReadTextAsync("a/b.csv")).ShouldBe("content");
        (await RevokeAsync("mine", StageRights.Write, "PUBLIC")).ShouldHaveSingleItem().ShouldContain("the credentials of the team's bucket");
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => ann.Files.OpenStoreAsync(Name("mine"), forWriting: true, Token));
    }

    [Fact]
    public async Task Who_may_use_no_internal_stage_sees_nothing_of_the_buckets_credentials()
    {
        using var engine = await UseAsync();
        const string sealedSecrets = "SELECT count(*) FROM stagetools.named_secret";
        (await Place.SqlAsync(Ann, sealedSecrets)).ShouldBe("0");
        await engine.Stages.CreateAsync(Internal("mine") with { Private = true }, Token);
        (await Place.SqlAsync(Ann, sealedSecrets)).ShouldBe("0");
        (await GrantAsync("mine", StageRights.Read, Ann)).ShouldHaveSingleItem().ShouldContain("open all internal stages, private ones too");
        (await Place.SqlAsync(Ann, sealedSecrets)).ShouldBe("1");
        foreach (var sql in new[] { "UPDATE stagetools.storage SET url = 's3://mine/'", "DELETE FROM stagetools.storage", "INSERT INTO stagetools.discarded_stage VALUES ('x')" })
            await Place.RefusedAsync(Ann, sql);
    }

    [Fact]
    public async Task Ones_own_stage_lies_under_the_name_of_the_role_and_is_reached_as_oneself()
    {
        using var engine = await UseAsync();
        using var ann = Place.EngineOf(Ann);
        MachineEnvironment.Set("AWS_ACCESS_KEY_ID", "nobody");
        MachineEnvironment.Set("AWS_SECRET_ACCESS_KEY", "nothing");
        await Should.ThrowAsync<StageException>(async () => await (await StoreAsync(ann, "~")).WriteTextAsync("a.txt"));
        SetOwnKey();
        await (await StoreAsync(ann, "~")).WriteTextAsync("a.txt", "ann's");
        await (await StoreAsync(engine, "~")).WriteTextAsync("a.txt", "mine");
        (await Folder.KeysAsync()).ShouldBe([$"users/{Place.Administrator}/a.txt", $"users/{Ann}/a.txt"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ada.l@acme+x", "ada.l@acme+x")]
    [InlineData("..", "%2E%2E")]
    [InlineData("a/../b c", "a%2F%2E%2E%2Fb%20c")]
    public async Task No_name_of_a_role_leads_out_of_the_users_folder(string name, string folder)
    {
        using var engine = await UseAsync();
        SetOwnKey();
        var storage = (await Catalog.FindStorageAsync(Token))!;
        var storing = new InternalStorage(Place.Folder.Home, KnownStores.All, new SecretBox(Place.Folder.Home, isShared: true));
        var store = storing.OpenUser(StageEntries.User() with { Storage = storage with { User = name } }, "@~/");
        await store.WriteTextAsync("a.txt");
        (await Folder.KeysAsync()).ShouldBe([$"users/{folder}/a.txt"]);
    }

    [Fact]
    public async Task A_dropped_stage_takes_its_files_unless_they_are_kept()
    {
        using var engine = await UseAsync();
        foreach (var name in new[] { "kept", "gone" })
        {
            await engine.Stages.CreateAsync(Internal(name), Token);
            await (await StoreAsync(engine, name)).WriteTextAsync(name);
        }

        (await engine.Stages.RemoveAsync(Name("kept"), keepFiles: true, Token)).ShouldStartWith($"s3://{Folder.Bucket}/{Folder.Prefix}stages/");
        await engine.Stages.RemoveAsync(Name("gone"), keepFiles: false, Token);
        (await Folder.KeysAsync()).ShouldHaveSingleItem().ShouldEndWith("/kept");
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.discarded_stage")).ShouldBe("0");
    }

    [Fact]
    public async Task A_replaced_stage_takes_its_files()
    {
        using var engine = await UseAsync();
        await engine.Stages.CreateAsync(Internal("mine"), Token);
        await (await StoreAsync(engine, "mine")).WriteTextAsync("a.txt");
        await engine.Stages.CreateAsync(Internal("mine") with { IfExists = IfStageExists.Replace }, Token);
        (await Folder.KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_temporary_internal_stage_goes_with_its_lease_files_and_all()
    {
        using var living = await UseAsync();
        using (var ended = Place.NewEngine())
        {
            await ended.Stages.CreateAsync(Internal("short") with { Temporary = true }, Token);
            await (await StoreAsync(ended, "short")).WriteTextAsync("a.txt");
        }

        (await Folder.KeysAsync()).ShouldBeEmpty();
        using var dead = Place.Open();
        using var session = dead.Sessions.Begin();
        var entry = CatalogPlace.Entry("draft") with { Url = null, Session = session.Id };
        await dead.AddAsync(Name("draft"), () => entry, replace: false, Token);
        await (await StoreAsync(living, "draft")).WriteTextAsync("a.txt");
        await Place.SqlAsync("SET session_replication_role = replica; UPDATE stagetools.session SET leased_until = now() - interval '25 hours'");
        using var later = Place.NewEngine();
        (await later.Stages.ListAsync(Token)).ShouldBeEmpty();
        (await Folder.KeysAsync()).ShouldBeEmpty();
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.discarded_stage")).ShouldBe("0");
    }

    [Fact]
    public async Task Another_bucket_waits_until_no_internal_stage_is_in_the_first()
    {
        using var engine = await UseAsync();
        await engine.Stages.CreateAsync(Internal("mine"), Token);
        using var root = Root();
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => root.InitializeCatalogAsync("s3://other/", connection: null, Token));
        (await Catalog.FindStorageAsync(Token))!.Url.Authority.ShouldBe(Folder.Bucket);
        await engine.Stages.RemoveAsync(Name("mine"), keepFiles: false, Token);
        await root.InitializeCatalogAsync("s3://other/", connection: null, Token);
        var storage = (await Catalog.FindStorageAsync(Token))!;
        (storage.Url.ToString(), storage.Connection, storage.User).ShouldBe(("s3://other/", null, Place.Administrator));
    }

    [Fact]
    public async Task What_is_no_bucket_of_the_catalog_is_refused()
    {
        using var engine = await UseAsync();
        using var root = Root();
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => root.InitializeCatalogAsync(Place.Folder.Path, connection: null, Token));
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => root.InitializeCatalogAsync("oss://bucket/", Name("team"), Token));
        await StageErrorCode.ConnectionNotFound.ShouldFailAsync(() => root.InitializeCatalogAsync("s3://bucket/", Name("nono"), Token));
        await StageErrorCode.ConnectionInUse.ShouldFailAsync(() => engine.Stages.Named.RemoveAsync(NamedKind.Connection, Name("team"), Token));
    }

    [Fact]
    public async Task The_printed_policy_keeps_everybodys_files_his_own()
    {
        using var engine = await UseAsync();
        using var root = Root();
        var setup = await root.InitializeCatalogAsync($"s3://{Folder.Bucket}/{Folder.Prefix}", Name("team"), Token);
        using var policy = JsonDocument.Parse(setup.BucketPolicy!);
        policy.RootElement.GetProperty("Statement").GetArrayLength().ShouldBe(3);

        // Ceph knows no variables in policies, and reads conditions of several values otherwise than AWS: one user's name, and the files alone.
        var statement = policy.RootElement.GetProperty("Statement")[0].GetRawText().Replace("${aws:username}", "ann", StringComparison.Ordinal);
        await Folder.Client.PutBucketPolicyAsync(Folder.Bucket, $$"""{"Version": "2012-10-17", "Statement": [{{statement}}]}""", Token);
        try
        {
            await Folder.Store.WriteTextAsync("users/ann/a.txt");
            await Folder.Store.WriteTextAsync("stages/x/a.txt");
            await StageErrorCode.AccessDenied.ShouldFailAsync(() => Folder.Store.WriteTextAsync("users/bob/a.txt"));
        }
        finally
        {
            await Folder.Client.DeleteBucketPolicyAsync(Folder.Bucket, Token);
        }
    }

    [Fact]
    public async Task Internal_stages_are_copied_into_the_bucket_as_new_ones()
    {
        using var engine = await UseAsync();
        await using var own = new SqlitePlace();
        using var from = own.NewEngine();
        await from.Stages.CreateAsync(Internal("mine"), Token);
        using var source = own.Open();
        var copy = await new CatalogCopier(source, own.Folder.Home).CopyAsync(Catalog, new CatalogCopyOptions(), Token);
        copy.InternalStages.ShouldBe(["mine"]);
        await (await StoreAsync(engine, "mine")).WriteTextAsync("a.txt");
        (await Folder.KeysAsync()).ShouldHaveSingleItem();
        await engine.BackupCatalogAsync(Place.Folder.At("backup"), passphrase: null, replace: false, Token);
        await engine.RestoreCatalogAsync(Place.Folder.At("backup"), passphrase: null, new CatalogCopyOptions { Replace = true }, Token);
        using var later = Place.NewEngine();
        (await later.Stages.ListAsync(Token)).Count.ShouldBe(1);
        (await (await StoreAsync(later, "mine")).ReadTextAsync("a.txt")).ShouldBe("content");
    }

    private static StageDefinition Internal(string name) => new(Name(name));

    private static async Task<IStore> StoreAsync(StageEngine engine, string name) => await engine.Files.OpenStoreAsync(name == "~" ? StageTools.Paths.StageName.User : Name(name), forWriting: false, Token);

    private static void SetOwnKey()
    {
        MachineEnvironment.Set("AWS_ACCESS_KEY_ID", S3Server.Required.AccessKey);
        MachineEnvironment.Set("AWS_SECRET_ACCESS_KEY", S3Server.Required.SecretKey);
    }

    /// <summary>The engine of whoever made the catalog.</summary>
    private StageEngine Root() => new(
        Place.Folder.Home, new PostgresCatalog(() => new Npgsql.NpgsqlConnectionStringBuilder(PostgresServer.Required.ConnectionString) { Database = Place.Database }));

    /// <summary>Names the bucket, by a connection with credentials.</summary>
    private async Task<StageEngine> UseAsync()
    {
        var engine = Place.NewEngine();
        await engine.Stages.Named.CreateConnectionAsync(Name("team"), "s3", TestBucket.Connection(TestBucket.Settings), comment: null, IfStageExists.Fail, Token);
        using var root = Root();
        (await root.InitializeCatalogAsync($"s3://{Folder.Bucket}/{Folder.Prefix}", Name("team"), Token)).Url.ShouldBe($"s3://{Folder.Bucket}/{Folder.Prefix}");
        return engine;
    }
}
