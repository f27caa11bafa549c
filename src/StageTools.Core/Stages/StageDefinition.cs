using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Storage;

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

    /// <summary>What exports and imports begin with.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>Whether it has a directory table.</summary>
    public bool DirectoryTable { get; init; }

    /// <summary>What is to be said about it.</summary>
    public string? Comment { get; init; }

    /// <summary>What to do when a stage of the name is there.</summary>
    public IfStageExists IfExists { get; init; }
}
