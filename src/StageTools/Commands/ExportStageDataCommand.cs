using System.Management.Automation;
using StageTools.Completion;
using StageTools.Export;
using StageTools.Formats;
using StageTools.Hosting;
using StageTools.Rows;
using StageTools.Stages;

namespace StageTools.Commands;

/// <summary>Writes objects of the pipeline to a file in a stage: there whole, or not at all.</summary>
[Cmdlet(VerbsData.Export, "StageData", SupportsShouldProcess = true)]
[OutputType(typeof(StageExport))]
public sealed class ExportStageDataCommand : StageCmdlet
{
    // Objects: a field of a type that is the engine's would have the engine loaded when the module is imported.
    private object? _format;
    private object? _compression;

    private readonly PipelineRows _rows = new();
    private ExportTarget? _target;
    private RowExport? _export;

    /// <summary>The file: a stage path, or, where no stage is enabled, any path. With a slash at its end the file gets a name of its own.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string Path { get; set; } = string.Empty;

    /// <summary>The objects; their properties are the columns.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The row format; the file's suffix tells it otherwise.</summary>
    [Parameter]
    public RowFormat? Format
    {
        get => (RowFormat?)_format;
        set => _format = value;
    }

    /// <summary>The compression; the file's suffix tells it otherwise.</summary>
    [Parameter]
    public Compression? Compression
    {
        get => (Compression?)_compression;
        set => _compression = value;
    }

    /// <summary>What stands between two values of a CSV or TSV row.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>What stands for NULL in CSV or TSV.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? NullText { get; set; }

    /// <summary>No header in a CSV or TSV file.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Encloses every text in a CSV file, needed or not.</summary>
    [Parameter]
    public SwitchParameter ForceQuote { get; set; }

    /// <summary>The key id and secret of a bucket that no stage names.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The address of that bucket's server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>That bucket's region.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Require(() =>
    {
        var asked = FormatSettings.Read(Format, Compression, Delimiter, NullText, NoHeader, ForceQuote);
        var target = Wait(FindTarget(asked));
        if (ShouldProcess(target.Place.Show(target.File), "Export data"))
        {
            _target = target;
        }

        return _target;
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_target is null || InputObject is null)
        {
            return;
        }

        try
        {
            _rows.Read(InputObject);
            _export ??= new RowExport(this, Begin(_rows.Columns), CancellationToken);
            _export.Write(_rows);
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            Fail(e);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_target is not null)
        {
            WriteObject(Require(() =>
            {
                _export ??= new RowExport(this, Begin([]), CancellationToken);
                return _export.Complete();
            }));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _export?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task<ExportTarget> FindTarget(FileFormat asked)
    {
        if (Path.Contains("://", StringComparison.Ordinal))
        {
            return ExportTarget.UrlAsync(Engine, Path, GivenConnection, asked, CancellationToken);
        }

        var given = GivenPath.Resolve(SessionState, Path, isLiteral: true);
        var path = Path[^1] == '/' && given.Text[^1] != '/' ? given.Text + "/" : given.Text;
        return given.IsStage
            ? ExportTarget.StageAsync(Engine, path, asked, CancellationToken)
            : ExportTarget.LocalAsync(Engine, path, asked, CancellationToken);
    }

    private StageConnection? GivenConnection => ConnectionSettings.Read(
        connection: null,
        (StageConnection.EndpointKey, Endpoint),
        ("region", Region),
        (StageConnection.KeyIdKey, Credential?.UserName),
        (StageConnection.SecretKey, Credential?.Password));

    private ExportJob Begin(IReadOnlyList<string> columns) => Wait(ExportJob.BeginAsync(_target!, columns, convert: null, Force, CancellationToken));
}
