namespace StageTools.DuckDb.Tests;

/// <summary>A database in memory and a connection to it, for one test.</summary>
public abstract class DuckDbTest : IDisposable
{
    private readonly SharedDatabase? _shared;

    /// <summary>With a database that the tests of a class share, each on a connection of its own.</summary>
    protected DuckDbTest(SharedDatabase? shared = null)
    {
        _shared = shared;
        Database = shared?.Database ?? DuckDbDatabase.Open(null, new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "2" });
        Connection = Database.Connect();
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected DuckDbDatabase Database { get; }

    private protected DuckDbConnection Connection { get; }

    public void Dispose()
    {
        Connection.Dispose();
        if (_shared is null)
        {
            Database.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private protected static List<object?[]> Rows(DuckDbResult result)
    {
        var rows = new List<object?[]>();
        while (result.TryReadChunk(out var chunk))
        {
            var columns = new object?[result.Columns.Count][];
            for (var column = 0; column < columns.Length; column++)
            {
                columns[column] = new object?[chunk.RowCount];
                chunk.Read(column, columns[column]);
            }

            rows.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => Array.ConvertAll(columns, column => column[row])));
        }

        return rows;
    }

    protected List<object?[]> Rows(string sql)
    {
        using var result = Connection.Query(sql, Token);
        return Rows(result);
    }

    protected object? Scalar(string sql) => Rows(sql).ShouldHaveSingleItem()[0];
}

/// <summary>Appenders for tables.</summary>
internal static class Tables
{
    /// <summary>Appends rows to a table, which have all its columns.</summary>
    public static DuckDbAppender Appender(this DuckDbConnection connection, string table)
    {
        using var rows = connection.Prepare($"SELECT * FROM {table}");
        return connection.Appender($"INSERT INTO {table} FROM appended", [.. rows.Columns.Select(static column => (column.Name, $"{column.Type}"))]);
    }
}
