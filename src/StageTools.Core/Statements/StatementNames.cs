namespace StageTools.Statements;

/// <summary>The names that may stand in statements, for whoever helps to write them.</summary>
public static class StatementNames
{
    private static readonly Dictionary<string, IStatementForm[]> Forms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CREATE"] = [CreateStageStatement.Form],
        ["ALTER"] = [CreateStageStatement.Form],
        ["SHOW"] = [ShowStagesStatement.Form],
        ["LIST"] = [ListFilesStatement.Form],
        ["LS"] = [ListFilesStatement.Form],
        ["RM"] = [RemoveFilesStatement.Form],
        ["REMOVE"] = [RemoveFilesStatement.Form],
        ["PRESIGN"] = [PresignStatement.Form],
        ["PUT"] = [PutFilesStatement.Form],
        ["GET"] = [GetFilesStatement.Form],
        ["LOAD"] = [LoadDataStatement.Form],
        ["SELECT"] = [SelectIntoOutfileStatement.Form],
        ["COPY"] = [CopyFilesStatement.Form, CopyIntoStageStatement.Form, CopyIntoTableStatement.Form],
    };

    /// <summary>The options of FILE_FORMAT.</summary>
    public static IReadOnlyList<string> FileFormat { get; } = [.. FileFormatOptions.All.Select(static option => option.Name.ToUpperInvariant())];

    /// <summary>The keys of CONNECTION and CREDENTIALS.</summary>
    public static IReadOnlyList<string> Connection { get; } = [.. KnownStores.All.Keys.Names.Select(static name => name.ToUpperInvariant())];

    /// <summary>The options of the statements that begin with a word; none where they have none.</summary>
    public static IReadOnlyList<string> OptionsOf(string verb) => Forms.TryGetValue(verb, out var forms)
        ? [.. forms.SelectMany(static form => form.Names).Distinct(StringComparer.Ordinal)]
        : [];

    /// <summary>The words that the value of an option is one of; none where it is anything else.</summary>
    public static IReadOnlyList<string> ValuesOf(string option) => option?.ToUpperInvariant() switch
    {
        null => [],
        "TYPE" => [.. FormatTraits.All.Select(static traits => traits.Words[0].ToUpperInvariant())],
        "COMPRESSION" => [.. CodecTraits.All.Select(static traits => traits.Words[0].ToUpperInvariant()), "AUTO"],
        _ => Forms.Values.SelectMany(forms => forms.Select(form => form.ValuesOf(option))).FirstOrDefault(static values => values.Count > 0) ?? [],
    };
}
