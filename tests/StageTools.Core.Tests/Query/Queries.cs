using StageTools.Core.Tests.Stages;
using StageTools.Query;

namespace StageTools.Core.Tests.Query;

/// <summary>SQL in one line.</summary>
internal static class Queries
{
    private static readonly Dictionary<string, object?> None = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The rows of the last statement, values with <c>|</c> between them and <c>-</c> for NULL.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(this TestStages stages, string sql, string? database = null)
    {
        var found = new List<string>();
        using var run = stages.Engine.Sql.Begin(database);
        foreach (var step in StageSql.Read(sql))
        {
            found.Clear();
            using var result = await run.RunAsync(step, None, Token);
            var rows = result.NewRows();
            while (await result.ReadAsync(rows, Token))
            {
                for (var i = 0; i < rows.Count && result.HasRows; i++)
                    found.Add(string.Join('|', rows.Columns.Select(c => Shown(c.GetValue(i)))));
            }
        }

        return found;
    }

    /// <summary>The types of the columns.</summary>
    public static async Task<string> TypesAsync(this TestStages stages, string sql)
    {
        using var run = stages.Engine.Sql.Begin(database: null);
        using var result = await run.RunAsync(StageSql.Read(sql)[0], None, Token);
        return string.Join(' ', result.Columns.Select(static c => c.SqlType));
    }

    private static string Shown(object? value) => value switch
    {
        null => "-",
        object?[] items => $"[{string.Join(' ', items.Select(Shown))}]",
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(format: null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
