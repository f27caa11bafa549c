namespace StageTools.Catalog;

/// <summary>What a role may do with a stage.</summary>
[Flags]
public enum StageRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>List and read its files.</summary>
    Read = 1,

    /// <summary>Write and remove its files.</summary>
    Write = 2,
}

/// <summary>What a role was granted on a stage.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Role">The role of the database; <c>PUBLIC</c> is everybody.</param>
/// <param name="Rights">What it may do.</param>
/// <param name="GrantedBy">Who granted first.</param>
public sealed record StageGrant(string Stage, string Role, StageRights Rights, string GrantedBy)
{
    internal StageGrant(StageName stage, string role, StageRights rights, string grantedBy)
        : this(stage.Value, role, rights, grantedBy)
    {
    }

    /// <summary>The stage: what a grant becomes where one is named.</summary>
    public override string ToString() => Stage;
}

/// <summary>What making or upgrading a team's catalog did.</summary>
/// <param name="Catalog">The database and its server.</param>
/// <param name="VersionBefore">The version of its tables before; 0 where there were none.</param>
/// <param name="Version">The version now.</param>
/// <param name="Roles">The roles of its users: administrators, then users.</param>
public sealed record CatalogSetup(string Catalog, int VersionBefore, int Version, IReadOnlyList<string> Roles)
{
    /// <summary>The schema that the tables of an older version were copied to before they were changed; null where there were none.</summary>
    public string? CopiedTo { get; init; }

    /// <summary>The bucket that was named; null where none was.</summary>
    public string? Url { get; init; }

    /// <summary>The policy of that bucket that keeps everybody's own stage his own, JSON; null where its service has none of the kind.</summary>
    public string? BucketPolicy { get; init; }
}

/// <summary>The bucket that internal stages and everybody's own have their files in.</summary>
/// <param name="Url">The bucket, and what all keys begin with.</param>
/// <param name="Connection">The connection of the catalog that says how it is reached; null where each machine knows.</param>
public sealed record TeamBucket(StageUrl Url, StageName? Connection);

/// <summary>A catalog that a team shares: who may use which stage. The database holds to it, whatever a client does.</summary>
public interface ITeamCatalog
{
    /// <summary>What <see cref="StageGrant.Role"/> says for everybody.</summary>
    const string Everybody = "PUBLIC";

    /// <summary>Makes or upgrades the tables and roles: all of it, or nothing; safe when two do it at once.</summary>
    /// <param name="bucket">The bucket for its internal stages; null leaves it as it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>AccessDenied</c> for who may make neither; <c>CatalogTooNew</c>; <c>CatalogCorrupt</c> where something
    /// else stands in their place; <c>ConnectionNotFound</c> and <c>OptionInvalid</c> for the bucket.</exception>
    Task<CatalogSetup> InitializeAsync(TeamBucket? bucket, CancellationToken cancellationToken);

    /// <summary>Lets a role use a stage, besides what it may already.</summary>
    /// <returns>What is to be told about it, a sentence each; most often nothing.</returns>
    /// <exception cref="StageException"><c>StageNotFound</c>; <c>OptionInvalid</c> for a role that is not there; <c>AccessDenied</c>.</exception>
    Task<IReadOnlyList<string>> GrantAsync(StageName stage, StageRights rights, string role, CancellationToken cancellationToken);

    /// <summary>Takes back what was granted to this role; what it may as a member of another, or as everybody, stays.</summary>
    /// <returns>What is to be told about it, a sentence each.</returns>
    /// <exception cref="StageException"><c>StageNotFound</c>; <c>OptionInvalid</c> for a role that is not there; <c>AccessDenied</c>.</exception>
    Task<IReadOnlyList<string>> RevokeAsync(StageName stage, StageRights rights, string role, CancellationToken cancellationToken);

    /// <summary>Who may use which stage, by stage and role: all grants for an administrator, for others those that are their own.</summary>
    /// <param name="stage">The stage; null for all.</param>
    /// <param name="role">Grants to this very role; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>.</exception>
    Task<IReadOnlyList<StageGrant>> ListGrantsAsync(StageName? stage, string? role, CancellationToken cancellationToken);
}
