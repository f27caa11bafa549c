using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>Who may use which stage of a team's catalog.</summary>
internal sealed class TeamGrants(TeamDatabase database) : ITeamCatalog
{
    /// <summary>What a grant is about: the stage's id, whether it has secrets at all, some for writing alone, and those of the team's bucket; the
    /// role's number; what everybody may.</summary>
    private const string Subject =
        """
        SELECT (SELECT id FROM stagetools.stage WHERE name_key = $1),
            (SELECT sealed IS NOT NULL FROM stagetools.stages WHERE name_key = $1),
            (SELECT sealed_for_write IS NOT NULL FROM stagetools.stages WHERE name_key = $1),
            (SELECT storage_sealed IS NOT NULL FROM stagetools.stages WHERE name_key = $1),
            CASE WHEN $2 IS NULL THEN 0 ELSE to_regrole(quote_ident($2))::oid END,
            (SELECT rights FROM stagetools.stage_grant g JOIN stagetools.stage s ON s.id = g.stage_id WHERE s.name_key = $1 AND g.role = 0)
        """;

    private const string Role = "(CASE WHEN $2 IS NULL THEN 0 ELSE to_regrole(quote_ident($2))::oid END)::regrole";

    private const string Granting =
        $"""
        INSERT INTO stagetools.stage_grant (stage_id, role, rights)
        SELECT id, {Role}, $3 FROM stagetools.stage WHERE name_key = $1 AND {Role} IS NOT NULL
        ON CONFLICT (stage_id, role) DO UPDATE SET rights = stage_grant.rights | EXCLUDED.rights
        """;

    // Of a grant all of whose rights are taken back nothing stays; of another, the rest.
    private const string Ending =
        $"""
        DELETE FROM stagetools.stage_grant g USING stagetools.stage s
        WHERE s.name_key = $1 AND g.stage_id = s.id AND g.role = {Role} AND g.rights & ~$3 = 0
        """;

    private const string Lessening =
        $"""
        UPDATE stagetools.stage_grant g SET rights = g.rights & ~$3 FROM stagetools.stage s
        WHERE s.name_key = $1 AND g.stage_id = s.id AND g.role = {Role} AND g.rights & ~$3 <> 0
        """;

    public async Task<CatalogSetup> InitializeAsync(TeamBucket? bucket, CancellationToken cancellationToken)
    {
        var connection = await database.OpenBareAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var setup = await new TeamSchema(connection, database.Errors, cancellationToken).InitializeAsync(bucket).ConfigureAwait(false);
        database.Forget();
        return setup;
    }

    public async Task<IReadOnlyList<string>> GrantAsync(StageName stage, StageRights rights, string role, CancellationToken cancellationToken)
    {
        var subject = await RunAsync(stage, rights, role, cancellationToken, Granting).ConfigureAwait(false);
        if (subject.HasBucketSecrets)
        {
            return [$"The internal stage '{stage}' comes with the credentials of the team's bucket, which open all internal stages, private ones "
                + "too, for reading and writing: only StageTools itself holds back from the others who may use one. What is to be kept apart wants a "
                + "URL and credentials of its own."];
        }

        return rights == StageRights.Read && subject is { HasSecrets: true, HasWriteSecrets: false }
            ? [$"The stage '{stage}' has one credential, which also writes: only StageTools itself holds back from writing who may read alone. "
                + "Give the stage one that only reads, and beside it another for writing, which is shown to nobody else."]
            : [];
    }

    public async Task<IReadOnlyList<string>> RevokeAsync(StageName stage, StageRights rights, string role, CancellationToken cancellationToken)
    {
        var subject = await RunAsync(stage, rights, role, cancellationToken, Ending, Lessening).ConfigureAwait(false);
        var told = new List<string>();
        if (!IsEverybody(role) && (subject.Public & rights) != StageRights.None)
        {
            told.Add(
                $"Everybody still may {Words(subject.Public & rights)} '{stage}', '{role}' among them: revoke it from {ITeamCatalog.Everybody} too.");
        }

        if (subject.HasSecrets)
            told.Add($"Who could use the stage '{stage}' may have kept its credentials: give it new ones, and end the old.");

        if (subject.HasBucketSecrets)
        {
            told.Add(
                $"Who could use the internal stage '{stage}' may have kept the credentials of the team's bucket, which open all internal stages: "
                    + "give their connection new ones, and end the old.");
        }

        return told;
    }

