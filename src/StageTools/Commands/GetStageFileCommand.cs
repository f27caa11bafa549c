namespace StageTools.Commands;

/// <summary>Lists the files of a stage: all below a stage or folder, those that a wildcard, a prefix or a pattern finds.</summary>
[Cmdlet(VerbsCommon.Get, "StageFile", DefaultParameterSetName = PathSet)]
[OutputType(typeof(StageFile))]
public sealed class GetStageFileCommand : StagePathCmdlet
{
    /// <summary>A regular expression that must match the whole of what follows the path, or the prefix.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pattern { get; set; }

    /// <summary>What the keys begin with behind the path: a prefix, not a folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Prefix { get; set; }

    /// <summary>One of n equal parts of the files: 3/8, or Auto by the scheduler's variables.</summary>
    [Parameter]
    [ShardTransformation]
    [ArgumentCompleter(typeof(ShardCompleter))]
    public Shard? Shard { get; set; }

    /// <summary>Asks the directory table in the catalog and not the store.</summary>
    [Parameter]
    public SwitchParameter FromDirectoryTable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Paths, path => List(path.Text, path.IsLiteral));

    private void List(string text, bool isLiteral)
    {
        var (stage, keys) = SelectionOf(text, isLiteral, Prefix, Pattern);
        foreach (var file in Listed(onError => Engine.Files.ListAsync(stage, keys, FromDirectoryTable, CancellationToken, onError, Shard)))
            WriteObject(file);
    }
}
