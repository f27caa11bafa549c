using StageTools.Errors;

namespace StageTools.Paths;

/// <summary>Which files of a stage are meant.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Keys">Their keys.</param>
public sealed record FileSelection(StageName Stage, KeySelection Keys)
{
    /// <summary>Reads <c>@stage</c>, <c>@stage/folder</c>, <c>@stage/file</c> or, unless literal, <c>@stage/2026/*.csv</c>.</summary>
    /// <exception cref="StageException">The path, the wildcard or the pattern cannot be read.</exception>
    public static FileSelection Parse(string path, bool isLiteral, string? prefix = null, string? pattern = null)
    {
        var (stage, keyText) = StagePath.Split(path);
        return new FileSelection(stage, KeySelection.Parse(keyText, isLiteral, prefix, pattern));
    }
}
