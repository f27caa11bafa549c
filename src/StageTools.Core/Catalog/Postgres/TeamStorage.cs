using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>The bucket of a team's catalog.</summary>
internal static class TeamStorage
{
    /// <summary>What refuses an internal stage where there is no bucket.</summary>
    public const string Constraint = "stage_stored_fkey";

    /// <summary>A setting of a transaction: "yes" where the files of internal stages that go are kept.</summary>
    public const string KeepFiles = "stagetools.keep_files";

    /// <summary>The command that gives the bucket, without its credentials, and who asks; no row where there is none.</summary>
    public static TeamCommand Selection { get; } = Of("NULL::bytea");

    /// <summary>The command that gives it with what is removed there: its credentials are an administrator's.</summary>
    public static TeamCommand SealedSelection { get; } = Of("(SELECT x.sealed FROM stagetools.named_secret x WHERE x.entry_id = t.id)");

    /// <summary>Reads a row of either.</summary>
    public static CatalogStorage Read(NpgsqlDataReader row) =>
        new(StageUrl.FromCatalog(row.GetString(1)), CatalogRows.Named(row, 2)) { User = row.GetString(0) };

    /// <summary>Keeps the bucket, as an administrator, in the transaction that makes the catalog.</summary>
    /// <exception cref="StageException"><c>ConnectionNotFound</c>; <c>OptionInvalid</c> for a connection of another kind, and for another place while
    /// there are internal stages.</exception>
    public static async Task KeepAsync(NpgsqlConnection connection, TeamBucket bucket, CancellationToken cancellationToken)
    {
        string? id = null;
        if (bucket.Connection is { } name)
        {
            var command = new TeamCommand(
                "SELECT n.id, n.settings FROM stagetools.named_entry n WHERE n.kind = $1 AND n.name_key = $2",
                nameof(NamedKind.Connection),
                name.Folded);
            var found = await connection.ReadAsync(
                static row => (Id: row.GetString(0), Settings: row.GetString(1)), cancellationToken, command).ConfigureAwait(false);
            if (found.Count == 0)
                throw CatalogErrors.NotFound(NamedKind.Connection, name);

            var type = NamedEntry.Read(found[0].Settings)[NamedEntry.StorageTypeKey];
            if (type != bucket.Url.Scheme)
            {
                throw StageErrorCode.OptionInvalid.Error(
                    $"The connection '{name}' is one of {type}, and '{bucket.Url}' lies elsewhere; name a connection of the same kind as the URL.",
                    name.Value);
            }

            id = found[0].Id;
        }

        var keeping = new TeamCommand(
            """
            INSERT INTO stagetools.storage AS b (url, connection_id) VALUES ($1, $2)
            ON CONFLICT (one) DO UPDATE SET url = EXCLUDED.url, connection_id = EXCLUDED.connection_id
            WHERE b.url = EXCLUDED.url OR NOT EXISTS (SELECT FROM stagetools.stage s WHERE s.url IS NULL)
            RETURNING url
            """,
            bucket.Url.ToString(),
            id);
        var kept = await connection.ReadAsync(static row => row.GetString(0), cancellationToken, keeping).ConfigureAwait(false);
        if (kept.Count == 0)
        {
            throw StageErrorCode.OptionInvalid.Error(
                "The catalog's internal stages have their files in the bucket that it names now; copy them out and drop those stages first, "
                    + "then name another.",
                bucket.Url.ToString());
        }
    }

    private static TeamCommand Of(string secrets) => new(
        $"""
        SELECT session_user::text, b.url, t.id, t.kind, t.name, t.settings, {secrets}, t.comment, t.creator, t.created_on
        FROM stagetools.storage b LEFT JOIN stagetools.named_entry t ON t.id = b.connection_id
        """);
}
