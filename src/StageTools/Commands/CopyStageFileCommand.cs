namespace StageTools.Commands;

/// <summary>Copies files into a stage, out of one, or between stages: several at once, each verified, and there whole or not at all.</summary>
[Cmdlet(VerbsCommon.Copy, "StageFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(StageCopy))]
public sealed class CopyStageFileCommand : StagePathCmdlet
{
    private readonly TakenTargets _taken = new();
    private bool _hasDestination;

    /// <summary>A stage path or a path of the file system: a folder when it ends with a slash, is one, or takes several files; else the file's
    /// name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string Destination { get; set; } = string.Empty;

    /// <summary>A folder stands for all files below it; they keep their places below the destination.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Files that are there already are skipped when they are the same, and replaced when they are not.</summary>
    [Parameter]
    public SwitchParameter Update { get; set; }

    /// <summary>Files that are there already are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>One of n equal parts of the files: 3/8, or Auto by the scheduler's variables.</summary>
    [Parameter]
    [ShardTransformation]
    [ArgumentCompleter(typeof(ShardCompleter))]
    public Shard? Shard { get; set; }

    /// <summary>How many files at once; by default four or one a core, and sixteen where a bucket is at one end.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>The storage class of the copies in a bucket.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorageClass { get; set; }

    /// <summary>Returns what became of each file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Paths, path => Copy(path.Text, path.IsLiteral));

    /// <summary>Several files cannot all become the one that the destination names, one over the other.</summary>
    private void RefuseSecond(string text, bool isFolder)
    {
        if (isFolder)
            return;

        if (_hasDestination)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"'{Destination}' is one file and was written already, so '{text}' cannot go there too; end the destination with '/' to make it a "
                    + "folder.",
                Destination);
        }

        _hasDestination = true;
    }

    /// <summary>Where files go: the folder or file, and which of the two it is.</summary>
    private Target FindTarget()
    {
        var isFolder = Path.Length > 1 || LiteralPath.Length > 1 || System.IO.Path.EndsInDirectorySeparator(Destination);
        var given = InputPath.Resolve(SessionState, Destination, isLiteral: true);
        return !given.IsStage ? isFolder || Directory.Exists(given.Text) ? Target.LocalFolder(given.Text) : Target.LocalFile(given.Text)
            : Wait(Wait(Target.StageAsync(Engine.Stages, StagePath.Parse(given.Text), isFolder, CancellationToken)).FoundAsync(CancellationToken));
    }

    private void Copy(string text, bool isLiteral)
    {
        var from = SourceOf(text, isLiteral) with { Recurse = Recurse, Shard = Shard };
        var to = FindTarget();
        var takesSeveral = from.Keys.Exact is null || Recurse;
        RefuseSecond(text, to.IsFolder || takesSeveral);
        if (!ShouldProcess($"{text} to {Destination}", "Copy files"))
            return;

        var job = new CopyJob(new CopyOptions
        {
            Existing = Force ? IfFileExists.Replace : Update ? IfFileExists.Update : IfFileExists.Fail,
            ThrottleLimit = ThrottleLimit > 0 ? ThrottleLimit : CopyOptions.ThrottleLimitFor(from.Store, to.Store),
            StorageClass = StorageClass,
            Taken = _taken,
        });
        var files = CopyPlan.Select(from, to, CancellationToken);
        using var bar = new ProgressBar(this, $"Copying {text} to {Destination}", job.Progress.Describe);
        foreach (var result in bar.Watch(job.RunAsync(files, CancellationToken), CancellationToken))
        {
            if (result.Error is { } error)
                WriteError(ErrorRecords.From(error));

            if (PassThru)
                WriteObject(result with { Error = result.Error?.Told(CmdletAdvice.Of) });
        }
    }
}
