namespace StageTools.Catalog.Postgres;

/// <summary>
/// The sessions of a team's machines: each is a lease by the database's clock, renewed while its process lives. A machine that dies loses its
/// temporary stages when the lease and a day's grace have passed; one that only sleeps, or whose clock is wrong, loses none.
/// </summary>
internal sealed class LeasedSessions(TeamDatabase database, TimeSpan renewal) : IStageSessions
{
    /// <summary>How often a lease of ten minutes is renewed.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMinutes(2);

    private const string IsOverNow = "leased_until + interval '1 day' < now()";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>Its lease begins with its first stage.</summary>
    public StageSession Begin()
    {
        var id = Guid.NewGuid().ToString("N");
        var ended = new CancellationTokenSource();
        lock (_gate)
            _own.Add(id);

        _ = RenewAsync(id, ended.Token);
        return new StageSession(id, End);

        void End()
        {
            ended.Cancel();
            ended.Dispose();
            lock (_gate)
                _own.Remove(id);
        }
    }

    /// <summary>The catalog names none but those that are over, and this process' own are not.</summary>
    public bool IsOver(string session)
    {
        lock (_gate)
            return !_own.Contains(session);
    }

    /// <summary>None: what is left of a session is a row that goes with it.</summary>
    public void RemoveRemains()
    {
    }

    /// <summary>The sessions that are over, and what was given up; to who is no administrator none is shown.</summary>
    public async Task<CatalogRemains> ListRemainsAsync(CancellationToken cancellationToken)
    {
        var command = new TeamCommand(
            $"SELECT id, true FROM stagetools.session WHERE {IsOverNow} UNION ALL SELECT id, false FROM stagetools.discarded_stage");
        var remains = (await database.ReadAsync(static row => (Id: row.GetString(0), IsSession: row.GetBoolean(1)), cancellationToken, command)
            .ConfigureAwait(false)).ToLookup(static remain => remain.IsSession, static remain => remain.Id);
        var storage = remains[false].Any()
            ? await database.ReadAsync(TeamStorage.Read, cancellationToken, TeamStorage.SealedSelection).ConfigureAwait(false)
            : [];
        return new CatalogRemains([.. remains[true]], [.. remains[false]], storage.SingleOrDefault());
    }

    /// <summary>Takes a session with its stages off the catalog: this process' own, or one that is over still.</summary>
    public Task EndAsync(string session, CancellationToken cancellationToken)
    {
        var condition = IsOver(session) ? $" AND {IsOverNow}" : string.Empty;
        return database.ExecuteAsync(cancellationToken, new TeamCommand($"DELETE FROM stagetools.session WHERE id = $1{condition}", session));
    }

    private async Task RenewAsync(string session, CancellationToken cancellationToken)
    {
        // The new time is the database's: a trigger sets it.
        var renewing = new TeamCommand("UPDATE stagetools.session SET leased_until = now() WHERE id = $1", session);
        using var timer = new PeriodicTimer(renewal);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                // While the server is away, the lease lasts for some more tries, and the grace for a day of them.
                _ = await database.ExecuteAsync(cancellationToken, renewing).ErrorAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }
}
