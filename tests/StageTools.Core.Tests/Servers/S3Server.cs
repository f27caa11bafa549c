using System.Globalization;
using System.Net;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Servers;

/// <summary>The gateway that tests/servers/start-s3.sh started, and the ways to make it suffer. STAGETOOLS_S3 names its server.env.</summary>
internal sealed class S3Server : TestServer
{
    /// <summary>The collection of the tests that make it suffer: others would fail meanwhile, so that these run alone.</summary>
    public const string Suffering = "S3 server, suffering";

    /// <summary>The user that owns the buckets of the tests.</summary>
    public const string User = "test";

    private S3Server()
        : base(FileOf("s3"))
    {
    }

    /// <summary>The server, or the test is skipped where there is none.</summary>
    public static S3Server Required
    {
        get
        {
            var server = new S3Server();
            server.Require("S3", "s3");
            return server;
        }
    }

    public Uri Endpoint => new(this["S3_ENDPOINT"]);

    public Uri TlsEndpoint => new(this["S3_TLS_ENDPOINT"]);

    /// <summary>Its address as no name says it: what a proxy stands before.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, Endpoint.Port);

    /// <summary>The certificate of the authority that its own is by; no system trusts it.</summary>
    public string CaFile => this["S3_CA"];

    public string AccessKey => this["S3_ACCESS_KEY"];

    public string SecretKey => this["S3_SECRET_KEY"];

    /// <summary>A user without rights on what the first one has.</summary>
    public string OtherAccessKey => this["S3_OTHER_ACCESS_KEY"];

    public string OtherSecretKey => this["S3_OTHER_SECRET_KEY"];

    /// <summary>A role that the first user may assume, and with it do everything in S3.</summary>
    public string RoleArn => this["S3_ROLE_ARN"];

    private protected override bool Runs
    {
        get
        {
            try
            {
                return File.ReadAllText($"/proc/{this["S3_MON_PID"]}/cmdline").Contains(this["S3_DIR"], StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>A proxy before it, of one test's own.</summary>
    public S3Proxy Proxy() => new(Address);

    /// <summary>Runs radosgw-admin; what it says.</summary>
    public Task<string> AdminAsync(params string[] arguments) => RunAsync("radosgw-admin", ["-c", Folder("ceph.conf"), .. arguments]);

    /// <summary>403 UserSuspended for all that a user asks, until disposed.</summary>
    public async Task<IAsyncDisposable> SuspendAsync(string user = User)
    {
        await AdminAsync("user", "suspend", "--uid", user);
        return new Undo(() => AdminAsync("user", "enable", "--uid", user));
    }

    /// <summary>403 QuotaExceeded for what would make a bucket of the user's hold more, until disposed. It is noticed within a second or two.</summary>
    /// <param name="objects">Objects in a bucket; null for any number.</param>
    /// <param name="bytes">Bytes in a bucket; null for any number.</param>
    public async Task<IAsyncDisposable> LimitBucketsAsync(long? objects = null, long? bytes = null)
    {
        string[] scope = ["--quota-scope=bucket", "--uid", User];
        static string Text(long? limit) => (limit ?? -1).ToString(CultureInfo.InvariantCulture);
        await AdminAsync(["quota", "set", .. scope, "--max-objects", Text(objects), "--max-size", Text(bytes)]);
        await AdminAsync(["quota", "enable", .. scope]);
        return new Undo(() => AdminAsync(["quota", "disable", .. scope]));
    }

    /// <summary>503 SlowDown for all requests beyond so many at the same time, until disposed.</summary>
    public async Task<IAsyncDisposable> ThrottleAsync(int requests)
    {
        await SetAsync("rgw_max_concurrent_requests", requests);
        return new Undo(() => SetAsync("rgw_max_concurrent_requests", 1024));
    }

    /// <summary>The gateway takes requests and does not answer them, until disposed: what is below it stands still.</summary>
    public async Task<IAsyncDisposable> HangAsync()
    {
        var store = this["S3_OSD_PID"];
        await RunAsync("kill", ["-STOP", store]);
        return new Undo(() => RunAsync("kill", ["-CONT", store]));
    }

    /// <summary>The gateway is gone, amid whatever it does, until disposed: then it is back with all buckets.</summary>
    public async Task<IAsyncDisposable> KillGatewayAsync()
    {
        await RunAsync("kill", ["-KILL", this["S3_RGW_PID"]]);
        return new Undo(RestartGatewayAsync);
    }

    /// <summary>Ends the gateway, where it runs, and starts it again.</summary>
    public Task RestartGatewayAsync() => RunAsync(this["S3_RGW_RESTART"], []);

    private Task<string> SetAsync(string option, int value) =>
        RunAsync("ceph", ["--admin-daemon", Folder("run/client.rgw.a.asok"), "config", "set", option, value.ToString(CultureInfo.InvariantCulture)]);

    private string Folder(string relative) => Path.Combine(this["S3_DIR"], relative);

    private Task<string> RunAsync(string program, IEnumerable<string> arguments) => Child.RunAsync(program, arguments, ("S3_DIR", this["S3_DIR"]));

    private sealed class Undo(Func<Task> action) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await action();
    }
}
