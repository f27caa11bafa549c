using System.Data.SQLite;
using StageTools.Databases;
using StageTools.Rows;

namespace StageTools.Core.Tests.Databases;

/// <summary>What tests do with databases, in one line each.</summary>
internal static class DatabaseRows
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes a SQLite file by statements.</summary>
    public static string MakeSqlite(this TestFolder folder, params string[] statements)
    {
        var path = folder.At("test.db");
        using var connection = new SQLiteConnection(new SQLiteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }

        return path;
    }

    /// <summary>All rows of a source.</summary>
    public static async Task<List<object?[]>> ToListAsync(this RowSource source)
    {
        await using (source)
        {
            var rows = new List<object?[]>();
            for (var batch = new RowBatch(); await source.ReadAsync(batch, Token); batch.Release())
            {
                for (var row = 0; row < batch.RowCount; row++)
                    rows.Add(batch.Values(row, source.Columns.Count));
            }

            return rows;
        }
    }

    /// <summary>All rows of a query on a database file.</summary>
    public static async Task<List<object?[]>> QueryFileAsync(string path, string sql)
    {
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
        return await (await database.QueryAsync(sql, Token)).ToListAsync();
    }
}
