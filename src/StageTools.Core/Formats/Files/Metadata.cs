namespace StageTools.Formats.Files;

/// <summary>The columns that tell where a row comes from.</summary>
internal static class Metadata
{
    /// <summary>The names of those that a statement asks for.</summary>
    public static IEnumerable<string> Names(StageReference reference, FolderColumns folders) =>
    [
        .. reference.WantsFileName ? (string[])[SqlWords.FileName] : [],
        .. reference.WantsRowNumber ? (string[])[SqlWords.FileRowNumber] : [],
        .. folders.HiddenNames,
    ];

    /// <summary>Those that a statement asks for, as expressions.</summary>
    /// <param name="reference">What the statement asks.</param>
    /// <param name="files">The files, in the order in which DuckDB is given them.</param>
    /// <param name="origin">How the table tells them apart.</param>
    /// <param name="rowNumber">The number of a row in its file, from 0.</param>
    public static IEnumerable<string> Columns(StageReference reference, IReadOnlyList<StagedFile> files, FileOrigin origin, string rowNumber)
    {
        if (reference.WantsFileName)
        {
            yield return $"{DuckDbText.List(files.Select(static f => f.Key))}[{origin.Place}] AS {DuckDbText.Name(SqlWords.FileName)}";
        }

        if (reference.WantsRowNumber)
            yield return $"{rowNumber} AS {DuckDbText.Name(SqlWords.FileRowNumber)}";

        foreach (var folder in files[0].Folders.Expressions(files, origin))
            yield return folder;
    }
}

/// <summary>How a table of files tells which of them a row is from: by columns of DuckDB's own, which a column of the files hides that is called the
/// same, or else by one that is asked for.</summary>
/// <param name="Place">The place of a row's file among them, from 1.</param>
/// <param name="Path">The path of it.</param>
/// <param name="Option">What the function that reads them is told.</param>
/// <param name="All">All columns of the files.</param>
internal sealed record FileOrigin(string Place, string Path, string Option, string All)
{
    private static readonly string[] Own = ["file_index", "filename"];
    private static readonly string Asked = DuckDbText.Name(SqlWords.FilePath);
    private static readonly FileOrigin Usual = new("CAST(file_index AS BIGINT) + 1", "filename", string.Empty, "*");

    /// <summary>That of a table.</summary>
    /// <param name="columns">The columns of its files.</param>
    /// <param name="paths">The files, in the order in which DuckDB is given them.</param>
    public static FileOrigin Of(IEnumerable<string> columns, IEnumerable<string> paths) =>
        columns.Intersect(Own, StringComparer.OrdinalIgnoreCase).Any()
            ? new FileOrigin(
                $"list_position({DuckDbText.List(paths)}, {Asked})", Asked, $", filename = '{SqlWords.FilePath}'", $"* EXCLUDE ({Asked})")
            : Usual;
}
