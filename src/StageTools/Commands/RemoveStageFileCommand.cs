namespace StageTools.Commands;

/// <summary>Removes files of a stage: one, all below a folder, those that a wildcard or a pattern finds.</summary>
[Cmdlet(VerbsCommon.Remove, "StageFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(StageFile))]
public sealed class RemoveStageFileCommand : StagePathCmdlet
{
    private const string InputObjectSet = "InputObject";

    private StageName? _stage;
    private RemoveJob? _job;

    /// <summary>Files as Get-StageFile gives them: nothing is asked about them again.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public StageFile[] InputObject { get; set; } = [];

    /// <summary>A regular expression that must match the whole of what follows the path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pattern { get; set; }

    /// <summary>One of n equal parts of the files: 3/8, or Auto by the scheduler's variables.</summary>
    [Parameter]
    [ShardTransformation]
    [ArgumentCompleter(typeof(ShardCompleter))]
    public Shard? Shard { get; set; }

    /// <summary>All below a folder, or of a stage, is meant; without it that is asked.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Returns the files that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet)
        {
            Attempt(() => Remove(InputObject.Where(IsWanted), named: null));
            return;
        }

        Each(Paths, path =>
        {
            var (stage, keys) = SelectionOf(path.Text, path.IsLiteral, prefix: null, Pattern);
            var files = Listed(onError => Engine.Files.ListAsync(stage, keys, fromDirectoryTable: false, CancellationToken, onError, Shard));
            Remove(files, keys.Exact is { } key ? new StagePath(stage, key) : null);
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(EndJob);

    /// <summary>As for a path that names one file: the pattern is asked of its name.</summary>
    private bool IsWanted(StageFile file) =>
        Shard?.Holds(file.Name) is not false
        && (Pattern is null || StagePath.Select(file.ToString(), isLiteral: true, prefix: null, Pattern).Keys.IsMatch(file.Name));

    /// <summary>Removes files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="named">The one file or folder that was named; null where that is not one.</param>
    private void Remove(IEnumerable<StageFile> files, StagePath? named)
    {
        var isAnswered = Recurse || Pattern is not null || named is null;
        foreach (var file in files)
        {
            if (!ShouldProcess(file.ToString(), "Remove file"))
                continue;

            if (!isAnswered && file.Name != named!.Key.Value)
            {
                var folder = named.ToString();
                if (!MayGoOn(
                    $"All files below '{folder}' will be removed. Go on? (-Recurse asks nothing)",
                    "Remove file",
                    $"'{folder}' is a {(named.Key.IsRoot ? "stage" : "folder")}, and all files below it would be removed; use -Recurse "
                        + "if they are meant",
                    folder))
                {
                    return;
                }

                isAnswered = true;
            }

            if (_stage?.Value != file.Stage)
            {
                EndJob();
                _stage = StageName.Parse(file.Stage);
                _job = new RemoveJob(Wait(Engine.Files.OpenStoreAsync(_stage, forWriting: false, CancellationToken)), CancellationToken);
            }

            Tell(Wait(_job!.AddAsync(file)));
        }
    }

    private void EndJob()
    {
        var job = _job;
        (_job, _stage) = (null, null);
        if (job is not null)
            Tell(Wait(job.CompleteAsync()));
    }

    private void Tell(IEnumerable<RemoveResult> results)
    {
        foreach (var result in results)
        {
            if (result.Error is { } error)
            {
                WriteError(ErrorRecords.From(error));
            }
            else if (PassThru)
            {
                WriteObject(result.File);
            }
        }
    }
}
