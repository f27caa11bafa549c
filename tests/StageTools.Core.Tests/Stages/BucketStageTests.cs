using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Stages;

/// <summary>What a stage on a bucket cannot be made without.</summary>
public sealed class BucketStageTests : IDisposable
{
    private static readonly (string Key, string Value)[] HmacKey = [("access_key_id", "GOOG1EXAMPLE"), ("secret_access_key", "s3cr3tvalue")];

    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task A_bucket_of_OSS_wants_an_endpoint()
    {
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => CreateAsync("oss://bucket/", ("region", "oss-cn-hangzhou"))))
            .Message.ShouldContain("oss-cn-hangzhou.aliyuncs.com");
        (await CreateAsync("oss://bucket/", ("endpoint_url", "oss-cn-hangzhou.aliyuncs.com"))).Endpoint.ShouldBe("https://oss-cn-hangzhou.aliyuncs.com");
    }

    [Fact]
    public async Task A_bucket_of_Google_wants_a_key()
    {
        await StageErrorCode.CredentialRequired.ShouldFailAsync(() => CreateAsync("gcs://bucket/"));
        await StageErrorCode.CredentialRequired.ShouldFailAsync(() => CreateAsync("gcs://bucket/", ("allow_anonymous", "false")));
        (await CreateAsync("gcs://bucket/", HmacKey)).HasCredentials.ShouldBeTrue();
    }

    [Theory]
    [InlineData("allow_anonymous", "true")]
    [InlineData("profile_name", "google")]
    public async Task A_bucket_of_Google_can_do_with(string key, string value) => (await CreateAsync("gcs://bucket/", (key, value))).Connection![key].ShouldBe(value);

    [Fact]
    public async Task A_bucket_of_S3_wants_nothing() => (await CreateAsync("s3://bucket/")).HasCredentials.ShouldBeFalse();

    [Fact]
    public async Task A_stage_cannot_be_moved_to_a_bucket_it_has_no_key_for()
    {
        await CreateAsync("s3://bucket/");
        await StageErrorCode.CredentialRequired.ShouldFailAsync(() => _stages.SetAsync("sales", new StageChange { Url = KnownStores.All.ParseUrl("gcs://bucket/", "/") }));
        (await _stages.SetAsync("sales", new StageChange { Url = KnownStores.All.ParseUrl("gcs://bucket/", "/"), Connection = Connection(HmacKey) })).StorageType.ShouldBe("gcs");
    }

    [Fact]
    public async Task A_connection_that_lacks_what_the_bucket_wants_changes_nothing()
    {
        await CreateAsync("oss://bucket/", ("endpoint_url", "oss-cn-hangzhou.aliyuncs.com"));
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => _stages.SetAsync("sales", new StageChange { Connection = Connection(("region", "eu")) }));
        (await _stages.GetAsync("sales")).Endpoint.ShouldBe("https://oss-cn-hangzhou.aliyuncs.com");
        (await _stages.SetAsync("sales", new StageChange { Comment = "other" })).Comment.ShouldBe("other");
    }

    private static StageConnection? Connection(params (string Key, string Value)[] pairs) =>
        KnownStores.All.ParseConnection(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)));

    private Task<Stage> CreateAsync(string url, params (string Key, string Value)[] pairs) =>
        _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { Url = KnownStores.All.ParseUrl(url, "/"), Connection = Connection(pairs) });
}
