using System.Management.Automation;
using StageTools.Hosting;
using StageTools.Stages;

namespace StageTools.Commands;

/// <summary>Removes files of a stage: one, all below a folder, those that a wildcard or a pattern finds.</summary>
[Cmdlet(VerbsCommon.Remove, "StageFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(StageFile))]
public sealed class RemoveStageFileCommand : StagePathCmdlet
{
    // What S3 takes in one request.
    private const int BatchSize = 1000;

    private readonly List<StageFile> _batch = new(BatchSize);

    /// <summary>A regular expression that must match the whole of what follows the path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pattern { get; set; }

    /// <summary>Returns the files that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (text, isLiteral) in Given)
        {
            Attempt(() => Select(text, isLiteral));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(RemoveBatch);

    private void Select(string text, bool isLiteral)
    {
        var selection = FileSelection.Parse(GivenPath.ResolveStage(SessionState, text, isLiteral).Text, isLiteral, pattern: Pattern);
        foreach (var file in Engine.Files.ListAsync(selection, fromDirectoryTable: false, CancellationToken).ToBlockingEnumerable(CancellationToken))
        {
            if (!ShouldProcess(file.ToString(), "Remove file"))
            {
                continue;
            }

            if (_batch.Count == BatchSize || (_batch.Count > 0 && _batch[0].Stage != file.Stage))
            {
                RemoveBatch();
            }

            _batch.Add(file);
        }
    }

    private void RemoveBatch()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        var batch = _batch.ToArray();
        _batch.Clear();
        var store = Wait(Engine.Files.OpenStoreAsync(StageName.Parse(batch[0].Stage), forWriting: false, CancellationToken));
        var failures = Wait(store.RemoveAsync([.. batch.Select(f => StageKey.Parse(f.Name))], CancellationToken));
        foreach (var failure in failures)
        {
            WriteError(ErrorRecords.From(failure.Error));
        }

        if (PassThru)
        {
            var stayed = failures.Select(f => f.Key.Value).ToHashSet(StringComparer.Ordinal);
            WriteObject(batch.Where(f => !stayed.Contains(f.Name)), enumerateCollection: true);
        }
    }
}
