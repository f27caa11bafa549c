namespace StageTools.Sql;

/// <summary>Where in a statement staged files stand.</summary>
internal enum ReferenceKind
{
    /// <summary>As a table: <c>FROM '@s/a.csv'</c>.</summary>
    Table,

    /// <summary>As all that DESCRIBE or SUMMARIZE is asked of.</summary>
    Described,

    /// <summary>As the file of one of DuckDB's own functions: <c>read_csv('@s/a.csv', …)</c>.</summary>
    Argument,

    /// <summary>In the list of files of such a function.</summary>
    ListItem,

    /// <summary>As the source of <c>COPY table FROM</c>.</summary>
    Copied,
}

/// <summary>Staged files that a statement names.</summary>
/// <param name="Kind">Where they stand.</param>
/// <param name="Path">The path as written: <c>@stage/2026/*.csv</c>, <c>stage://stage/a.csv</c>, <c>stage:/a.csv</c>.</param>
/// <param name="Start">Where the reference begins in the text.</param>
/// <param name="End">Where it ends, its options among it.</param>
internal sealed record StageReference(ReferenceKind Kind, string Path, int Start, int End)
{
    /// <summary>The name the statement gives the table; null where it gives none.</summary>
    public string? Alias { get; init; }

    /// <summary>What the statement calls the first of its columns, behind that name: <c>t(a, b)</c>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Whether the function that reads the files reads JSON.</summary>
    public bool ReadsJson { get; init; }

    /// <summary>A regular expression for what follows the path (Databend: PATTERN).</summary>
    public string? Pattern { get; set; }

    /// <summary>The files below the path (Databend: FILES); null for all.</summary>
    public IReadOnlyList<string>? Files { get; set; }

    /// <summary>The keys of the files that are read, of all that are meant; null for all of them.</summary>
    public IReadOnlySet<string>? Keys { get; set; }

    /// <summary>What is said about the format (Databend: FILE_FORMAT).</summary>
    public FileFormat Format { get; set; } = FileFormat.Unspecified;

    /// <summary>What holds where neither the stage, nor a file's name, nor <see cref="Format"/> tells.</summary>
    public FileFormat Defaults { get; set; } = FileFormat.Unspecified;

    /// <summary>Reads FILE_FORMAT with the values of its parameters, by their names; null where it has none.</summary>
    public Func<Func<string, string>, FileFormat>? ReadFormat { get; init; }

    /// <summary>Whether <c>METADATA$FILENAME</c> is asked for.</summary>
    public bool WantsFileName { get; set; }

    /// <summary>Whether <c>METADATA$FILE_ROW_NUMBER</c> is asked for.</summary>
    public bool WantsRowNumber { get; set; }

    /// <summary>Whether columns of Hive's folders are only there for who names them, and not among all columns.</summary>
    public bool HidesFolders { get; set; }

    /// <summary>Puts the values of parameters into the format.</summary>
    /// <param name="valueOf">The value of a parameter, by its name.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>: it is no value of the option.</exception>
    public void Complete(Func<string, string> valueOf)
    {
        if (ReadFormat?.Invoke(valueOf) is { } said)
            Format = said.Name is null ? Format.Merge(said) : said;
    }

    /// <summary>Takes what the statement around the query says about staged files, where the query does not say it itself.</summary>
    public void Narrow(string? pattern, IReadOnlyList<string>? files, FileFormat? format)
    {
        (Pattern, Files) = (Pattern ?? pattern, Files ?? files);
        if (Format.Name is null)
            Format = (format ?? FileFormat.Unspecified).Merge(Format);
    }
}
