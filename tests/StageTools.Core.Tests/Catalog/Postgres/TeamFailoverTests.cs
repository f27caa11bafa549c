using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using StageTools.Catalog;
using StageTools.Catalog.Postgres;
using StageTools.Core.Tests.Servers;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A server of the tests' own that is started again while they work: whatever was said to be done is there, and nothing is half done.</summary>
public sealed class TeamFailoverTests : IAsyncLifetime
{
    private static readonly string Scripts = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(TeamFailoverTests).Assembly.Location)!, "../../../../servers"));

    private readonly string _folder = Path.Combine("/tmp", $"stagetools-failover-{Guid.NewGuid():N}");
    private readonly int _port = FreePort();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private (string Name, string? Value)[] Place =>
        [("POSTGRES_DIR", _folder), ("POSTGRES_PORT", _port.ToString(CultureInfo.InvariantCulture))];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.Required is not null, "");
        await Child.RunAsync(Path.Combine(Scripts, "start-postgres.sh"), [], Place);
        using var catalog = Open();
        await catalog.Team.InitializeAsync(bucket: null, Token);

        // The servers of the tests answer before what was done is written, and one that is ended at once may forget it.
        await using var connection = new NpgsqlConnection(Settings().ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"ALTER DATABASE {connection.Database} SET synchronous_commit = on", connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync() => await Child.RunAsync(Path.Combine(Scripts, "stop-postgres.sh"), [], Place);

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task The_next_command_works_and_one_on_its_way_is_done_or_was_not(string mode)
    {
        using var catalog = Open();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (made, unknown) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var work = Enumerable.Range(0, 4).Select(n => Task.Run(
            async () =>
            {
                for (var round = 0; !stop.IsCancellationRequested; round++)
                {
                    var name = $"s{n}_{round}";
                    try
                    {
                        await catalog.AddAsync(StageTools.Paths.StageName.Parse(name), () => CatalogPlace.Entry(name), replace: false, Token);
                        made.Add(name);
                    }
                    catch (StageException e) when (e.Code is StageErrorCode.CatalogUnavailable)
                    {
                        unknown.Add(name);
                    }
                }
            },
            Token)).ToArray();
        await Task.Delay(300, Token);
        await RestartAsync(mode);
        (await catalog.ListNamesAsync("", Token)).ShouldNotBeEmpty();
        var before = made.Count;
        await Waiting.UntilAsync(() => made.Count >= before + 20);
        await stop.CancelAsync();
        await Task.WhenAll(work);

        var there = await catalog.ListNamesAsync("", Token);
        made.Except(there, StringComparer.Ordinal).ShouldBeEmpty();
        there.Except(made, StringComparer.Ordinal).Except(unknown, StringComparer.Ordinal).ShouldBeEmpty();
        (await catalog.Team.ListGrantsAsync(stage: null, role: null, Token)).Count.ShouldBe(there.Count);
    }

    [Fact]
    public async Task A_copy_and_a_listing_on_their_way_are_whole_or_not_there()
    {
        using var catalog = Open();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var sales = await catalog.AddAsync(StageTools.Paths.StageName.Parse("sales"), () => CatalogPlace.Entry("sales"), replace: false, Token);
        await catalog.Directory.RefreshAsync(sales, Items("old", 10), Token);
        var refreshing = catalog.Directory.RefreshAsync(sales, Items("new", 20_000, async n =>
        {
            if (n == 12_000)
            {
                reached.SetResult();
                await goOn.ReachedAsync();
            }
        }), Token);

        // Not sooner: each attempt at the copy starts the server again, and one batch of the refresh would lose its connection twice.
        await reached.ReachedAsync();
        var failed = await Record.ExceptionAsync(() => catalog.WriteContentAsync(
            _ =>
            {
                RestartAsync("immediate").GetAwaiter().GetResult();
                return new CatalogContent([], [.. Enumerable.Range(0, 50).Select(static n => CatalogPlace.Entry($"copied{n}"))]);
            },
            Token));
        goOn.SetResult();
        (await refreshing).ShouldBe(20_000);
        var copied = (await catalog.ListNamesAsync("copied", Token)).Count;
        if (failed is null)
            copied.ShouldBe(50);
        else
            (((StageException)failed).Code, copied).ShouldBe((StageErrorCode.CatalogUnavailable, 0));
        (await catalog.Directory.ListAsync(sales.Id, "", Token).CountAsync(Token)).ShouldBe(20_000);
    }

    [Fact]
    public async Task A_server_that_is_down_is_one_clear_error_and_the_same_catalog_works_when_it_is_back()
    {
        using var catalog = Open();
        await catalog.ListAsync("", Token);
        await ControlAsync("stop", "fast");
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("127.0.0.1");
        await ControlAsync("start", "fast");
        await catalog.AddAsync(StageTools.Paths.StageName.Parse("sales"), () => CatalogPlace.Entry("sales"), replace: false, Token);
        (await catalog.ListNamesAsync("", Token)).ShouldBe(["sales"]);
    }

    private static async IAsyncEnumerable<StoreItem> Items(string prefix, int count, Func<int, Task>? before = null)
    {
        for (var n = 0; n < count; n++)
        {
            if (before is not null)
                await before(n);
            yield return new StoreItem($"{prefix}{n:00000}", 1, DateTimeOffset.UnixEpoch);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<string> RestartAsync(string mode) => ControlAsync("restart", mode);

    private Task<string> ControlAsync(string action, string mode) => Child.RunAsync(
        "/bin/bash",
        ["-c", $". '{Scripts}/postgres-common.sh'; cd \"$POSTGRES_DIR\"; run pg_ctl -D \"$data\" -l \"$POSTGRES_DIR/log/postgres.log\" -m {mode} -w -t 60 {action} </dev/null &>/dev/null"],
        Place);

    private PostgresCatalog Open() => new(Settings);

    private NpgsqlConnectionStringBuilder Settings()
    {
        var line = File.ReadLines(Path.Combine(_folder, "server.env")).First(static line => line.StartsWith("POSTGRES_CONNECTION=", StringComparison.Ordinal));
        return new NpgsqlConnectionStringBuilder(line["POSTGRES_CONNECTION=".Length..].Trim('\''));
    }
}
