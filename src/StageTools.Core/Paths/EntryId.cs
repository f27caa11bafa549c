namespace StageTools.Paths;

/// <summary>What tells a stage, a connection or a file format from any other of its name: 32 hexadecimal digits. The folder of an internal stage's
/// files is called so.</summary>
internal static class EntryId
{
    /// <summary>One that nothing else has.</summary>
    public static string New() => Guid.NewGuid().ToString("N");

    /// <summary>Whether a text is one, as <see cref="New"/> writes it.</summary>
    public static bool Is(string? text) => Guid.TryParseExact(text, "N", out var id) && id.ToString("N") == text;

    /// <summary>Refuses what is none: a path that is made of it could lead anywhere.</summary>
    /// <exception cref="StageException"><c>CatalogCorrupt</c>.</exception>
    public static string Require(string text) => Is(text) ? text : throw StageErrorCode.CatalogCorrupt.Error(
        $"'{text}' is no id of a stage, and the catalog has it for one: something else than StageTools wrote it there. Drop that stage; no file of "
            + "it is touched.",
        text);
}
