using Npgsql;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Import;

namespace StageTools.Core.Tests.Import.Ledger;

/// <summary>Which table keeps account of loaded files, in sessions that look for names in different schemas: a real PostgreSQL server.</summary>
public sealed class PostgresLedgerTests : IAsyncLifetime
{
    private readonly LoadFolder _files = new();
    private readonly List<string> _roles = [];
    private PostgresSchema? _schema;
    private PostgresSchema? _other;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_schema, _other) = (await PostgresServer.Required.CreateSchemaAsync(), await PostgresServer.Required.CreateSchemaAsync());
        await _schema.PsqlAsync("CREATE TABLE orders (id int)");
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n");
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        foreach (var schema in new[] { _schema, _other }.OfType<PostgresSchema>())
            await schema.DisposeAsync();
        foreach (var role in _roles)
            await PostgresServer.Required.PsqlAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task A_file_is_loaded_once_wherever_a_session_looks_for_names_first()
    {
        (await LoadAsync(Path(_other!, _schema!), "orders", "a.csv")).ShouldBe([LoadStatus.Loaded]);
        (await LoadAsync(Path(_schema!), "orders", "a.csv")).ShouldBe([LoadStatus.AlreadyLoaded]);
        (await LoadAsync(Path(_other!), $"{_schema!.Name}.orders", "a.csv")).ShouldBe([LoadStatus.AlreadyLoaded]);
        (await RowsAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_ledger_that_was_elsewhere_is_read_and_newer_contents_go_before_it()
    {
        await LoadAsync(Path(_schema!), "orders", "a.csv");
        await _schema!.PsqlAsync($"ALTER TABLE stagetools_loads SET SCHEMA {_other!.Name}");
        (await LoadAsync(Path(_other, _schema), "orders", "a.csv", "b.csv")).ShouldBe([LoadStatus.AlreadyLoaded, LoadStatus.Loaded]);
        (await _schema.PsqlAsync("SELECT count(*) FROM stagetools_loads")).ShouldBe("1");

        _files.Write("a.csv", "id\n3\n4\n");
        (await LoadAsync(Path(_other, _schema), "orders", "a.csv", "b.csv")).ShouldBe([LoadStatus.Loaded, LoadStatus.AlreadyLoaded]);
        (await LoadAsync(Path(_other, _schema), "orders", "a.csv", "b.csv")).ShouldBe([LoadStatus.AlreadyLoaded, LoadStatus.AlreadyLoaded]);
        (await RowsAsync()).ShouldBe("1,2,3,4");
    }

    [Fact]
    public async Task A_table_that_is_made_anew_is_loaded_anew_also_where_its_ledger_was_elsewhere()
    {
        await LoadAsync(Path(_schema!), "orders", "a.csv");
        await _schema!.PsqlAsync($"ALTER TABLE stagetools_loads SET SCHEMA {_other!.Name}; DROP TABLE orders");
        (await LoadAsync(Path(_other, _schema), $"{_schema.Name}.orders", "a.csv")).ShouldBe([LoadStatus.Loaded]);
        (await RowsAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task Who_may_make_no_table_beside_the_loaded_one_is_told_of_the_ledger_or_goes_on_with_his_own()
    {
        var role = await CreateRoleAsync();
        (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => LoadAsync(Path(_other!, _schema!) + role, "orders", "a.csv"))).Message.ShouldBe(
            $"The table \"{_schema!.Name}\".\"stagetools_loads\", in which StageTools keeps account of loaded files, is not there, and this user may not make it; "
                + "have its schema's owner grant the right to create tables there, or load once and grant this user all rights on it.");
        (await _other!.PsqlAsync("SELECT to_regclass('stagetools_loads')")).ShouldBe("");

        await LoadAsync(Path(_schema), "orders", "a.csv");
        await _schema.PsqlAsync($"ALTER TABLE stagetools_loads SET SCHEMA {_other.Name}; GRANT ALL ON {_other.Name}.stagetools_loads TO {_roles[0]}");
        (await LoadAsync(Path(_other, _schema) + role, "orders", "a.csv", "b.csv")).ShouldBe([LoadStatus.AlreadyLoaded, LoadStatus.Loaded]);
        (await _other.PsqlAsync("SELECT count(*) FROM stagetools_loads")).ShouldBe("2");
    }

    [Fact]
    public async Task Who_may_write_into_the_ledger_need_not_make_it()
    {
        var role = await CreateRoleAsync();
        await LoadAsync(Path(_schema!), "orders", "a.csv");
        await _schema!.PsqlAsync($"GRANT ALL ON stagetools_loads TO {_roles[0]}");
        (await LoadAsync(Path(_other!, _schema) + role, "orders", "a.csv", "b.csv")).ShouldBe([LoadStatus.AlreadyLoaded, LoadStatus.Loaded]);
    }

    [Fact]
    public async Task Who_may_not_write_into_the_ledger_is_told_what_to_ask_for()
    {
        var role = await CreateRoleAsync();
        await LoadAsync(Path(_schema!), "orders", "a.csv");
        foreach (var rights in new[] { "SELECT", "SELECT, DELETE", "SELECT, INSERT" })
        {
            // What is newer goes into the place of what is older.
            _files.Write("a.csv", $"id\n{rights.Length}\n{rights.Length}\n");
            (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => LoadAsync(Path(_schema!) + role, "orders", "a.csv"))).Message.ShouldBe(
                $"The table \"{_schema!.Name}\".\"stagetools_loads\", in which StageTools keeps account of loaded files, is refused to this user "
                    + "(42501: permission denied for table stagetools_loads); have its owner grant SELECT, INSERT and DELETE on it.", rights);
            await _schema.PsqlAsync($"REVOKE ALL ON stagetools_loads FROM {_roles[0]}; GRANT {rights} ON stagetools_loads TO {_roles[0]}");
        }

        await _schema!.PsqlAsync($"GRANT INSERT, DELETE ON stagetools_loads TO {_roles[0]}");
        (await LoadAsync(Path(_schema) + role, "orders", "a.csv")).ShouldBe([LoadStatus.Loaded]);
    }

    [Fact]
    public async Task Loads_into_several_tables_of_a_schema_that_has_no_ledger_make_one()
    {
        string[] tables = [.. Enumerable.Range(0, 6).Select(static n => $"t{n}")];
        await _schema!.PsqlAsync(string.Concat(tables.Select(static table => $"CREATE TABLE {table} (id int); ")));
        await Task.WhenAll(tables.Select(table => LoadAsync(Path(_schema), table, "a.csv", "b.csv")));
        (await _schema.PsqlAsync("SELECT count(*), count(DISTINCT table_name) FROM stagetools_loads")).ShouldBe("12\t6");
    }

    [Fact]
    public async Task The_ledger_of_a_temporary_table_is_not_asked_for_others()
    {
        await LoadAsync(Path(_schema!), "orders", "a.csv");
        await _schema!.PsqlAsync($"ALTER TABLE stagetools_loads SET SCHEMA {_other!.Name}");
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_schema.ConnectionString) { SearchPath = Path(_other, _schema) }.ConnectionString);
        await connection.OpenAsync(Token);
        await using (var command = new NpgsqlCommand("CREATE TEMP TABLE passing (id int)", connection))
            await command.ExecuteNonQueryAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        foreach (var table in new[] { "passing", "orders" })
        {
            var loads = await _files.LoadAsync(database, new LoadOptions(table), ["a.csv"]);
            loads.ConvertAll(static load => load.Status).ShouldBe([table == "orders" ? LoadStatus.AlreadyLoaded : LoadStatus.Loaded]);
        }
    }

    /// <summary>A user who writes into the table and makes tables in the other schema alone; his part of a connection string.</summary>
    private async Task<string> CreateRoleAsync()
    {
        var role = $"loader_{Guid.NewGuid():N}";
        _roles.Add(role);
        await _schema!.PsqlAsync(
            $"CREATE ROLE {role} LOGIN PASSWORD 'pass'; GRANT USAGE ON SCHEMA {_schema.Name} TO {role}; GRANT ALL ON orders TO {role}; GRANT ALL ON SCHEMA {_other!.Name} TO {role}");
        return $";Username={role};Password=pass";
    }

    private static string Path(params PostgresSchema[] schemas) => string.Join(',', schemas.Select(static schema => schema.Name));

    private async Task<List<LoadStatus>> LoadAsync(string path, string table, params string[] names)
    {
        var said = path.Split(';', 2);
        var settings = new NpgsqlConnectionStringBuilder(string.Join(';', [_schema!.ConnectionString, .. said.Skip(1)])) { SearchPath = said[0] };
        await using var database = await DatabaseOpening.OpenAsync(settings.ConnectionString, Token);
        return (await _files.LoadAsync(database, new LoadOptions(table), names)).ConvertAll(static load => load.Status);
    }

    private Task<string> RowsAsync() => _schema!.PsqlAsync("SELECT string_agg(id::text, ',' ORDER BY id) FROM orders");
}
