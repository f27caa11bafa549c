using System.Diagnostics;
using System.Reflection;
using StageTools.Core.Tests.Databases;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Import;
using StageTools.Rows;

namespace StageTools.Core.Tests.Import;

/// <summary>What goes wrong between a load or an export and MariaDB.</summary>
public sealed class MariaDbFaultTests : IDisposable
{
    private readonly LoadFolder _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Scripts => typeof(MariaDbFaultTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "Servers").Value!;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Server_that_is_killed_leaves_nothing_half_done_and_the_next_run_does_all()
    {
        _ = MariaDbServer.Required;
        using var folder = new TestFolder();
        using (var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            free.Start();
            var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            Environment = [("MARIADB_DIR", folder.At("server")), ("MARIADB_PORT", port.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        }

        // The server is another user's.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.At("."), (UnixFileMode)0b111_101_101);

        await StartAsync();
        try
        {
            var server = new MariaDbServer(folder.At("server/server.env"));
            await server.RunAsync("CREATE TABLE t (n INT PRIMARY KEY, t VARCHAR(100))", "stagetools");
            _files.Write("a.csv", string.Concat(Enumerable.Range(0, 1_000_000).Select(static i => $"{i},a text of some length for the row\n").Prepend("n,t\n")));
            await using (var database = await DatabaseOpening.OpenAsync(server.Url("stagetools"), Token))
            {
                var load = _files.LoadAsync(database, new LoadOptions("t"), "a.csv");
                while (await server.RunAsync("SELECT COALESCE(MAX(trx_rows_modified), 0) FROM information_schema.INNODB_TRX", "mysql") == "0")
                {
                    load.IsCompleted.ShouldBeFalse(load.Exception?.Message);

                    // InnoDB looks anew only when nobody has asked for a tenth of a second.
                    await Task.Delay(150, Token);
                }

                await KillAsync(server);
                (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => load)).Message.ShouldContain("connection was lost");
            }

            await StartAsync();
            (await server.RunAsync("SELECT COUNT(*) FROM t", "stagetools")).ShouldBe("0");
            await using (var database = await DatabaseOpening.OpenAsync(server.Url("stagetools"), Token))
            {
                await _files.LoadAsync(database, new LoadOptions("t"), "a.csv");
                (await server.RunAsync("SELECT COUNT(*) FROM t", "stagetools")).ShouldBe("1000000");
                await using var rows = await database.ReadTableAsync("t", Token);
                var batch = new RowBatch();
                (await rows.ReadAsync(batch, Token)).ShouldBeTrue();
                await KillAsync(server);
                var error = await StageErrorCode.DatabaseInvalid.ShouldFailAsync(async () =>
                {
                    do
                        batch.Release();
                    while (await rows.ReadAsync(batch, Token));
                });
                error.Message.ShouldContain("connection was lost");
            }
        }
        finally
        {
            await Child.RunAsync("bash", [Path.Combine(Scripts, "stop-mariadb.sh")], Environment);
        }
    }

    [Fact]
    public async Task Lock_that_is_waited_for_in_vain_ends_the_load_with_nothing_loaded()
    {
        await using var place = await MariaDbServer.Required.CreateDatabaseAsync();
        await place.RunAsync("CREATE TABLE t (n INT PRIMARY KEY); INSERT INTO t VALUES (50)");
        _files.Write("a.csv", string.Concat(Enumerable.Range(0, 100).Where(static i => i != 50).Append(50).Select(static i => $"{i}\n").Prepend("n\n")));
        await using var database = await DatabaseOpening.OpenAsync(place.Url, Token);
        var server = MariaDbServer.Required;
        await using var other = new MySqlConnector.MySqlConnection($"Server={server.Host};Port={server.Port};User ID={server.User};Password={server.Password};Database={place.Name}");
        await other.OpenAsync(Token);
        await using (var transaction = await other.BeginTransactionAsync(Token))
        {
            await using var command = new MySqlConnector.MySqlCommand("DELETE FROM t", other, transaction);
            await command.ExecuteNonQueryAsync(Token);
            (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => _files.LoadAsync(database, new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv")))
                .Message.ShouldContain("Lock wait timeout");
            (await place.RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("1");
            await transaction.CommitAsync(Token);
        }

        (await _files.LoadAsync(database, new LoadOptions("t"), "a.csv")).ShouldHaveSingleItem().RowsLoaded.ShouldBe(100);
        (await place.RunAsync("SELECT COUNT(*) FROM t")).ShouldBe("100");
    }

    [Theory]
    [InlineData("mariadb://{user}:gehe1m@{host}:{port}/stagetools", "Access denied for user")]
    [InlineData("mariadb://{user}:{password}@{host}:{port}/nowhere_at_all", "Unknown database 'nowhere_at_all'")]
    [InlineData("mysql://{user}:{password}@{host}:1/stagetools", "check that the server runs")]
    [InlineData("mysql://{user}:{password}@no.such.host.invalid/stagetools", "check that the server runs")]
    [InlineData("mariadb://{user}:{password}@{host}:{port}/stagetools?ssl-mode=VERIFY_CA", "certificate is refused")]
    public async Task What_is_wrong_with_a_connection_is_one_sentence_without_the_password(string url, string reason)
    {
        var server = MariaDbServer.Required;
        url = url.Replace("{user}", server.User, StringComparison.Ordinal).Replace("{password}", server.Password, StringComparison.Ordinal)
            .Replace("{host}", server.Host, StringComparison.Ordinal).Replace("{port}", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var error = await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => DatabaseOpening.OpenAsync(url, Token));
        error.Message.ShouldContain(reason);
        error.Message.ShouldNotContain("\n");
        error.ToString().ShouldNotContain(server.Password);
        error.ToString().ShouldNotContain("gehe1m");
    }

    [Fact]
    public async Task Certificate_of_a_named_authority_is_accepted()
    {
        var server = MariaDbServer.Required;
        await using var database = await DatabaseOpening.OpenAsync($"{server.Url("stagetools")}?ssl-mode=VERIFY_CA&ssl-ca={Uri.EscapeDataString(server.Authority)}", Token);
        var status = await (await database.QueryAsync("SELECT VARIABLE_VALUE <> '' FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'", Token)).ToListAsync();
        Convert.ToInt32(status.ShouldHaveSingleItem()[0], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(1);
    }

    private (string Name, string? Value)[] Environment { get; set; } = [];

    private async Task StartAsync() => await Child.RunAsync("bash", [Path.Combine(Scripts, "start-mariadb.sh")], Environment);

    private static async Task KillAsync(MariaDbServer server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        process.Kill();
        await process.WaitForExitAsync(Token);
    }
}
