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
    /// <param name="rowNumber">The number of a row in its file, from 0.</param>
    public static IEnumerable<string> Columns(StageReference reference, IReadOnlyList<StagedFile> files, string rowNumber)
    {
        if (reference.WantsFileName)
        {
            yield return $"{DuckDbText.List(files.Select(static f => f.Key))}[CAST(file_index AS BIGINT) + 1] AS "
                + $"{DuckDbText.Name(SqlWords.FileName)}";
        }

        if (reference.WantsRowNumber)
            yield return $"{rowNumber} AS {DuckDbText.Name(SqlWords.FileRowNumber)}";

        foreach (var folder in files[0].Folders.Expressions(files))
            yield return folder;
    }
}
