using StageTools.Databases;

namespace StageTools.Query.Sandbox;

/// <summary>Where the tables of a session lie, and how that is opened: closed in with what may be read.</summary>
/// <param name="home">The catalog beside which lies what does not fit into memory.</param>
/// <param name="file">The file, made where there is none; null for tables that go with the session.</param>
internal sealed class SessionDatabase(MachineHome home, string? file) : IDisposable
{
    private SpillFolder? _own;

    /// <summary>Where temporary tables are while the database is opened anew; null where they cannot be kept.</summary>
    public string? Kept => _own?.Kept;

    /// <summary>The error of a database that cannot be opened anew now.</summary>
    public static StageException InUse(string why, string? file) => StageErrorCode.QueryInvalid.Error(
        $"DuckDB has to be opened anew, for {why}, and other statements are being run in it; run this one when they have ended.", file);

    /// <summary>Opens it. A session's own tables are those that were there when it was last closed, also where this failed meanwhile.</summary>
    /// <param name="allowed">What may be read.</param>
    /// <param name="make">Makes what owns the database, told what may be read in it; where that fails, the database is closed.</param>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>, <c>AccessDenied</c>; <c>DatabaseInvalid</c> for a file that another process has
    /// open; <c>QueryInvalid</c> for one that is no DuckDB database, or that this process has open with less to be read.</exception>
    public T Open<T>(AllowedPaths allowed, Func<DuckDbDatabase, AllowedPaths, T> make)
    {
        DuckDbOpening.RequireLibrary(string.Empty, DuckDbLibrary.Path);
        RefuseOthers(file);
        if (file is not null)
            DuckDbOpening.Make(file);

        var spill = _own ?? SpillFolder.Begin(home);
        var isNew = false;
        try
        {
            var made = DuckDbDatabase.Open(
                file ?? spill.Tables,
                QuerySettings.Of(home, spill.Spilled),
                kept: file is null ? null : spill,
                begin: connection =>
                {
                    allowed.Close(connection, spill.KeptFiles);
                    isNew = true;
                }).Into(database => make(database, isNew ? allowed : Found(database, allowed)));
            _own = file is null ? spill : null;
            return made;
        }
        catch (Exception e)
        {
            if (_own is null)
                spill.Dispose();

            throw e is DuckDbException failed
                ? DuckDbReason.InUse(file, failed) ?? StageErrorCode.QueryInvalid.Error(DuckDbReason.FirstSentence(e.Message), file, e)
                : e;
        }
    }

    /// <summary>Removes a session's own tables; the database is closed.</summary>
    public void Dispose()
    {
        _own?.Dispose();
        _own = null;
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
        return allowed.Given.All(actual.Holds)
            ? new AllowedPaths(found, allowed.Given)
            : throw InUse("other folders than before are let be read", file);
    }
}
