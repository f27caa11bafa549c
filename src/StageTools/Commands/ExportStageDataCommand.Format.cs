using System.Collections;
using System.Management.Automation;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Hosting;
using StageTools.Rows;
using StageTools.Storage;

namespace StageTools.Commands;

/// <content>How the files are laid out, and where they go.</content>
public sealed partial class ExportStageDataCommand
{
    // Objects: a field of a type that is the engine's would have the engine loaded when the module is imported.
    private object? _format;
    private object? _compression;
    private object? _dialect;

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

    /// <summary>Whose CSV or TSV it is: the standard's, Databend's or MatrixOne's.</summary>
    [Parameter]
    public Dialect? Dialect
    {
        get => (Dialect?)_dialect;
        set => _dialect = value;
    }

    /// <summary>What stands between two values of a CSV or TSV row.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>What ends a CSV or TSV row.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecordDelimiter { get; set; }

    /// <summary>What encloses a CSV text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Quote { get; set; }

    /// <summary>What stands before a quote inside a quoted CSV text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Escape { get; set; }

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

    /// <summary>Any options of a file format, by their names in either system.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? FormatOption { get; set; }

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

    private StageConnection? GivenConnection => ConnectionSettings.Read(
        connection: null,
        (StageConnection.EndpointKey, Endpoint),
        ("region", Region),
        (StageConnection.KeyIdKey, Credential?.UserName),
        (StageConnection.SecretKey, Credential?.Password));

    private FileFormat ReadFormat() => FormatSettings.Read(
        FormatOption,
        ("type", Format),
        ("compression", Compression),
        ("dialect", Dialect),
        ("field_delimiter", Delimiter),
        ("record_delimiter", RecordDelimiter),
        ("quote", Quote),
        ("escape", Escape),
        ("null_display", NullText),
        ("output_header", NoHeader ? false : null),
        ("force_quote", ForceQuote ? true : null));

    private Task<ExportTarget> FindTarget(FileFormat asked)
    {
        if (Path.Contains("://", StringComparison.Ordinal))
        {
            return ExportTarget.UrlAsync(Engine.Stages, Path, GivenConnection, asked, CancellationToken);
        }

        var given = GivenPath.Resolve(SessionState, Path, isLiteral: true);
        var path = Path[^1] == '/' && given.Text[^1] != '/' ? given.Text + "/" : given.Text;
        return given.IsStage
            ? ExportTarget.StageAsync(Engine.Stages, path, asked, CancellationToken)
            : ExportTarget.LocalAsync(Engine.Stages, path, asked, CancellationToken);
    }
}
