using StageTools.Catalog.Secrets;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Core.Tests.Catalog;

/// <summary>What a store is reached by comes back out of the catalog as it was given.</summary>
public sealed class EntryConnectionsTests : IDisposable
{
    private readonly SecretStages _stages = new();

    private SecretBox Connections => new(_stages.Home);

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task A_connection_has_its_settings_and_its_secrets_again()
    {
        var given = KnownStores.All.ParseConnection(
        [
            new("region", "eu"), new("path_style", "yes"), new("access_key_id", "AKIA"), new("secret_access_key", "s3cr3t"), new("session_token", "t0k3n"),
            new("role_arn", "arn:aws:iam::1:role/r"), new("external_id", "external"),
        ])!;
        await _stages.Engine.Stages.CreateAsync(SecretStages.Definition("a") with { Connection = given }, TestContext.Current.CancellationToken);
        var connection = Connections.ConnectionOf(await _stages.GetAsync("a"));
        connection.Settings.ShouldBe(given.Settings, ignoreOrder: true);
        connection.Secrets.ShouldBe(given.Secrets, ignoreOrder: true);
    }

    [Fact]
    public async Task A_stage_without_credentials_wants_no_key()
    {
        await _stages.Engine.Stages.CreateAsync(
            SecretStages.Definition("a") with { Connection = KnownStores.All.ParseConnection([new("region", "eu")]) }, TestContext.Current.CancellationToken);
        var connection = Connections.ConnectionOf(await _stages.GetAsync("a"));
        connection.Get(BucketKeys.Region).ShouldBe("eu");
        connection.Secrets.ShouldBeEmpty();
        File.Exists(_stages.Home.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task Secrets_that_do_not_open_name_their_stage()
    {
        await _stages.CreateAsync("a");
        File.Delete(_stages.Home.KeyFile);
        var entry = await _stages.GetAsync("a");
        StageErrorCode.SecretUnreadable.ShouldFail(() => Connections.ConnectionOf(entry)).Message.ShouldContain("Set-Stage a -Credential");
    }
}
