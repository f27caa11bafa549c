using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Stages;

/// <summary>What is to change about a stage; what is null stays.</summary>
public sealed record StageChange
{
    /// <summary>Another place for an external stage's files; the files themselves are not moved.</summary>
    public StageUrl? Url { get; init; }

    /// <summary>Whether the stage takes files.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Another comment; the empty text removes it.</summary>
    public string? Comment { get; init; }

    /// <summary>Settings and secrets in place of all older ones.</summary>
    public StageConnection? Connection { get; init; }

    /// <summary>Another file format; the empty format removes it.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>Whether the stage has a directory table.</summary>
    public bool? DirectoryTable { get; init; }
}
