namespace StageTools.Formats.Options;

/// <summary>One named option of a file format.</summary>
/// <param name="Name">Its name, in Databend's words where it has them.</param>
/// <param name="Others">Other names, without underscores, in lower case.</param>
/// <param name="IsOfText">Whether it says something that Parquet does not have.</param>
/// <param name="Get">Its value; null where it is not said.</param>
/// <param name="Set">The format with this value.</param>
/// <param name="Describe">Its value for a person.</param>
internal sealed record FileFormatOption(
    string Name,
    string[] Others,
    bool IsOfText,
    Func<FileFormat, object?> Get,
    Func<FileFormat, OptionValue, FileFormat> Set,
    Func<object, string> Describe)
{
    /// <summary>Whether the option goes by this name, in lower case and without underscores.</summary>
    public bool Is(string folded) => OptionValue.Folded(Name) == folded || Others.Contains(folded, StringComparer.Ordinal);
}
