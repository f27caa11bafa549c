namespace StageTools.Errors;

/// <summary>What went wrong, with what, and what to do about it: every error that StageTools raises itself.</summary>
/// <remarks>The message is one sentence for a person and never holds a secret.</remarks>
public sealed class StageException : Exception
{
    /// <summary>Makes an error with its code, its sentence and the thing it is about.</summary>
    public StageException(StageErrorCode code, string message, object? target = null, Exception? inner = null)
        : this(code, message, message, target, inner)
    {
    }

    /// <summary>Makes an error whose advice has other words in a cmdlet than in a statement.</summary>
    /// <param name="code">The code.</param>
    /// <param name="fact">What went wrong, without a full stop.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="target">What the error is about.</param>
    /// <param name="inner">What it comes from.</param>
    public StageException(StageErrorCode code, string fact, Advice advice, object? target = null, Exception? inner = null)
        : this(
            code, Sentence(fact, (advice ?? throw new ArgumentNullException(nameof(advice))).Cmdlet), Sentence(fact, advice.Statement), target, inner)
    {
    }

    private StageException(StageErrorCode code, string message, string statementMessage, object? target, Exception? inner)
        : base(Short(message), inner)
    {
        Code = code;
        StatementMessage = Short(statementMessage);
        Target = target;
    }

    /// <summary>The stable id.</summary>
    public StageErrorCode Code { get; }

    /// <summary>The message with its advice in the words of the statements.</summary>
    public string StatementMessage { get; }

    /// <summary>What the error is about: a name, a path, a URL.</summary>
    public object? Target { get; }

    /// <summary>The line of the file that the error is about, from 1; null for an error of another kind.</summary>
    public long? Line { get; init; }

    /// <summary>An error that tells of this one in its own words, for both faces.</summary>
    /// <param name="words">Makes the sentence out of this one's.</param>
    /// <param name="target">What the new error is about.</param>
    /// <param name="inner">What it comes from.</param>
    internal StageException Reworded(Func<string, string> words, object? target, Exception? inner = null) =>
        new(Code, words(Message), words(StatementMessage), target, inner) { Line = Line };

    /// <summary>This error with one more advice at its end.</summary>
    internal StageException Advised(Advice advice) =>
        new(
            Code, Sentence(Message.TrimEnd('.'), advice.Cmdlet), Sentence(
                StatementMessage.TrimEnd('.'), advice.Statement), Target, InnerException)
        { Line = Line };

    /// <summary>Whether the message advises in words that mean nothing in a statement.</summary>
    internal bool SpeaksOfCmdlets => !string.Equals(Message, StatementMessage, StringComparison.Ordinal);

    /// <summary>This error as it is told to somebody who wrote a statement.</summary>
    internal StageException InStatementWords() => new(Code, StatementMessage, Target, InnerException) { Line = Line };

    /// <summary>A sentence about a name of megabytes still is one: how it begins, and how it ends, where the advice stands.</summary>
    private static string Short(string message)
    {
        const int longest = 1000, end = 300;
        return message.Length <= longest ? message : $"{Whole(message[..(longest - end)])} … {Whole(message[^end..])}";

        // Not half of a character.
        static string Whole(string part) =>
            part[(char.IsLowSurrogate(part[0]) ? 1 : 0)..(char.IsHighSurrogate(part[^1]) ? part.Length - 1 : part.Length)];
    }

    private static string Sentence(string fact, string advice) => $"{fact}; {advice}.";
}
