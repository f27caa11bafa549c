namespace StageTools.Databases.Sqlite;

/// <summary>The type that a SQLite column declares. It binds no value: one that is not exactly of it stays what it is.</summary>
internal enum SqliteDeclared
{
    /// <summary>Nothing that says more than the value itself.</summary>
    None,

    /// <summary>BOOLEAN: 0 and 1.</summary>
    Boolean,

    /// <summary>DATE: text <c>2026-03-01</c>.</summary>
    Date,

    /// <summary>DATETIME or TIMESTAMP: text <c>2026-03-01 12:00:00.5</c>.</summary>
    Moment,

    /// <summary>DECIMAL or NUMERIC: numbers that are the same in decimals.</summary>
    Decimal,
}
