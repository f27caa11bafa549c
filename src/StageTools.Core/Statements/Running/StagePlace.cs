using StageTools.Errors;
using StageTools.Paths;
using StageTools.Sql;

namespace StageTools.Statements.Running;

/// <summary>Tells MatrixOne's paths of stages from those of this machine.</summary>
internal static class StagePlace
{
    /// <summary>The path as <c>@stage/key</c>; null where it is a path of this machine or a URL.</summary>
    /// <remarks>A drive of Windows, <c>C:/data</c>, is a stage only where one has that name.</remarks>
    public static async Task<string?> FindAsync(StageEngine engine, string text, CancellationToken cancellationToken)
    {
        if (!StageText.IsStagePath(text))
            return null;

        var path = StageText.ToStagePath(text);
        if (!OperatingSystem.IsWindows() || !StageText.IsShort(text) || text[1] != ':')
            return path;

        try
        {
            await engine.Stages.GetAsync(StagePath.Split(path).Stage, cancellationToken).ConfigureAwait(false);
            return path;
        }
        catch (StageException e) when (e.Code is StageErrorCode.StageNotFound)
        {
            return null;
        }
    }
}
