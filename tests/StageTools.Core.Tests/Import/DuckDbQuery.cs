using System.Globalization;
using StageTools.DuckDb;

namespace StageTools.Core.Tests.Import;

/// <summary>A DuckDB file as DuckDB itself shows it.</summary>
internal static class DuckDbQuery
{
    /// <summary>The rows of a query: values as DuckDB writes them, | between two, a line a row.</summary>
    public static Task<string> RunAsync(string file, string sql)
    {
        using var database = DuckDbDatabase.Open(file);
        using var connection = database.Connect();
        using var result = connection.Query(sql, TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (result.TryReadChunk(out var chunk))
        {
            for (var row = 0; row < chunk.RowCount; row++)
                lines.Add(string.Join('|', Enumerable.Range(0, result.Columns.Count).Select(column => Convert.ToString(chunk.Value(column, row), CultureInfo.InvariantCulture))));
        }

        return Task.FromResult(string.Join('\n', lines));
    }

    /// <summary>Runs statements on a database in memory, to make a Parquet file.</summary>
    public static void Make(string sql)
    {
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        connection.Execute(sql, TestContext.Current.CancellationToken);
    }
}
