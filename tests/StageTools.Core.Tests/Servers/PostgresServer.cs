using System.Globalization;

namespace StageTools.Core.Tests.Servers;

/// <summary>The PostgreSQL server that tests/servers/start-postgres.sh started. STAGETOOLS_POSTGRES names its server.env.</summary>
internal sealed class PostgresServer : TestServer
{
    private PostgresServer()
        : base(FileOf("postgres"))
    {
    }

    /// <summary>The server, or the test is skipped where there is none.</summary>
    public static PostgresServer Required
    {
        get
        {
            var server = new PostgresServer();
            server.Require("PostgreSQL", "postgres");
            return server;
        }
    }

    public string Host => this["POSTGRES_HOST"];

    public int Port => int.Parse(this["POSTGRES_PORT"], CultureInfo.InvariantCulture);

    public string User => this["POSTGRES_USER"];

    public string Password => this["POSTGRES_PASSWORD"];

    public string Database => this["POSTGRES_DATABASE"];

    /// <summary>Npgsql's form, the password in it.</summary>
    public string ConnectionString => this["POSTGRES_CONNECTION"].Trim('\'');

    private protected override bool Runs => Answers(Host, Port);

    /// <summary>A schema of one test's own, which goes with all that is in it.</summary>
    public async Task<PostgresSchema> CreateSchemaAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await PsqlAsync($"CREATE SCHEMA {name}");
        return new PostgresSchema(this, name);
    }

    /// <summary>What psql prints: values bare, a tab between two, a line a row.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="schema">Where unqualified names are looked for.</param>
    /// <param name="database">The database; null for the server's own.</param>
    /// <param name="user">Who connects; null for the superuser.</param>
    /// <param name="password">His password.</param>
    public async Task<string> PsqlAsync(string sql, string schema = "public", string? database = null, string? user = null, string? password = null)
    {
        string[] arguments = ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", Host, "-p", this["POSTGRES_PORT"], "-U", user ?? User, "-d", database ?? Database, "-c", sql];
        var output = await Child.RunAsync(
            this["POSTGRES_PSQL"],
            arguments,
            ("PGPASSWORD", password ?? Password),
            ("PGOPTIONS", $"-c search_path={schema} -c client_min_messages=warning"));
        return output.TrimEnd('\n');
    }
}
