using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>All sealed secrets of a team's catalog, while they get another key.</summary>
internal static class TeamSecrets
{
    /// <summary>Nobody seals one meanwhile.</summary>
    public static TeamCommand Lock { get; } = new(
        "LOCK TABLE stagetools.stage, stagetools.stage_secret, stagetools.named_entry, stagetools.named_secret IN SHARE ROW EXCLUSIVE MODE");

    /// <summary>A query for all of them.</summary>
    public static TeamCommand Selection { get; } = new(
        """
        SELECT s.id, s.name, true, x.for_write, x.sealed FROM stagetools.stage_secret x JOIN stagetools.stage s ON s.id = x.stage_id
        UNION ALL
        SELECT n.id, n.name, false, false, x.sealed FROM stagetools.named_secret x JOIN stagetools.named_entry n ON n.id = x.entry_id
        ORDER BY 3, 2, 4
        """);

    /// <summary>Reads a row of <see cref="Selection"/>.</summary>
    public static SealedSecrets Read(NpgsqlDataReader row) =>
        new(row.GetString(0), StageName.Parse(row.GetString(1)), row.GetBoolean(2), row.GetFieldValue<byte[]>(4)) { IsForWrite = row.GetBoolean(3) };

    /// <summary>The command that puts secrets in the place of their older form.</summary>
    public static TeamCommand Change(SealedSecrets secrets) => secrets.IsOfStage
        ? new("UPDATE stagetools.stage_secret SET sealed = $1 WHERE stage_id = $2 AND for_write = $3", secrets.Box, secrets.Id, secrets.IsForWrite)
        : new("UPDATE stagetools.named_secret SET sealed = $1 WHERE entry_id = $2", secrets.Box, secrets.Id);
}
