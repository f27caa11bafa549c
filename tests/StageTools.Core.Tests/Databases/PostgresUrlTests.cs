using FsCheck.Fluent;
using Npgsql;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Postgres;

namespace StageTools.Core.Tests.Databases;

/// <summary>A database of PostgreSQL by its URL: each part is what was written, whatever it holds.</summary>
public sealed class PostgresUrlTests
{
    private static readonly string[] Pieces = ["a", "Z", "ä", "日", "@", ":", "/", "?", "#", "%", "&", "=", "+", "%41", ";", "'"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_part_is_found_where_it_stands() => Property.Check(
        Property.Texts(Pieces).Where(static text => text.Length > 0).Four().SelectMany(
            static texts => Gen.Elements("postgres", "postgresql", "POSTGRES").SelectMany(scheme => Gen.Choose(0, 3).Select(parts => (Texts: texts, Scheme: scheme, Parts: parts)))),
        static one =>
        {
            var ((user, password, database, name), scheme, parts) = one;
            var expected = new NpgsqlConnectionStringBuilder { Host = "db.example.org", Username = user, Database = user };
            var url = $"{scheme}://{Uri.EscapeDataString(user)}";
            if (parts > 0)
                (url, expected.Password) = (url + ":" + Uri.EscapeDataString(password), password);
            url += "@db.example.org";
            if (parts > 1)
                (url, expected.Port, expected.Database) = ($"{url}:5433/{Uri.EscapeDataString(database)}", 5433, database);
            if (parts > 2)
                (url, expected.SslMode, expected.ApplicationName) = ($"{url}?sslmode=verify-full&application_name={Uri.EscapeDataString(name)}", SslMode.VerifyFull, name);
            PostgresDatabase.Settings(url).EquivalentTo(expected).ShouldBeTrue(url);
        });

    [Fact]
    public async Task A_role_that_needs_a_password_is_let_in_with_it()
    {
        const string password = "p@ss:w/rd %41?#";
        var server = PostgresServer.Required;
        var role = $"role_{Guid.NewGuid():N}";
        await server.PsqlAsync($"CREATE ROLE {role} LOGIN PASSWORD '{password}'");
        try
        {
            await using var database = await DatabaseOpening.OpenAsync(
                $"postgres://{role}:{Uri.EscapeDataString(password)}@{server.Host}:{server.Port}/{server.Database}?application_name=x", Token);
            (await (await database.QueryAsync("SELECT current_user::text, current_setting('application_name')", Token)).ToListAsync()).ShouldBe([[role, "x"]]);
        }
        finally
        {
            await server.PsqlAsync($"DROP ROLE {role}");
        }
    }
}
