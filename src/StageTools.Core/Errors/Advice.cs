namespace StageTools.Errors;

/// <summary>What to do about an error, in the words of whoever is told: a cmdlet's parameters mean nothing to somebody who writes
/// statements.</summary>
/// <param name="Cmdlet">In the words of the cmdlets: <c>Get-Stage lists those there are</c>.</param>
/// <param name="Statement">In the words of the statements: <c>SHOW STAGES lists those there are</c>.</param>
public sealed record Advice(string Cmdlet, string Statement)
{
    /// <summary>What helps somebody who names a stage that is not there.</summary>
    internal static Advice ListStages { get; } = new("Get-Stage lists those there are", "SHOW STAGES lists those there are");

    /// <summary>How a stage is given other credentials or settings.</summary>
    /// <param name="what">What is to be given.</param>
    /// <param name="parameters">The parameters of Set-Stage.</param>
    /// <param name="settings">What stands in CONNECTION.</param>
    internal static Advice Setting(string what, string parameters, string settings = "…") =>
        new($"{what} with Set-Stage {parameters}", $"{what} with ALTER STAGE … SET CONNECTION = ({settings})");
}
