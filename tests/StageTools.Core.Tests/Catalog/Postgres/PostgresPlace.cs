using Npgsql;
using StageTools.Catalog;
using StageTools.Catalog.Postgres;
using StageTools.Core.Tests.Servers;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A team's catalog in a database of one test's own, made by a superuser; its users are roles of the test's own.</summary>
public sealed class PostgresPlace : CatalogPlace
{
    private const string Password = "stagetools-test-password";

    private readonly List<string> _roles = [];
    private readonly string _suffix = Guid.NewGuid().ToString("N");
    private bool _isMade;

    public string Database => $"stagetools_test_{_suffix}";

    /// <summary>An administrator who is nothing else.</summary>
    public string Administrator { get; private set; } = "";

    public override IReadOnlyDictionary<string, string> Environment => EnvironmentOf(Administrator);

    private static PostgresServer Server => PostgresServer.Required;

    public override async ValueTask BeginAsync()
    {
        await TeamTemplate.CopyAsync(Database);
        _isMade = true;
        Administrator = await CreateRoleAsync("admin", TeamSchema.Administrators);
    }

    public override IStageCatalog Open() => Open(Administrator);

    /// <summary>The catalog as a role sees it.</summary>
    internal PostgresCatalog Open(string role, Action<NpgsqlConnectionStringBuilder>? change = null) => new(() =>
    {
        var settings = SettingsOf(role);
        change?.Invoke(settings);
        return settings;
    });

    /// <summary>The engine of a user, with a home of his own.</summary>
    internal StageEngine EngineOf(string role) => new(new Machine.MachineHome(Folder.At("home-" + role)), Open(role));

    internal NpgsqlConnectionStringBuilder SettingsOf(string role) =>
        new() { Host = Server.Host, Port = Server.Port, Database = Database, Username = role, Password = Password };

    internal IReadOnlyDictionary<string, string> EnvironmentOf(string role) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [KnownCatalogs.Variable] = $"postgres://{Server.Host}:{Server.Port}/{Database}",
        ["PGUSER"] = role,
        ["PGPASSWORD"] = Password,
    };

    /// <summary>A role that may log in, of this test alone.</summary>
    internal async Task<string> CreateRoleAsync(string name, params string[] memberOf)
    {
        var role = $"{name}_{_suffix}";
        await SqlAsync($"CREATE ROLE {role} LOGIN PASSWORD '{Password}' {(memberOf.Length > 0 ? "IN ROLE " + string.Join(", ", memberOf) : "")}");
        _roles.Add(role);
        return role;
    }

    /// <summary>A user of the catalog.</summary>
    internal Task<string> CreateUserAsync(string name) => CreateRoleAsync(name, TeamSchema.Users);

    /// <summary>What psql prints to the superuser.</summary>
    internal Task<string> SqlAsync(string sql) => Server.PsqlAsync(sql, database: Database);

    /// <summary>What psql prints to a role.</summary>
    internal Task<string> SqlAsync(string role, string sql) => Server.PsqlAsync(sql, database: Database, user: role, password: Password);

    /// <summary>Sees that the server refuses a role something, and says so: for want of a right, or by another number.</summary>
    internal async Task RefusedAsync(string role, string sql, string number = PostgresErrorCodes.InsufficientPrivilege)
    {
        await using var connection = new NpgsqlConnection(SettingsOf(role).ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        var refused = await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken), sql);
        refused.SqlState.ShouldBeOneOf(number, PostgresErrorCodes.FeatureNotSupported);
    }

    /// <summary>Ends the connections of a role, or of all, as an administrator of the server may.</summary>
    internal Task KillAsync(string? role = null) => SqlAsync(
        $"""
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = '{Database}' AND pid <> pg_backend_pid() {(role is null ? "" : $"AND usename = '{role}'")}
        """);

    public override async ValueTask DisposeAsync()
    {
        if (_isMade)
        {
            await Server.PsqlAsync($"DROP DATABASE {Database} WITH (FORCE)");
            foreach (var role in _roles)
                await Server.PsqlAsync($"DROP ROLE {role}");
        }

        await base.DisposeAsync();
    }
}

/// <summary>A database with a catalog in it, which those of the tests are copies of: quicker than to make each.</summary>
internal static class TeamTemplate
{
    private static readonly string Database = $"stagetools_template_{Guid.NewGuid():N}";
    private static readonly Lazy<Task> Made = new(MakeAsync);
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static async Task CopyAsync(string database)
    {
        await Made.Value;
        await OneAtATime.WaitAsync();
        try
        {
            await PostgresServer.Required.PsqlAsync($"CREATE DATABASE {database} TEMPLATE {Database}");
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task MakeAsync()
    {
        var server = PostgresServer.Required;
        await server.PsqlAsync($"CREATE DATABASE {Database}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.PsqlAsync($"DROP DATABASE {Database} WITH (FORCE)").GetAwaiter().GetResult();
        using var catalog = new PostgresCatalog(() => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Database });
        await catalog.Team.InitializeAsync(bucket: null, CancellationToken.None);
    }
}
