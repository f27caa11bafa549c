namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>The ways to a bucket that the machine names.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class BucketEnvironmentTests(TestBucket bucket) : BucketWayTests(bucket)
{
    private static readonly string[] Variables =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "AWS_CA_BUNDLE", "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3", "HOME",
    ];

    private readonly TestFolder _home = new();
    private readonly MachineEnvironment _environment = new(Variables);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _environment.Dispose();
        _home.Dispose();
    }

    [Fact]
    public Task Over_tls_with_the_authority_of_the_environment()
    {
        MachineEnvironment.Set("AWS_CA_BUNDLE", Server.CaFile);
        return ShouldReachAsync([("endpoint_url", $"{Server.TlsEndpoint}"), .. TestBucket.Key]);
    }

    [Fact]
    public Task By_a_profile()
    {
        WriteProfile();
        return ShouldReachAsync([.. Plain, ("profile_name", "mine")]);
    }

    [Fact]
    public async Task By_a_profile_that_is_not_there_until_it_is()
    {
        MachineEnvironment.Set("AWS_SHARED_CREDENTIALS_FILE", _home.At("credentials"));
        (await ShouldFailAsync(StageErrorCode.CredentialRequired, [.. Plain, ("profile_name", "mine")])).Message.ShouldContain("'mine'");
        WriteProfile();
        await ShouldReachAsync([.. Plain, ("profile_name", "mine")]);
    }

    [Fact]
    public Task By_the_environment()
    {
        MachineEnvironment.Set("AWS_ACCESS_KEY_ID", Server.AccessKey);
        MachineEnvironment.Set("AWS_SECRET_ACCESS_KEY", Server.SecretKey);
        return ShouldReachAsync(Plain);
    }

    [Fact]
    public Task By_an_endpoint_of_the_environment()
    {
        MachineEnvironment.Set("AWS_ENDPOINT_URL_S3", $"http://127.0.0.1:{Server.Address.Port}");
        return ShouldReachAsync([("path_style", "true"), .. TestBucket.Key]);
    }

    [Fact]
    public Task Without_any_credentials() => ShouldFailAsync(StageErrorCode.CredentialRequired, Plain);

    private void WriteProfile() => MachineEnvironment.Set(
        "AWS_SHARED_CREDENTIALS_FILE", _home.Write("credentials", $"[mine]\naws_access_key_id = {Server.AccessKey}\naws_secret_access_key = {Server.SecretKey}\n"));
}
