namespace StageTools.Stages;

/// <summary>What a new stage is to be.</summary>
/// <param name="Name">Its name.</param>
public sealed record StageDefinition(StageName Name)
{
    /// <summary>Where its files lie; null for an internal stage.</summary>
    public StageUrl? Url { get; init; }

    /// <summary>Whether it ends with this process.</summary>
    public bool Temporary { get; init; }

    /// <summary>Whether it takes files from the start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How its store is reached.</summary>
    public StageConnection? Connection { get; init; }

    /// <summary>Secrets in place of the connection's for who may write: a team's catalog shows them to nobody else.</summary>
    public StageConnection? WriteConnection { get; init; }

    /// <summary>Whether it is granted to nobody at first, rather than to everybody of the team.</summary>
    public bool Private { get; init; }

    /// <summary>What exports and imports begin with.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>Whether it has a directory table.</summary>
    public bool DirectoryTable { get; init; }

    /// <summary>What is to be said about it.</summary>
    public string? Comment { get; init; }

    /// <summary>What to do when a stage of the name is there.</summary>
    public IfStageExists IfExists { get; init; }

    /// <summary>What <see cref="Connection"/> and <see cref="FileFormat"/> name, looked up.</summary>
    internal StageReferences References { get; init; }
}

/// <summary>What is to change about a stage; what is null stays.</summary>
public sealed record StageChange
{
    /// <summary>Another place for an external stage's files; the files themselves are not moved. A folder takes over nothing of a bucket's
    /// connection, and another kind of bucket wants its own beside it.</summary>
    public StageUrl? Url { get; init; }

    /// <summary>Whether the stage takes files.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Another comment; the empty text removes it.</summary>
    public string? Comment { get; init; }

    /// <summary>Settings and secrets in place of all older ones.</summary>
    public StageConnection? Connection { get; init; }

    /// <summary>Other secrets for who may write, in place of older ones; none (<see cref="StageConnection.None"/>) removes them.</summary>
    public StageConnection? WriteConnection { get; init; }

    /// <summary>Another file format; the empty format removes it.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>Whether the stage has a directory table.</summary>
    public bool? DirectoryTable { get; init; }

    /// <summary>What <see cref="Connection"/> and <see cref="FileFormat"/> name, looked up.</summary>
    internal StageReferences References { get; init; }
}

/// <summary>What a stage refers to by name.</summary>
/// <param name="Connection">Its connection; null where it has its own.</param>
/// <param name="Format">Its file format; null where it has its own.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StageReferences(NamedEntry? Connection, NamedEntry? Format)
{
    /// <summary>The settings of the connection.</summary>
    public IReadOnlyDictionary<string, string>? Settings => Connection?.ReadConnection();
}

/// <summary>What creating a stage does when one of its name is there.</summary>
public enum IfStageExists
{
    /// <summary>Fails.</summary>
    Fail,

    /// <summary>Leaves that one as it is.</summary>
    Keep,

    /// <summary>Puts the new one in its place; an internal one's files go.</summary>
    Replace,
}
