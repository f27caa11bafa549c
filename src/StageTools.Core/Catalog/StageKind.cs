namespace StageTools.Catalog;

/// <summary>Whose storage a stage's files lie in.</summary>
public enum StageKind
{
    /// <summary>The storage of the catalog itself.</summary>
    Internal,

    /// <summary>A folder or bucket elsewhere.</summary>
    External,

    /// <summary><c>@~</c>: private to one user, never created, never dropped.</summary>
    User,
}
