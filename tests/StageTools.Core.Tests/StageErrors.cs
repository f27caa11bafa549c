using StageTools.Hosting;

namespace StageTools.Core.Tests;

/// <summary>An error of StageTools with its code, as the cmdlets tell it.</summary>
internal static class StageErrors
{
    public static StageException ShouldFail(this StageErrorCode code, Action work) => With(code, Should.Throw<StageException>(work));

    public static async Task<StageException> ShouldFailAsync(this StageErrorCode code, Func<Task> work) =>
        With(code, await Should.ThrowAsync<StageException>(work));

    private static StageException With(StageErrorCode code, StageException error)
    {
        error.Code.ShouldBe(code, error.ToString());
        return error.Told(CmdletAdvice.Of);
    }
}
