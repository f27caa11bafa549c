namespace StageTools.Terminal.Tests;

/// <summary>What a run of the client said.</summary>
internal sealed record ClientResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output of a run that did its work.</summary>
    public string Succeeded()
    {
        Error.ShouldBe("");
        ExitCode.ShouldBe(0);
        return Output;
    }
}
