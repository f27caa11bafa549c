using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>Commands with their parameters, in one line each.</summary>
internal static class TeamCommands
{
    /// <summary>A command; its parameters are <c>$1</c>, <c>$2</c> …</summary>
    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    /// <summary>A value of one type, or NULL of it.</summary>
    public static NpgsqlParameter Value<T>(T value)
        where T : notnull => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A text, or NULL.</summary>
    public static NpgsqlParameter Text(string? value) =>
        new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value is null ? DBNull.Value : value };

    public static NpgsqlBatch Batch(this NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
        {
            // A batch that is run again is a new one, and a command is one batch's.
            batch.BatchCommands.Add(Command(command.CommandText, [.. command.Parameters.Select(static p => p.Clone())]));
        }

        return batch;
    }

    public static async Task<List<T>> ReadAllAsync<T>(this NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(read(reader));
            }
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        }

        return rows;
    }

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
