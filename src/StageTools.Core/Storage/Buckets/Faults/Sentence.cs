using StageTools.Errors;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>What an error says, without its full stop.</summary>
/// <param name="Fact">What went wrong; where there is no advice beside it, with what to do.</param>
/// <param name="Advice">What to do, where a cmdlet has other words for it than a statement.</param>
internal sealed record Sentence(string Fact, Advice? Advice = null)
{
    /// <summary>A sentence that is the same in a cmdlet and in a statement.</summary>
    public static implicit operator Sentence(string fact) => new(fact);

    /// <summary>The error that says it.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="suffix">What stands at the end of the sentence.</param>
    /// <param name="target">What it is about.</param>
    public StageException Error(StageErrorCode code, string suffix, object target) => Advice is { } advice
        ? new StageException(code, Fact, advice with { Suffix = suffix }, target)
        : new StageException(code, $"{Fact}{suffix}.", target);
}
