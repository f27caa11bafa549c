namespace StageTools.Query.Sandbox;

/// <summary>
/// A DuckDB database that statements of a user are run in: a file, or a session's own tables. What it may read is fixed when it is opened, so for
/// more it is opened anew, with its tables as they are.
/// </summary>
/// <param name="home">The catalog beside which lies what does not fit into memory.</param>
/// <param name="file">The file, made where there is none; null for tables that go with the session.</param>
internal sealed class DuckDbSession(MachineHome home, string? file) : IDisposable
{
    private readonly SessionDatabase _place = new(home, file);
    private readonly Lock _turn = new();
    private DuckDbDatabase? _database;
    private AllowedPaths _allowed = new([], []);
    private int _taken;

    // The connection whose temporary tables, variables and transaction last. What it knew before an opening that failed is its own still.
    private DuckDbConnection? _lasting;
    private SessionState? _state;
    private bool _isLastingTaken;
    private bool _isInTransaction;

    /// <summary>A connection: the one whose temporary tables, variables and transaction last, or while that is in use another one, which goes when it
    /// is given back.</summary>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>; <c>QueryInvalid</c> for a file that is no DuckDB database, and where it cannot be
    /// opened anew now.</exception>
    public DuckDbConnection Take(AllowedPaths allowed)
    {
        lock (_turn)
        {
            if (_database is { IsBroken: true })
                OpenAgain(users: 0);

            if (_database is not null && !_allowed.IsGivenAs(allowed))
                OpenAnew(allowed, "other folders than before are let be read", users: 0);

            if (_database is null)
                Open(allowed);

            var connection = _isLastingTaken ? Connect(_database!) : _lasting!;
            _isLastingTaken = true;
            _taken++;
            return connection;
        }
    }

    /// <summary>Sees to it that a folder can be read.</summary>
    /// <param name="connection">The connection that is held; another one where the database had to be opened anew, null where that failed.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="allowed">What may be read then.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> where it cannot be opened anew now.</exception>
    public void Reach(ref DuckDbConnection? connection, string folder, AllowedPaths allowed)
    {
        var why = $"'{folder}' was not known as a stage's folder when it was opened";
        lock (_turn)
        {
            if (_allowed.Holds(folder))
                return;

            // Of another one than the lasting one nothing could be taken along.
            if (connection != _lasting)
                throw InUse(why);

            try
            {
                OpenAnew(allowed, why, users: 1);
            }
            catch when (connection != _lasting)
            {
                (connection, _taken) = (null, _taken - 1);
                throw;
            }

            (connection, _isLastingTaken) = (_lasting, true);
            if (!_allowed.Holds(folder))
                throw InUse(why);
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
            _isLastingTaken = true;
            return _lasting!;
        }
    }

    /// <summary>Takes down whether a transaction is open, behind a statement that may have begun or ended one.</summary>
    public void NoteTransaction(DuckDbConnection connection)
    {
        lock (_turn)
        {
            _isInTransaction = connection == _lasting ? SessionState.IsInTransaction(connection) : _isInTransaction;
        }
    }

    /// <summary>Refuses a change on another connection than the lasting one where that has a transaction open.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c>.</exception>
    public void RequireNoTransactionElsewhere(DuckDbConnection connection)
    {
        lock (_turn)
        {
            if (_isInTransaction && connection != _lasting)
            {
                throw StageErrorCode.QueryInvalid.Error(
                    "A transaction is open, and rows of another statement in it are still coming, so that this change would stand outside of it; "
                        + "collect all of those rows first ($rows = …), and run this statement for each then.",
                    file);
            }
        }
    }

    /// <summary>Whether it is open, with just this let be read beside the stages.</summary>
    public bool IsOpenWith(IReadOnlyList<string> given)
    {
        lock (_turn)
        {
            return _database is not null && _allowed.IsGivenAs(new AllowedPaths([], given));
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
            if (connection == _lasting)
            {
                _isLastingTaken = false;
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
            _place.Dispose();
        }
    }

    private static DuckDbConnection Connect(DuckDbDatabase database) => database.Connect().Into(static connection =>
    {
        connection.Execute(QuerySettings.ReadAhead());
        return connection;
    });

    private void Open(AllowedPaths allowed)
    {
        (_database, _allowed, _lasting) = _place.Open(allowed, static (database, found) => (database, found, Connect(database)));

        // What does not come back is told of once.
        (var state, _state) = (_state, null);
        state?.Restore(_lasting);
    }

    private StageException InUse(string why) => SessionDatabase.InUse(why, file);

    private void OpenAnew(AllowedPaths allowed, string why, int users)
    {
        if (_taken > users)
            throw InUse(why);

        // Once it is closed there is no way back.
        QuerySettings.Require();
        _state = SessionState.Save(_lasting!, why, keptIn: _place.Kept);
        _isLastingTaken = false;
        Close();
        Open(allowed);
    }

    private void OpenAgain(int users)
    {
        const string why = "an error inside it has ended it";
        if (_taken > users)
            throw InUse(why);

        QuerySettings.Require();
        Close();
        try
        {
            Open(_allowed);
        }
        catch (StageException e) when (file is null && e.InnerException is DuckDbException)
        {
            _place.Dispose();
            throw new StageException(
                e.Code, $"DuckDB has to be opened anew, for {why}, and the session's tables are lost: {e.Message} The next statement begins without "
                    + "tables.",
                inner: e);
        }
    }

    private void Close()
    {
        // One that is taken is closed by who gives it back.
        if (!_isLastingTaken)
            _lasting?.Dispose();

        (_lasting, _isLastingTaken, _isInTransaction) = (null, false, false);
        _database?.Dispose();
        _database = null;
    }
}
