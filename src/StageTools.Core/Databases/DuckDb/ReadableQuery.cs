namespace StageTools.Databases.DuckDb;

/// <summary>Queries whose columns are of types without a form in .NET: those of VARIANT, by itself or inside others, become JSON.</summary>
internal static class ReadableQuery
{
    /// <summary>The query with such columns as JSON; null where it has none.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="columns">Its columns.</param>
    public static string? Of(string sql, IReadOnlyList<DuckDbColumn> columns)
    {
        if (columns.All(static column => IsReadable(column.Type)))
            return null;

        // Names may be there twice; numbers are not. What ends in a comment ends with its line.
        var values = columns.Select(
            static (column, i) => $"{(IsReadable(column.Type) ? $"c{i}" : AsJson($"c{i}"))} AS {DuckDbText.Name(column.Name)}");
        return $"SELECT {string.Join(", ", values)} FROM ({sql}\n) AS t({string.Join(", ", columns.Select(static (_, i) => $"c{i}"))})";
    }

    private static string AsJson(string column) => $"CASE WHEN {column} IS NOT NULL THEN CAST(CAST({column} AS VARIANT) AS JSON) END";

    private static bool IsReadable(DuckDbType type) =>
        type.Kind is not DuckDbTypeKind.Variant
        && (type.Item is null || IsReadable(type.Item))
        && (type.Fields is null || type.Fields.All(static field => IsReadable(field.Type)));
}
