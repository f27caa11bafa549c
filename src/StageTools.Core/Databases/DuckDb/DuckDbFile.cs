namespace StageTools.Databases.DuckDb;

/// <summary>A DuckDB file. Each query opens it for itself, for reading alone, and reaches nothing beside it.</summary>
internal sealed class DuckDbFile(string path) : Database
{
    /// <summary>The file's full path.</summary>
    public string FilePath => path;

    public override string DisplayName => $"'{path}'";

    internal override DatabaseLoad NewLoad() => new DuckDbLoad(path, DisplayName);

    public override Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        DuckDbOpening.RequireLibrary("A DuckDB database needs DuckDB.", path);
        if (!File.Exists(path))
            throw StageErrorCode.FileNotFound.Error($"There is no database file '{path}'; check the path.", path);

        DuckDbDatabase? database = null;
        DuckDbConnection? connection = null;
        try
        {
            database = DuckDbDatabase.Open(
                path, DuckDbOpening.Settings(
                    DuckDbOpening.Memory(256L << 20), ("access_mode", "READ_ONLY"), DuckDbOpening.FewThreads), begin: DuckDbSandbox.Close);
            connection = database.Connect();

            // The file may be open in this process already, and not for reading alone.
            connection.Execute("BEGIN TRANSACTION READ ONLY", cancellationToken);
            return Task.FromResult<RowSource>(new DuckDbRows(DisplayName, database, connection, Run(connection, sql, cancellationToken)));
        }
        catch (Exception e)
        {
            connection?.Dispose();
            database?.Dispose();
            if (e is DuckDbException)
                throw DatabaseErrors.Refused(DisplayName, e.Message, e);

            throw;
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DuckDbResult Run(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        RefusedFunctions.Require(connection, sql, DisplayName);
        using var script = connection.Script(sql);
        if (script.Count > 1)
            throw DatabaseErrors.SeveralStatements(DisplayName);

        if (script.Count == 0)
            throw DatabaseErrors.NoRows(DisplayName);

        using var statement = script.Prepare(0);
        if (statement.Kind is not (DuckDbStatementKind.Select or DuckDbStatementKind.Call))
        {
            // What EXPLAIN and EXECUTE run, their kinds do not tell; COPY would write over the very file that may be read.
            throw DatabaseErrors.NoRows(DisplayName);
        }

        var result = statement.Query(cancellationToken);
        if (result.Columns.Count > 0)
            return result;

        result.Dispose();
        throw DatabaseErrors.NoRows(DisplayName);
    }
}
