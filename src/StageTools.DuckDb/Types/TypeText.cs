namespace StageTools.DuckDb.Types;

/// <summary>Types as SQL writes them, so that what is written makes the same type in any database.</summary>
internal static class TypeText
{
    public static string Of(DuckDbType type) => type.Kind switch
    {
        DuckDbTypeKind.VarChar => type.IsJson ? "JSON" : "VARCHAR",
        DuckDbTypeKind.Decimal => $"DECIMAL({type.Precision},{type.Scale})",
        DuckDbTypeKind.List => $"{type.Item}[]",
        DuckDbTypeKind.Array => $"{type.Item}[{type.Length}]",
        DuckDbTypeKind.Struct => $"STRUCT({Fields(type)})",
        DuckDbTypeKind.Union => $"UNION({Fields(type)})",
        DuckDbTypeKind.Map => $"MAP({type.Fields![0].Type}, {type.Fields[1].Type})",
        DuckDbTypeKind.Enum => $"ENUM({string.Join(", ", type.Names!.Select(static name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'"))})",
        DuckDbTypeKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeKind.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeKind.TimestampS => "TIMESTAMP_S",
        DuckDbTypeKind.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeKind.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeKind.TimeNs => "TIME_NS",
        DuckDbTypeKind.Null => "\"NULL\"",
        _ => type.Kind.ToString().ToUpperInvariant(),
    };

    private static string Fields(DuckDbType type) =>
        string.Join(", ", type.Fields!.Select(static field => field.Name.Length == 0
            ? field.Type.ToString()
            : $"\"{field.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" {field.Type}"));
}
