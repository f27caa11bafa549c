using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Stages;

/// <summary>What becomes of a stage's connection where it moves to another kind of store.</summary>
public sealed class StageKindTests : IDisposable
{
    private static readonly StageUrl Oss = new("oss", "bucket");

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_folder_takes_nothing_over(bool named, bool hasSettings)
    {
        await CreateAsync(named, hasSettings);
        var stage = await _stages.SetAsync("sales", new StageChange { Url = _stages.Url("data") });
        foreach (var shown in new[] { stage, await _stages.GetAsync("sales") })
            (shown.StorageType, shown.Endpoint, shown.HasCredentials, shown.Connection, shown.ConnectionName).ShouldBe(("file", null, false, null, null));
        await _stages.WriteAsync("sales", "a.txt");

        // Nor does a bucket after it.
        (await _stages.SetAsync("sales", new StageChange { Url = new StageUrl("s3", "bucket") })).HasCredentials.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_kind_of_bucket_wants_its_own(bool named)
    {
        await CreateAsync(named);
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.SetAsync("sales", new StageChange { Url = Oss })))
            .Message.ShouldStartWith("The stage 'sales' is reached with settings or keys of s3, and 'oss://bucket/' wants its own; give them with it: -Region,");
        (await _stages.GetAsync("sales")).ShouldSatisfyAllConditions(
            static stage => stage.Url.ShouldBe("s3://bucket/"),
            static stage => stage.HasCredentials.ShouldBeTrue());
        var stage = await _stages.SetAsync("sales", new StageChange { Url = Oss, Connection = Connection(("endpoint_url", "oss.example")) });
        (stage.StorageType, stage.Endpoint, stage.HasCredentials, stage.ConnectionName).ShouldBe(("oss", "https://oss.example", false, null));
    }

    [Fact]
    public async Task Another_bucket_of_the_kind_keeps_them()
    {
        await CreateAsync(named: false);
        var stage = await _stages.SetAsync("sales", new StageChange { Url = new StageUrl("s3", "other") });
        (stage.Endpoint, stage.HasCredentials).ShouldBe(("https://s3.example", true));
    }

    [Fact]
    public void The_second_key_goes_the_same_way()
    {
        var entries = new StageEntries(new SecretBox(_stages.Folder.Home, isShared: true), temporary: null!, KnownStores.All);
        var older = new CatalogEntry
        {
            Id = new string('a', 32),
            Name = StageName.Parse("sales"),
            Url = new StageUrl("s3", "bucket"),
            SealedWriteSecrets = new byte[] { 1 },
        };
        entries.Changed(older, new StageChange { Url = _stages.Url("data") }).SealedWriteSecrets.IsEmpty.ShouldBeTrue();
        var oss = new StageChange { Url = Oss, Connection = Connection(("endpoint_url", "oss.example")) };
        StageErrorCode.OptionInvalid.ShouldFail(() => entries.Changed(older, oss)).Message.ShouldBe(
            "The stage 'sales' has a second key of s3 for writing, which is none of 'oss://bucket/'; give another with it: -WriteCredential, or ([pscredential]::Empty) for none.");
        entries.Changed(older, oss with { WriteConnection = StageConnection.None }).SealedWriteSecrets.IsEmpty.ShouldBeTrue();
        entries.Changed(older, new StageChange { Url = new StageUrl("s3", "other") }).SealedWriteSecrets.IsEmpty.ShouldBeFalse();
    }

    private static StageConnection? Connection(params (string Key, string Value)[] pairs) =>
        KnownStores.All.ParseConnection(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)));

    /// <summary>A stage over a bucket of S3, with settings and keys.</summary>
    private async Task CreateAsync(bool named, bool hasSettings = true)
    {
        var own = Connection(("endpoint_url", "s3.example"), ("region", "eu"), ("access_key_id", "AKIAEXAMPLE"), ("secret_access_key", "s3cr3tvalue"));
        if (named)
            await _stages.Engine.Stages.Named.CreateConnectionAsync(StageName.Parse("lake"), "s3", hasSettings ? own : null, comment: null, IfStageExists.Fail, Token);
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales"))
        {
            Url = new StageUrl("s3", "bucket"),
            Connection = named ? Connection(("connection_name", "lake")) : own,
        });
    }
}
