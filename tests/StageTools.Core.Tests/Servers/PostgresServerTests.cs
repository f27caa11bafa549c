using System.Net.Sockets;

namespace StageTools.Core.Tests.Servers;

/// <summary>The server of the tests holds what it promises.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task Schema_of_a_test_holds_its_tables_and_goes_with_them()
    {
        var server = PostgresServer.Required;
        string name;
        await using (var schema = await server.CreateSchemaAsync())
        {
            name = schema.Name;
            await schema.PsqlAsync("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)");
            (await schema.PsqlAsync("SELECT sum(id), current_schema() FROM t")).ShouldBe($"3\t{name}");
        }

        (await server.PsqlAsync($"SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{name}'")).ShouldBe("0");
    }

    [Fact]
    public async Task Server_wants_a_password()
    {
        var server = PostgresServer.Required;
        (await server.PsqlAsync("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")).ShouldBe("0");
    }

    [Fact]
    public async Task Server_listens_on_loopback_alone()
    {
        var server = PostgresServer.Required;
        (await server.PsqlAsync("SHOW listen_addresses")).ShouldBe("127.0.0.1");
        using var client = new TcpClient();
        await Should.NotThrowAsync(() => client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken).AsTask());
    }
}
