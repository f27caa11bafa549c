using System.Net;
using System.Net.Sockets;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>The ways to a bucket that a stage's own settings name.</summary>
public sealed class BucketAddressTests(TestBucket bucket) : BucketWayTests(bucket)
{
    [Fact]
    public Task In_the_path() => ShouldReachAsync([.. Plain, .. TestBucket.Key]);

    [Fact]
    public Task In_the_hosts_name() => ShouldReachAsync([("endpoint_url", $"{Server.Endpoint}"), ("path_style", "false"), .. TestBucket.Key]);

    [Fact]
    public Task Over_tls_with_the_authority() =>
        ShouldReachAsync([("endpoint_url", $"{Server.TlsEndpoint}"), ("ca_bundle", Server.CaFile), .. TestBucket.Key]);

    [Fact]
    public Task Over_tls_with_the_authority_and_in_the_hosts_name() =>
        ShouldReachAsync([("endpoint_url", $"{Server.TlsEndpoint}"), ("path_style", "false"), ("ca_bundle", Server.CaFile), .. TestBucket.Key]);

    [Fact]
    public async Task Over_tls_without_the_authority() =>
        (await ShouldFailAsync(StageErrorCode.StoreUnavailable, [("endpoint_url", $"{Server.TlsEndpoint}"), .. TestBucket.Key])).Message.ShouldContain("ca_bundle");

    [Fact]
    public Task By_a_role() => ShouldReachAsync([.. Plain, ("role_arn", Server.RoleArn), .. TestBucket.Key]);

    [Fact]
    public async Task By_a_role_that_may_not_be_taken()
    {
        var error = await ShouldFailAsync(
            StageErrorCode.CredentialRequired,
            [.. Plain, ("role_arn", Server.RoleArn), ("access_key_id", Server.OtherAccessKey), ("secret_access_key", Server.OtherSecretKey)]);
        error.Message.ShouldContain("role");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task By_a_role_whose_token_is_called_expired_once(string method)
    {
        await Folder.PutAsync("a");
        using var proxy = BucketFolder.Proxy();
        var store = Folder.Open(proxy, ("role_arn", Server.RoleArn));
        await FindAsync(store, "a");
        var fault = proxy.Add(FaultAction.Respond(400, "ExpiredToken"), request => request.Method is "GET" or "HEAD", times: method == "GET" ? 1 : 2);
        if (method == "GET")
            (await store.KeysAsync()).ShouldBe(["a"]);
        else
            await FindAsync(store, "a");
        fault.Struck.ShouldBe(method == "GET" ? 1 : 2);
        proxy.Requests.Count(static request => request.Method == "POST").ShouldBe(2);
    }

    [Fact]
    public async Task By_a_role_that_may_not_list_and_whose_token_is_called_expired()
    {
        await Folder.PutAsync("a");
        using var proxy = BucketFolder.Proxy();
        var store = Folder.Open(proxy, ("role_arn", Server.RoleArn));
        await FindAsync(store, "a");
        proxy.Add(FaultAction.Respond(400, "ExpiredToken"), static request => request.Method == "HEAD");
        proxy.Add(FaultAction.Respond(400, "ExpiredToken"), static request => request.Method == "GET");
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "GET", int.MaxValue);
        await FindAsync(store, "a");
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method == "HEAD");
        (await StageErrorCode.AccessDenied.ShouldFailAsync(() => store.FindAsync(Key("a"), Token))).Message.ShouldContain("'@sales/a'");
    }

    [Fact]
    public async Task By_a_role_whose_tokens_are_all_called_expired()
    {
        using var proxy = BucketFolder.Proxy();
        proxy.Add(FaultAction.Respond(400, "ExpiredToken"), static request => request.Method == "GET", int.MaxValue);
        var store = Folder.Open(proxy, ("role_arn", Server.RoleArn));
        var error = await ShouldFailAsync(StageErrorCode.CredentialRequired, () => store.KeysAsync());
        error.Message.ShouldContain($"the token that the role '{Server.RoleArn}' gives");
        proxy.Requests.Count(static request => request.Method == "POST").ShouldBe(2);
    }

    [Fact]
    public async Task As_nobody()
    {
        await ShouldFailAsync(StageErrorCode.AccessDenied, [.. Plain, ("allow_anonymous", "true")]);
        await Folder.Client.PutBucketPolicyAsync(
            Folder.Bucket,
            $$"""
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::{{Folder.Bucket}}", "arn:aws:s3:::{{Folder.Bucket}}/*"]}]}
            """,
            Token);
        try
        {
            await ShouldReachAsync([.. Plain, ("allow_anonymous", "true")]);
        }
        finally
        {
            await Folder.Client.DeleteBucketPolicyAsync(Folder.Bucket, Token);
        }
    }

    [Fact]
    public Task With_a_wrong_secret() =>
        ShouldFailAsync(StageErrorCode.CredentialRequired, [.. Plain, ("access_key_id", Server.AccessKey), ("secret_access_key", "wr0ng-secret-value")]);

    [Fact]
    public Task With_an_unknown_key() =>
        ShouldFailAsync(StageErrorCode.CredentialRequired, [.. Plain, ("access_key_id", "nobodyskey"), ("secret_access_key", "wr0ng-secret-value")]);

    [Fact]
    public Task With_a_key_that_may_not() =>
        ShouldFailAsync(StageErrorCode.AccessDenied, [.. Plain, ("access_key_id", Server.OtherAccessKey), ("secret_access_key", Server.OtherSecretKey)]);

    [Fact]
    public async Task To_a_bucket_that_is_not_there()
    {
        var store = Connections.Open(new StageUrl("s3", "stagetools-there-is-none"), TestBucket.Connection([.. Plain, .. TestBucket.Key]), "@sales");
        (await ShouldFailAsync(StageErrorCode.StoreUnavailable, () => store.KeysAsync())).Message.ShouldContain("stagetools-there-is-none");
        await ShouldFailAsync(StageErrorCode.StoreUnavailable, () => WriteAsync(store, "a", [1], new WriteOptions(Overwrite: true)));
        await ShouldFailAsync(StageErrorCode.StoreUnavailable, () => store.OpenReadAsync(Key("a"), Token));
    }

    [Fact]
    public async Task To_a_port_where_nothing_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        (await ShouldFailAsync(StageErrorCode.StoreUnavailable, [("endpoint_url", $"http://127.0.0.1:{port}"), .. TestBucket.Key])).Message.ShouldContain("Nothing listens");
    }

    [Fact]
    public async Task To_a_host_that_nobody_knows() =>
        (await ShouldFailAsync(StageErrorCode.StoreUnavailable, [("endpoint_url", "http://no-such-host.invalid"), .. TestBucket.Key])).Message.ShouldContain("no-such-host.invalid");
}
