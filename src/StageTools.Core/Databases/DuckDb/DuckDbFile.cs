namespace StageTools.Databases.DuckDb;

/// <summary>A DuckDB file. Each query opens it for itself, for reading alone, and reaches nothing beside it.</summary>
internal sealed class DuckDbFile(string path) : Database
{
    public override string DisplayName => $"'{path}'";

    internal override DatabaseLoad NewLoad() => DuckDbLoad.Open(path, DisplayName);

    public override Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        DuckDbOpening.RequireLibrary("A DuckDB database needs DuckDB.", path);
        if (!File.Exists(path))
            throw StageErrorCode.FileNotFound.Error($"There is no database file '{path}'; check the path.", path);

        try
        {
            var settings = DuckDbOpening.Settings(
                DuckDbOpening.Memory(256L << 20), ("access_mode", "READ_ONLY"), DuckDbOpening.FewThreads);
            return Task.FromResult<RowSource>(DuckDbDatabase.Open(path, settings, begin: DuckDbSandbox.Close).Into(
                database => database.Connect().Into(
                    connection => new DuckDbRows(DisplayName, database, connection, Run(connection, sql, cancellationToken)))));
        }
        catch (DuckDbException e)
        {
            throw DuckDbReason.InUse(path, e) ?? DatabaseErrors.Refused(DisplayName, e.Message, e);
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DuckDbResult Run(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        // The file may be open in this process already, and not for reading alone.
        connection.Execute("BEGIN TRANSACTION READ ONLY", cancellationToken);
        RefusedFunctions.Require(connection, sql, DisplayName);
        using var script = connection.Script(sql);
        using var statement = script.Count == 1 ? script.Prepare(0)
            : throw (script.Count > 1 ? DatabaseErrors.SeveralStatements(DisplayName) : DatabaseErrors.NoRows(DisplayName));
        if (statement.Kind is not (DuckDbStatementKind.Select or DuckDbStatementKind.Call))
        {
            // What EXPLAIN and EXECUTE run, their kinds do not tell; COPY would write over the very file that may be read.
            throw DatabaseErrors.NoRows(DisplayName);
        }

        return statement.Query(cancellationToken).Into(result => result.Columns.Count > 0 ? result : throw DatabaseErrors.NoRows(DisplayName));
    }
}
