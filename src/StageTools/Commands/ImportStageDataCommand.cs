using System.Management.Automation;
using StageTools.Export;
using StageTools.Formats;
using StageTools.Hosting;
using StageTools.Rows;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Commands;

/// <summary>Reads rows from files in a stage, or any file, into the pipeline: an object a row, its values typed by what stands in the file.</summary>
[Cmdlet(VerbsData.Import, "StageData", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PSObject))]
public sealed class ImportStageDataCommand : StagePathCmdlet
{
    // Objects: a field of a type that is the engine's would have the engine loaded when the module is imported.
    private object? _format;
    private object? _compression;

    private readonly RowObjects _objects = new();

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

    /// <summary>The CSV or TSV file has no header; its columns are c1, c2 and so on.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Dates, times, durations and GUIDs become values too; numbers and booleans always do.</summary>
    [Parameter]
    public SwitchParameter InferTypes { get; set; }

    /// <summary>Every value stays the text it is in the file.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (text, isLiteral) in Given)
        {
            Attempt(() => Import(text, isLiteral));
        }
    }

    private void Import(string text, bool isLiteral)
    {
        var asked = FormatSettings.Read(Format, Compression, Delimiter, NullText, NoHeader, forceQuote: false);
        var (place, keys) = new Places(Engine, SessionState, CancellationToken).Source(text, isLiteral);
        var inherited = place.Stage is null ? null : Wait(Engine.Stages.GetAsync(place.Stage, CancellationToken)).FileFormat;
        foreach (var file in place.Store.SelectAsync(keys, CancellationToken).ToBlockingEnumerable(CancellationToken))
        {
            Attempt(() => ReadRows(place, file, inherited ?? FileFormat.Unspecified, asked));
        }
    }

    private void ReadRows(Place place, StoreItem file, FileFormat inherited, FileFormat asked)
    {
        var options = new RowReadOptions(InferTypes, AsText);
        foreach (var row in StageImport.RowsAsync(place, file, inherited, asked, options, CancellationToken).ToBlockingEnumerable(CancellationToken))
        {
            WriteObject(_objects.From(row));
        }
    }
}
