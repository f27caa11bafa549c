using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>Commands with their parameters, in one line each.</summary>
internal static class SqliteCommands
{
    public static SQLiteCommand Command(this SQLiteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);

        return command;
    }

    public static int Execute(this SQLiteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static T Scalar<T>(this SQLiteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return (T)command.ExecuteScalar()!;
    }

    public static List<T> ReadAll<T>(
        this SQLiteConnection connection, Func<SQLiteDataReader, T> read, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));

        return rows;
    }

    public static ReadOnlyMemory<byte> Bytes(this SQLiteDataReader reader, int column) =>
        reader.IsDBNull(column) ? default : reader.GetFieldValue<byte[]>(column);

    public static string? Text(this SQLiteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
