using System.Globalization;

namespace StageTools.Core.Tests.Servers;

/// <summary>A MariaDB server that tests/servers/start-mariadb.sh started. STAGETOOLS_MARIADB names its server.env.</summary>
internal sealed class MariaDbServer(string file) : TestServer(file)
{
    /// <summary>The server, or the test is skipped where there is none.</summary>
    public static MariaDbServer Required
    {
        get
        {
            var server = new MariaDbServer(FileOf("mariadb"));
            server.Require("MariaDB", "mariadb");
            return server;
        }
    }

    public string Host => this["MARIADB_HOST"];

    public int Port => int.Parse(this["MARIADB_PORT"], CultureInfo.InvariantCulture);

    public string User => this["MARIADB_USER"];

    public string Password => this["MARIADB_PASSWORD"];

    public string Authority => this["MARIADB_CA"];

    public int ProcessId => int.Parse(File.ReadAllText(this["MARIADB_PID"]), CultureInfo.InvariantCulture);

    private protected override bool Runs => Answers(Host, Port);

    /// <summary>A database of one test's own, which goes with all that is in it.</summary>
    public async Task<MariaDbDatabase> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await RunAsync($"CREATE DATABASE {name}", "mysql");
        return new MariaDbDatabase(this, name);
    }

    public string Url(string database, string? password = null) => $"mariadb://{User}:{password ?? Password}@{Host}:{Port}/{database}";

    /// <summary>What the mariadb client prints: a tab between two values, a line a row, without escapes.</summary>
    public async Task<string> RunAsync(string sql, string database)
    {
        string[] arguments = ["--no-defaults", "-N", "-B", "-r", "--default-character-set=utf8mb4", "-h", Host, "-P", this["MARIADB_PORT"], "-u", User, "-D", database, "-e", sql];
        var output = await Child.RunAsync(this["MARIADB_CLIENT"], arguments, ("MYSQL_PWD", Password));
        return output.TrimEnd('\n');
    }
}

/// <summary>A database of one test's own in the server.</summary>
internal sealed class MariaDbDatabase(MariaDbServer server, string name) : IAsyncDisposable
{
    public string Name => name;

    public string Url => server.Url(name);

    /// <summary>What the mariadb client prints.</summary>
    public Task<string> RunAsync(string sql) => server.RunAsync(sql, name);

    public async ValueTask DisposeAsync() => await server.RunAsync($"DROP DATABASE {name}", "mysql");
}
