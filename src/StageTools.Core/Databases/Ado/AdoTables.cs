namespace StageTools.Databases.Ado;

/// <summary>How a server is asked for a table by its name: in all statements @p1 is the schema and @p2 the name.</summary>
/// <param name="Query">Gives the schema and the name as the database has them, and a third value, which only those need who asked for it; of an empty
/// schema, what the name alone leads to.</param>
/// <param name="MayMake">Whether this user may make tables in the schema; null where nobody asks.</param>
/// <param name="Made">Gives the schema and the name of a table that is about to be made; null where it is found when it is.</param>
internal sealed record AdoTables(string Query, string? MayMake = null, string? Made = null)
{
    /// <summary>PostgreSQL's; the third value is the table's number.</summary>
    /// <remarks>The ledger of temporary tables is not one for others.</remarks>
    public static readonly AdoTables Postgres = new(
        """
        SELECT n.nspname, c.relname, c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'f') AND lower(c.relname) = lower(@p2)
          AND CASE WHEN @p1 <> '' THEN lower(n.nspname) = lower(@p1) ELSE n.nspname = ANY (current_schemas(true))
            AND (n.oid <> pg_my_temp_schema() OR c.relname <> 'stagetools_loads') END
        ORDER BY (c.relname = @p2) DESC, (n.nspname = @p1) DESC, array_position(current_schemas(true), n.nspname) LIMIT 1
        """,
        "SELECT has_schema_privilege(@p1, 'CREATE')");

    /// <summary>SQL Server's; the third value is the table's number.</summary>
    public static readonly AdoTables SqlServer = new(
        """
        SELECT TOP 1 s.name, o.name, CAST(o.object_id AS BIGINT) FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
        WHERE o.type IN ('U', 'V') AND LOWER(o.name) = LOWER(@p2) AND LOWER(s.name) = LOWER(COALESCE(NULLIF(@p1, ''), SCHEMA_NAME()))
        ORDER BY CASE WHEN o.name COLLATE Latin1_General_BIN2 = @p2 COLLATE Latin1_General_BIN2 THEN 0 ELSE 1 END
        """,
        "SELECT HAS_PERMS_BY_NAME(QUOTENAME(@p1), 'SCHEMA', 'ALTER') * HAS_PERMS_BY_NAME(QUOTENAME(DB_NAME()), 'DATABASE', 'CREATE TABLE')");

    /// <summary>MySQL's, which compares texts without their accents; the third value is the engine.</summary>
    public static readonly AdoTables MySql = new(
        """
        SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE FROM information_schema.TABLES
        WHERE TABLE_SCHEMA = COALESCE(NULLIF(@p1, ''), DATABASE()) AND BINARY LOWER(TABLE_NAME) = BINARY LOWER(@p2)
        ORDER BY BINARY TABLE_NAME = @p2 DESC LIMIT 1
        """,
        Made: """
        SELECT COALESCE((SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @p1), DATABASE()),
            CASE WHEN @@lower_case_table_names = 1 THEN LOWER(@p2) ELSE @p2 END
        """);
}
