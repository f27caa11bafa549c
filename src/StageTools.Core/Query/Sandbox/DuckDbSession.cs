using StageTools.Databases;

namespace StageTools.Query.Sandbox;

/// <summary>
/// A DuckDB database that statements of a user are run in: a file, or a session's own tables. What it may read is fixed when it is opened, so for
/// more it is opened anew, with its tables as they are.
/// </summary>
/// <param name="home">The catalog beside which lies what does not fit into memory.</param>
/// <param name="file">The file, made where there is none; null for tables that go with the session.</param>
internal sealed class DuckDbSession(MachineHome home, string? file) : IDisposable
{
    private readonly Lock _turn = new();
    private SpillFolder? _own;
    private DuckDbDatabase? _database;
    private DuckDbConnection? _idle;
    private AllowedPaths _allowed = new([], []);
    private int _taken;

    /// <summary>A connection: the one whose temporary tables and transaction last, or another one while that is in use.</summary>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>; <c>QueryInvalid</c> for a file that is no DuckDB database, and where it cannot be
    /// opened anew now.</exception>
    public DuckDbConnection Take(AllowedPaths allowed)
    {
        lock (_turn)
        {
            if (_database is { IsBroken: true })
                OpenAgain(users: 0);

            if (_database is not null && !_allowed.IsGivenAs(allowed))
            {
                _idle ??= Connect();
                OpenAnew(_idle, allowed, "other folders than before are let be read", users: 0);
            }

            _database ??= OpenNew(allowed);
            var connection = _idle ?? Connect();
            _idle = null;
            _taken++;
            return connection;
        }
    }

    /// <summary>Sees to it that a folder can be read.</summary>
    /// <param name="connection">The connection that is held; another one where the database had to be opened anew.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="allowed">What may be read then.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> where it cannot be opened anew now.</exception>
    public void Reach(ref DuckDbConnection connection, string folder, AllowedPaths allowed)
    {
        lock (_turn)
        {
            if (!_allowed.Holds(folder))
            {
                OpenAnew(connection, allowed, $"'{folder}' became a stage's folder after it was opened", users: 1);
                (connection, _idle) = (_idle!, null);
                if (!_allowed.Holds(folder))
                    throw InUse($"'{folder}' became a stage's folder after it was opened");
            }
        }
    }

    /// <summary>A connection in place of one whose database an error inside DuckDB has ended: what was committed is there.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c> where it cannot be opened anew now.</exception>
    public DuckDbConnection Revive(DuckDbConnection connection)
    {
        lock (_turn)
        {
            // Closed after its file was opened again, it would take the lock off that.
            connection.Dispose();
            OpenAgain(users: 1);
            return Connect();
        }
    }

    /// <summary>Whether a folder can be read now.</summary>
    public bool Holds(string folder)
    {
        lock (_turn)
        {
            return _allowed.Holds(folder);
        }
    }

    /// <summary>Gives a connection back.</summary>
    public void Return(DuckDbConnection connection)
    {
        lock (_turn)
        {
            _taken--;
            if (_idle is null && _database is not null)
            {
                _idle = connection;
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes the database.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            Close();
            _own?.Dispose();
            _own = null;
        }
    }

    private DuckDbConnection Connect()
    {
        var connection = _database!.Connect();
        connection.Execute(QuerySettings.ReadAhead());
        return connection;
    }

    private DuckDbDatabase OpenNew(AllowedPaths allowed)
    {
        DuckDbOpening.RequireLibrary(string.Empty, DuckDbLibrary.Path);
        RefuseOthers(file);
        _own ??= file is null ? SpillFolder.Begin(home) : null;
        var spill = _own ?? SpillFolder.Begin(home);
        var isNew = false;
        try
        {
            var database = DuckDbDatabase.Open(
                file ?? spill.Tables,
                QuerySettings.Of(home, spill.Spilled),
                kept: file is null ? null : spill,
                begin: connection =>
                {
                    allowed.Close(connection, spill.KeptFiles);
                    isNew = true;
                });
            _allowed = isNew ? allowed : Found(database, allowed);
            return database;
        }
        catch (Exception e)
        {
            spill.Dispose();
            _own = null;
            throw e is DuckDbException ? StageErrorCode.QueryInvalid.Error(DuckDbReason.FirstSentence(e.Message), file, e) : e;
        }
    }

    /// <summary>Refuses another system's database, and a file that may not be read, before DuckDB says it in its own words.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c>, <c>AccessDenied</c>.</exception>
    private static void RefuseOthers(string? file)
    {
        if (file is null || !File.Exists(file))
            return;

        try
        {
            if (DatabaseFiles.IsSqlite(DatabaseFiles.Head(file)))
            {
                throw StageErrorCode.QueryInvalid.Error(
                    $"'{file}' is an SQLite database, and queries run in DuckDB", new Advice(AdviceKind.NameDuckDbFile), file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StageErrorCode.AccessDenied.Error($"The database '{file}' cannot be opened: {e.Message}", file, e);
        }
    }

    /// <summary>What a file that this process has open already may read.</summary>
    private AllowedPaths Found(DuckDbDatabase database, AllowedPaths allowed)
    {
        using var connection = database.Connect();
        var found = SessionState.Rows(
            connection, "SELECT unnest(list_concat(current_setting('allowed_directories'), current_setting('allowed_paths')))")
            .ConvertAll(static row => (string)row[0]!);

        // Each is there as it was opened; what is not among them waits for the other one's end.
        var actual = new AllowedPaths(found, []);
        return allowed.Given.All(actual.Holds) ? new AllowedPaths(found, allowed.Given) : throw InUse("other folders than before are let be read");
    }

    private StageException InUse(string why) => StageErrorCode.QueryInvalid.Error(
        $"DuckDB has to be opened anew, for {why}, and other statements are being run in it; run this one when they have ended.", file);

    private void OpenAnew(DuckDbConnection connection, AllowedPaths allowed, string why, int users)
    {
        if (_taken > users)
            throw InUse(why);

        var state = SessionState.Save(connection, why, keptIn: _own?.Kept);
        connection.Dispose();
        Close();
        _database = OpenNew(allowed);
        _idle = Connect();
        state.Restore(_idle);
    }

    private void OpenAgain(int users)
    {
        const string why = "an error inside it has ended it";
        if (_taken > users)
            throw InUse(why);

        Close();
        try
        {
            _database = OpenNew(_allowed);
        }
        catch (StageException e) when (file is null)
        {
            throw new StageException(
                e.Code, $"DuckDB has to be opened anew, for {why}, and the session's tables are lost: {e.Message} The next statement begins without "
                    + "tables.",
                inner: e);
        }
    }

    private void Close()
    {
        _idle?.Dispose();
        _idle = null;
        _database?.Dispose();
        _database = null;
    }
}
