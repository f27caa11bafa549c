namespace StageTools.Sql;

/// <summary>Words of SQL that tell where tables stand; in upper case.</summary>
internal static class SqlWords
{
    /// <summary>The column of the file's key (Databend).</summary>
    public const string FileName = "METADATA$FILENAME";

    /// <summary>The column of the row's number in its file, from 0 (Databend).</summary>
    public const string FileRowNumber = "METADATA$FILE_ROW_NUMBER";

    /// <summary>What the column of a file's path is called while a query is put together, where it is asked for.</summary>
    public const string FilePath = "METADATA$PATH";

    /// <summary>What columns of folders are called while a query is put together.</summary>
    public const string FolderStart = "METADATA$FOLDER_";

    /// <summary>What can change tables behind <c>WITH t AS (…)</c>.</summary>
    public static readonly FrozenSet<string> Changing = ["INSERT", "UPDATE", "DELETE", "MERGE"];

    /// <summary>Statements whose FROM begins no query of its own.</summary>
    public static readonly FrozenSet<string> FromOfTables = ["UPDATE", "DELETE", "COPY"];

    /// <summary>What stands before the columns of a query.</summary>
    public static readonly FrozenSet<string> BeforeColumns = ["SELECT", "DISTINCT", "ALL"];

    /// <summary>What ends the tables of a query.</summary>
    public static readonly FrozenSet<string> EndTables =
    [
        "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "WINDOW", "QUALIFY", "SET", "VALUES", "RETURNING", "WITH",
    ];

    /// <summary>Words that can stand before an opening bracket and are no function.</summary>
    public static readonly FrozenSet<string> BeforeBrackets =
    [
        "FROM", "JOIN", "IN", "EXISTS", "AS", "ANY", "ALL", "SOME", "SELECT", "WHERE", "AND", "OR", "NOT", "ON", "USING", "VALUES", "LATERAL",
        "UNION", "EXCEPT", "INTERSECT", "BY", "HAVING", "THEN", "ELSE", "WHEN", "CASE", "LIKE", "ILIKE", "BETWEEN", "IS", "DISTINCT", "NAME",
        "MATERIALIZED", "EXPLAIN", "ANALYZE", "DESCRIBE", "DESC", "SUMMARIZE", "COPY", "RETURN", "SET", "LIMIT", "OFFSET", "QUALIFY", "PIVOT",
        "UNPIVOT", "TABLE", "RECURSIVE",
    ];

    /// <summary>What a query in brackets begins with.</summary>
    public static readonly FrozenSet<string> QueryStarts = ["SELECT", "FROM", "WITH", "VALUES", "TABLE", "DESCRIBE", "SUMMARIZE", "PIVOT", "UNPIVOT"];

    /// <summary>Words that can follow a table and are no name for it.</summary>
    public static readonly FrozenSet<string> BehindTables =
    [
        "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "WINDOW", "QUALIFY", "UNION", "EXCEPT", "INTERSECT", "JOIN", "LEFT", "RIGHT",
        "FULL", "INNER", "OUTER", "CROSS", "NATURAL", "ASOF", "POSITIONAL", "SEMI", "ANTI", "ON", "USING", "SELECT", "TABLESAMPLE", "SAMPLE",
        "FETCH", "FOR", "PIVOT", "UNPIVOT", "RETURNING", "SET", "WHEN", "AT", "WITH", "INTO",
    ];

    /// <summary>Those of DuckDB's functions whose first argument are files that read JSON.</summary>
    public static readonly FrozenSet<string> JsonFunctions =
    [
        "READ_JSON", "READ_JSON_AUTO", "READ_NDJSON", "READ_NDJSON_AUTO", "READ_JSON_OBJECTS", "READ_JSON_OBJECTS_AUTO", "READ_NDJSON_OBJECTS",
    ];

    /// <summary>DuckDB's functions whose first argument are files.</summary>
    public static readonly FrozenSet<string> FileFunctions =
    [
        .. JsonFunctions, "READ_CSV", "READ_CSV_AUTO", "SNIFF_CSV", "READ_PARQUET", "PARQUET_SCAN", "PARQUET_METADATA", "PARQUET_SCHEMA",
        "PARQUET_FILE_METADATA", "PARQUET_KV_METADATA", "READ_TEXT", "READ_BLOB",
    ];

    /// <summary>Whether a name is one of the columns that tell where a row comes from.</summary>
    public static bool IsMetadata(ReadOnlySpan<char> name) =>
        name.Equals(FileName, StringComparison.OrdinalIgnoreCase) || name.Equals(FileRowNumber, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(FolderStart, StringComparison.Ordinal);
}