    public async Task<IReadOnlyList<StageGrant>> ListGrantsAsync(StageName? stage, string? role, CancellationToken cancellationToken)
    {
        var granted = role is null ? null : IsEverybody(role) ? ITeamCatalog.Everybody : role;
        var listing = Listing(
            $"($1 IS NULL OR s.name_key = $1) AND ($2 IS NULL OR coalesce(r.rolname::text, '{ITeamCatalog.Everybody}') = $2)",
            stage?.Folded,
            granted);
        var grants = await database.ReadAsync(Read, cancellationToken, listing).ConfigureAwait(false);
        if (grants.Count > 0 || stage is null)
            return grants;

        var there = new TeamCommand("SELECT id FROM stagetools.stage WHERE name_key = $1", stage.Folded);
        return (await database.ReadAsync<string>(cancellationToken, there).ConfigureAwait(false)).Count > 0
            ? grants
            : throw CatalogErrors.NotFound(stage);
    }

    /// <summary>The command that gives grants by stage and role, those to roles that are gone left out.</summary>
    public static TeamCommand Listing(string condition, params object?[] values) => new(
        $"""
        SELECT s.name, coalesce(r.rolname::text, '{ITeamCatalog.Everybody}'), g.rights, g.granted_by
        FROM stagetools.stage_grant g JOIN stagetools.stage s ON s.id = g.stage_id LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.role
        WHERE (r.oid IS NOT NULL OR g.role = 0) AND {condition} ORDER BY s.name_key, g.role <> 0, 2
        """,
        values);

    /// <summary>Reads a row of that.</summary>
    public static StageGrant Read(NpgsqlDataReader row) =>
        new(StageName.Parse(row.GetString(0)), row.GetString(1), (StageRights)row.GetInt32(2), row.GetString(3));

    /// <summary>The command that grants a stage, of which nobody has a grant yet, to a role that is there.</summary>
    public static TeamCommand Insertion(string stage, StageGrant grant) => new(
        $"INSERT INTO stagetools.stage_grant (stage_id, role, rights) SELECT $1, {Role}, $3",
        stage,
        IsEverybody(grant.Role) ? null : grant.Role,
        (int)grant.Rights);

    private static bool IsEverybody(string role) => role.Equals(ITeamCatalog.Everybody, StringComparison.OrdinalIgnoreCase);

    private static string Words(StageRights rights) => rights switch
    {
        StageRights.Read => "read",
        StageRights.Write => "write",
        _ => "read and write",
    };

    private async Task<GrantSubject> RunAsync(
        StageName stage, StageRights rights, string role, CancellationToken cancellationToken, params string[] changes)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        ArgumentOutOfRangeException.ThrowIfEqual(rights, StageRights.None);
        object?[] values = [stage.Folded, IsEverybody(role) ? null : role, (int)rights];
        var commands = changes.Prepend(Subject).Select(sql => new TeamCommand(sql, values)).ToList();
        var subject = (await database.ReadAsync(GrantSubject.Read, cancellationToken, commands).ConfigureAwait(false))[0];
        if (!subject.IsThere)
            throw CatalogErrors.NotFound(stage);

        return subject.HasRole ? subject : throw StageErrorCode.OptionInvalid.Error(
            $"There is no role '{role}' in the database; name another, or make it with CREATE ROLE.", role);
    }

    /// <summary>What a grant is about, as it was before.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct GrantSubject(
        bool IsThere, bool HasSecrets, bool HasWriteSecrets, bool HasBucketSecrets, bool HasRole, StageRights Public)
    {
        public static GrantSubject Read(NpgsqlDataReader row) => new(
            !row.IsDBNull(0),
            !row.IsDBNull(1) && row.GetBoolean(1),
            !row.IsDBNull(2) && row.GetBoolean(2),
            !row.IsDBNull(3) && row.GetBoolean(3),
            !row.IsDBNull(4),
            row.IsDBNull(5) ? StageRights.None : (StageRights)row.GetInt32(5));
    }
}
