namespace StageTools.Core.Tests.Servers;

/// <summary>A schema of one test's own in the PostgreSQL server.</summary>
internal sealed class PostgresSchema(PostgresServer server, string name) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>Npgsql's form; unqualified names are this schema's.</summary>
    public string ConnectionString => $"{server.ConnectionString};Search Path={name}";

    /// <summary>What psql prints; unqualified names are this schema's.</summary>
    public Task<string> PsqlAsync(string sql) => server.PsqlAsync(sql, name);

    public async ValueTask DisposeAsync() => await server.PsqlAsync($"DROP SCHEMA {name} CASCADE");
}
