namespace StageTools.Errors;

/// <summary>How errors are made, and met: every error begins with its code.</summary>
public static class StageErrorCodes
{
    /// <summary>The error of a code, with its sentence and the thing it is about.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">The sentence.</param>
    /// <param name="target">What the error is about.</param>
    /// <param name="inner">What it comes from.</param>
    public static StageException Error(this StageErrorCode code, string message, object? target = null, Exception? inner = null) =>
        new(code, message, target, inner);

    /// <summary>The error of a code, with advice.</summary>
    /// <param name="code">The code.</param>
    /// <param name="fact">What went wrong.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="target">What the error is about.</param>
    /// <param name="inner">What it comes from.</param>
    public static StageException Error(this StageErrorCode code, string fact, Advice advice, object? target = null, Exception? inner = null) =>
        new(code, fact, advice, target, inner);

    /// <summary>What goes wrong with a step; null where nothing does.</summary>
    internal static async Task<StageException?> ErrorAsync(this Task step)
    {
        try
        {
            await step.ConfigureAwait(false);
            return null;
        }
        catch (StageException e)
        {
            return e;
        }
    }
}
