namespace StageTools.Formats.Files;

/// <summary>A format of files: how rows come out of a file and go into one, and how SQL reads it. It keeps nothing: one serves all.</summary>
internal interface IFileFormat
{
    /// <summary>The rows of a file, as it is now.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How values get their types.</param>
    /// <param name="progress">Is told of the bytes that were read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Errors.StageException"><c>DataInvalid</c>, with the file and the line.</exception>
    IAsyncEnumerable<Row> ReadAsync(ImportFile file, RowReadOptions options, LoadProgress progress, CancellationToken cancellationToken);

    /// <summary>What makes the files of an export.</summary>
    /// <param name="target">Where it goes, and what is said of the format.</param>
    /// <param name="options">How rows are laid in files.</param>
    /// <param name="declared">The columns as their source declares them.</param>
    PartMaker Write(ExportTarget target, ExportOptions options, IReadOnlyList<RowColumn> declared);

    /// <summary>Staged files as a table of SQL.</summary>
    /// <param name="files">The files, all of this format; one at least.</param>
    /// <param name="reference">What the statement asks of them.</param>
    /// <param name="texts">Brings text into a form that DuckDB reads.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    /// <exception cref="Errors.StageException"><c>DataInvalid</c>.</exception>
    Task<StagedTable> TableAsync(IReadOnlyList<StagedFile> files, StageReference reference, TextFiles texts, CancellationToken cancellationToken);
}

/// <summary>Staged files as DuckDB reads them.</summary>
/// <param name="Sql">A query that gives their rows.</param>
/// <param name="Columns">Their columns, in the order in which <c>$1</c> and so on count; null where only DuckDB knows; none where there are no
/// rows that would tell.</param>
/// <param name="Read">The files of this machine that DuckDB opens, with the staged file each stands for.</param>
internal sealed record StagedTable(string Sql, IReadOnlyList<string>? Columns, IReadOnlyList<(string Path, StagedFile File)> Read)
{
    /// <summary>Makes <see cref="Sql"/> anew of what DuckDB tells of the files; null where it stands already.</summary>
    public Func<DuckDbQuestion, string>? Complete { get; init; }

    /// <summary>Whether the files' rows are objects, whose fields the columns are.</summary>
    public bool HasObjects { get; init; }

    /// <summary>The columns of the files' folders, which <see cref="Sql"/> gives under hidden names.</summary>
    public FolderColumns Folders { get; init; } = FolderColumns.None;

    /// <summary>The same columns, and no rows.</summary>
    public StagedTable WithoutRows() =>
        this with { Sql = None(Sql), Read = [], Complete = Complete is { } complete ? ask => None(complete(ask)) : null };

    private static string None(string sql) => $"SELECT * FROM ({sql}) LIMIT 0";

    /// <summary>Of files without rows, in which nothing names columns: whichever is asked for is there.</summary>
    public static StagedTable Empty(IReadOnlyList<TextFile> files, StageReference reference)
    {
        var columns = Metadata.Names(reference, files[0].File.Folders).Prepend("c1")
            .Select(static name => $"CAST(NULL AS VARCHAR) AS {DuckDbText.Name(name)}");
        return new StagedTable($"SELECT {string.Join(", ", columns)} WHERE false", [], files.Select(static f => (f.Path, f.File)).ToList());
    }
}

/// <summary>Asks DuckDB where a statement is to run.</summary>
/// <param name="sql">A query.</param>
/// <returns>Its rows, as texts; nothing for NULL.</returns>
/// <exception cref="DuckDbException">A file cannot be read.</exception>
internal delegate IReadOnlyList<string[]> DuckDbQuestion(string sql);
