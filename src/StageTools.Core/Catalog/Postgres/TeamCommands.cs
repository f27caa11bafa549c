using Npgsql;
using NpgsqlTypes;

namespace StageTools.Catalog.Postgres;

/// <summary>A command of a batch, and the values of its parameters: $1 is the first. Secrets that are empty, as a box, are NULL.</summary>
internal sealed record TeamCommand(string Sql, params object?[] Values)
{
    /// <summary>The command for one batch: each run has a new one.</summary>
    public NpgsqlBatchCommand ForBatch()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var value in Values)
            command.Parameters.Add(Parameter(value));

        return command;
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value },
        string text => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text },
        uint revision => new() { NpgsqlDbType = NpgsqlDbType.Xid, Value = revision },
        ReadOnlyMemory<byte> box => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)CatalogRows.Box(box) ?? DBNull.Value },
        _ => new() { Value = value },
    };
}

/// <summary>Commands that are run together, in one way to the server and back.</summary>
internal static class TeamCommands
{
    /// <summary>Runs them; how many rows they changed.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection, CancellationToken cancellationToken, params IEnumerable<TeamCommand> commands)
    {
        var batch = connection.Batch(commands);
        await using (batch.ConfigureAwait(false))
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rows of all of them.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params IEnumerable<TeamCommand> commands)
    {
        var rows = new List<T>();
        var batch = connection.Batch(commands);
        await using var closing = batch.ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(read(reader));
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        return rows;
    }

    /// <summary>The first column of the rows of all of them.</summary>
    public static Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection, CancellationToken cancellationToken, params IEnumerable<TeamCommand> commands) =>
        connection.ReadAsync(static row => row.GetFieldValue<T>(0), cancellationToken, commands);

    private static NpgsqlBatch Batch(this NpgsqlConnection connection, IEnumerable<TeamCommand> commands)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command.ForBatch());

        return batch;
    }
}
