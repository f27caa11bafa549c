using System.Data.SQLite;
using StageTools.Catalog.Sqlite;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog's file, which a test of it opens beside the catalog.</summary>
public abstract class SqliteFileTests : IDisposable
{
    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TestFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task CreateAsync(string name)
    {
        using var engine = new StageEngine(Folder.Home);
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse(name)), Token);
    }

    /// <summary>Another program in the middle of a write.</summary>
    private protected SQLiteConnection Locked()
    {
        var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private protected void Sql(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SQLiteConnection Open()
    {
        var connection = new SQLiteConnection(new SQLiteConnectionStringBuilder { DataSource = SqliteCatalog.FileIn(Folder.Home), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
