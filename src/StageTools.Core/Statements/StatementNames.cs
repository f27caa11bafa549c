using StageTools.Formats.Options;

namespace StageTools.Statements;

/// <summary>The names that may stand in statements, for whoever helps to write them.</summary>
public static class StatementNames
{
    /// <summary>The options of FILE_FORMAT.</summary>
    public static IReadOnlyList<string> FileFormat { get; } = [.. FileFormatOptions.All.Select(static option => option.Name.ToUpperInvariant())];

    /// <summary>The options of the statements about stages and files that begin with a word, in upper case; none where they have
    /// none.</summary>
    public static IReadOnlyList<string> OptionsOf(string verb) => verb switch
    {
        "CREATE" or "ALTER" => CreateStageStatement.Options.Names,
        "SHOW" => ShowStagesStatement.Options.Names,
        "LIST" => ListFilesStatement.Options.Names,
        "REMOVE" => RemoveFilesStatement.Options.Names,
        "PRESIGN" => PresignStatement.Options.Names,
        "PUT" => PutFilesStatement.Options.Names,
        "GET" => GetFilesStatement.Options.Names,
        "COPY" => [.. new[] { CopyFilesStatement.Options.Names, CopyIntoStageStatement.Options.Names, CopyIntoTableStatement.Options.Names }
            .SelectMany(static names => names).Distinct(StringComparer.Ordinal)],
        _ => [],
    };
}
