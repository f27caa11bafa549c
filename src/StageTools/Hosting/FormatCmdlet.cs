namespace StageTools.Hosting;

/// <summary>A cmdlet that reads or writes files of rows, and is told how they are laid out.</summary>
public abstract class FormatCmdlet : StageCmdlet
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

    /// <summary>What stands for NULL in CSV or TSV.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? NullText { get; set; }

    /// <summary>A CSV or TSV file has no header; what is read has the columns c1, c2 and so on.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Any options of a file format, by their names in either system; single parameters go over them.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? FormatOption { get; set; }

    /// <summary>What was said of the format, and nothing else.</summary>
    /// <param name="others">The options of parameters that not all such cmdlets have; null was not given.</param>
    /// <exception cref="Errors.StageException">An option that does not exist, or not with that value.</exception>
    private protected FileFormat ReadFormat(params IEnumerable<(string Name, object? Value)> others)
    {
        IEnumerable<(string Name, object? Value)> own =
        [
            ("type", Format),
            ("compression", Compression),
            ("dialect", Dialect),
            ("field_delimiter", Delimiter),
            ("null_display", NullText),
            ("output_header", NoHeader ? false : null),
        ];
        return FileFormat.Parse(
            [.. Argument.Entries(FormatOption), .. own.Concat(others).Where(static o => o.Value is not null).Select(
                static o => KeyValuePair.Create(o.Name, Argument.Unwrap(o.Value)))]);
    }
}
