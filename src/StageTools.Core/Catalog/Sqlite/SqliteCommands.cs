using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>Commands with their parameters, in one line each: $1 is the first.</summary>
internal static class SqliteCommands
{
    public static SQLiteCommand Command(this SQLiteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count + 1}"), value ?? DBNull.Value);

        return command;
    }

    public static int Execute(this SQLiteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static T Scalar<T>(this SQLiteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(sql, values);
        return (T)command.ExecuteScalar()!;
    }

    public static List<T> ReadAll<T>(
        this SQLiteConnection connection, Func<SQLiteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));

        return rows;
    }

    /// <summary>The first column of each row.</summary>
    public static List<string> ReadTexts(this SQLiteConnection connection, string sql, params ReadOnlySpan<object?> values) =>
        connection.ReadAll(static row => row.GetString(0), sql, values);
}
