using System.Data.Common;
using MySqlConnector;
using Npgsql;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Ado;
using StageTools.Databases.MySql;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table by a connection that somebody else has opened, to real servers: what they would cut or round is refused.</summary>
public sealed class OpenConnectionLoadTests : IDisposable
{
    private readonly LoadFolder _files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("numeric(4,1)", "12.5", "12.55")]
    [InlineData("varchar(3)", "ab ", "ab  ")]
    [InlineData("char(3)", "abc", "abc ")]
    [InlineData("timestamp(0)", "2026-03-01T10:00:00", "2026-03-01T10:00:00.5")]
    public async Task PostgreSQL_refuses_what_it_would_change(string type, string fits, string other)
    {
        await using var schema = await PostgresServer.Required.CreateSchemaAsync();
        await using var connection = new NpgsqlConnection(schema.ConnectionString);
        await RequireExactAsync(connection, type, fits, other);
    }

    [Theory]
    [InlineData("decimal(4,1)", "12.5", "12.55")]
    [InlineData("varchar(3)", "ab ", "ab  ")]
    [InlineData("char(3)", "abc", "abc ")]
    public async Task MariaDB_refuses_what_it_would_change(string type, string fits, string other)
    {
        await using var place = await MariaDbServer.Required.CreateDatabaseAsync();
        await using var connection = new MySqlConnection(MySqlSettings.Read(place.Url).ConnectionString);
        await RequireExactAsync(connection, type, fits, other);
    }

    [Fact]
    public void Connection_that_is_lost_is_told_as_that_however_many_sentences_the_client_puts_around_it()
    {
        var lost = new ClientException("Failed to read the result set.", new ClientException("Failed to send.", new EndOfStreamException("No more.")));
        AdoDatabase.Explain(lost, "'shop'", connection: null, Token).Message.ShouldContain("the connection was lost (Failed to read the result set)");
        AdoDatabase.Explain(new ClientException("Refused.", new FormatException()), "'shop'", connection: null, Token).Message.ShouldEndWith("answered: Refused.");
    }

    [Fact]
    public void Connection_that_the_client_has_given_up_is_told_as_lost_whatever_it_says()
    {
        using var closed = new MySqlConnection();
        var error = new ClientException("Failed to read the result set.", new InvalidOperationException("The session is not connected."));
        AdoDatabase.Explain(error, "'shop'", closed, Token).Message.ShouldContain("the connection was lost (Failed to read the result set)");
        AdoDatabase.Explain(error, "'shop'", connection: null, Token).Message.ShouldNotContain("lost");

        // One that was never opened.
        AdoDatabase.Explain(new InvalidOperationException("Open it."), "'shop'", closed, Token).Message.ShouldNotContain("lost");
    }

    private async Task RequireExactAsync(DbConnection connection, string type, string fits, string other)
    {
        await connection.OpenAsync(Token);
        await RunAsync(connection, $"CREATE TABLE t (v {type})");
        _files.Write("a.csv", $"v\n\"{fits}\"\n");
        _files.Write("b.csv", $"v\n\"{fits}\"\n\"{other}\"\n");
        await using var database = DatabaseOpening.From(connection);
        (await _files.LoadAsync(database, new LoadOptions("t"), "a.csv")).Single().RowsLoaded.ShouldBe(1);
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _files.LoadAsync(database, new LoadOptions("t"), "b.csv"))).Line.ShouldBe(3);
        (await RunAsync(connection, "SELECT COUNT(*) FROM t")).ShouldBe(1L);
    }

    private static async Task<object?> RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    private sealed class ClientException(string message, Exception inner) : DbException(message, inner);
}
