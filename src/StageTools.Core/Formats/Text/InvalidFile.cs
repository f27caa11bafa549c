using StageTools.Errors;

namespace StageTools.Formats.Text;

/// <summary>The errors of a file that is not what its format asks for.</summary>
internal static class InvalidFile
{
    public static StageException At(string fileName, long line, string what, Exception? inner = null) =>
        new(StageErrorCode.DataInvalid, $"'{fileName}', line {line}: {what}.", fileName, inner) { Line = line };

    public static StageException NotUtf8(string fileName, long line, Exception? inner = null) =>
        At(fileName, line, "the bytes are not valid UTF-8; save the file as UTF-8, or as UTF-16 with its mark", inner);
}
