namespace StageTools.Sql;

/// <summary>Databend's way to a field of a row: <c>$1:customer:name</c>, <c>$1:customer.name</c>.</summary>
internal static class FieldPath
{
    /// <summary>Reads the names behind a column.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="start">Where the column ends.</param>
    /// <returns>The names, none where the column stands alone, and where they end. A cast, <c>::</c>, is none of them.</returns>
    public static (IReadOnlyList<string> Fields, int End) Read(string sql, int start)
    {
        var fields = new List<string>();
        var end = start;
        while (end + 1 < sql.Length && (sql[end] == ':' || (sql[end] == '.' && fields.Count > 0)))
        {
            var name = new SqlTokenizer(sql, end + 1).Next(takesStagePath: false);
            if (name.Start != end + 1 || name.Name(sql) is not { } field)
            {
                break;
            }

            fields.Add(field);
            end = name.End;
        }

        return (fields, end);
    }
}
