namespace StageTools.Errors;

/// <summary>What went wrong, with what, and what to do about it: every error that StageTools raises itself.</summary>
/// <remarks>The message is one sentence for a person and never holds a secret. Advice that has other words in a cmdlet than in a statement is not in
/// it before a face has told it (<see cref="Told"/>).</remarks>
public sealed class StageException : Exception
{
    private readonly Func<Func<Advice, string>, string>? _advised;

    /// <summary>Makes an error with its code, its sentence and the thing it is about.</summary>
    public StageException(StageErrorCode code, string message, object? target = null, Exception? inner = null)
        : this(code, message, advised: null, target, inner)
    {
    }

    /// <summary>Makes an error with advice.</summary>
    /// <param name="code">The code.</param>
    /// <param name="fact">What went wrong. Behind a full stop the advice is a sentence of its own, behind a colon it goes on, else a semicolon stands
    /// between.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="target">What the error is about.</param>
    /// <param name="inner">What it comes from.</param>
    public StageException(StageErrorCode code, string fact, Advice advice, object? target = null, Exception? inner = null)
        : this(code, Sentence(fact, advice, words: null), words => Sentence(fact, advice, words), target, inner)
    {
    }

    private StageException(StageErrorCode code, string message, Func<Func<Advice, string>, string>? advised, object? target, Exception? inner)
        : base(Short(message), inner) => (Code, Target, _advised) = (code, target, advised);

    /// <summary>The stable id.</summary>
    public StageErrorCode Code { get; }

    /// <summary>What the error is about: a name, a path, a URL.</summary>
    public object? Target { get; }

    /// <summary>The line of the file that the error is about, from 1; null for an error of another kind.</summary>
    public long? Line { get; init; }

    /// <summary>Whether there is advice that no face has told yet.</summary>
    internal bool HasAdvice => _advised is not null;

    /// <summary>This error with its advice in the words of a face; itself where there is nothing to be told.</summary>
    /// <param name="words">The words of an advice, without a full stop; null leaves it untold.</param>
    public StageException Told(Func<Advice, string>? words) =>
        words is null || _advised is null ? this : new StageException(Code, _advised(words), Target, InnerException) { Line = Line };

    /// <summary>An error that tells of this one in its own words, for every face.</summary>
    /// <param name="words">Makes the sentence out of this one's.</param>
    /// <param name="target">What the new error is about.</param>
    /// <param name="inner">What it comes from.</param>
    /// <param name="advice">One more advice at its end.</param>
    /// <param name="line">The line that the new one is about; null for this one's.</param>
    internal StageException Reworded(
        Func<string, string> words, object? target, Exception? inner = null, Advice? advice = null, long? line = null) =>
        new(
            Code,
            Sentence(words(Message), advice, words: null),
            _advised is null && advice is null ? null : face => Sentence(words(_advised?.Invoke(face) ?? Message), advice, face),
            target,
            inner)
        { Line = line ?? Line };

    private static string Sentence(string fact, Advice? advice, Func<Advice, string>? words) => advice is null ? fact
        : words is null ? $"{fact.TrimEnd('.', ':')}{advice.Suffix}."
        : $"{fact}{(fact[^1] is '.' or ':' ? "" : ";")} {words(advice)}{advice.Suffix}.";

    /// <summary>A sentence about a name of megabytes still is one: how it begins, and how it ends, where the advice stands.</summary>
    private static string Short(string message)
    {
        const int longest = 1000, end = 300;
        return message.Length <= longest ? message : $"{Whole(message[..(longest - end)])} … {Whole(message[^end..])}";

        // Not half of a character.
        static string Whole(string part) =>
            part[(char.IsLowSurrogate(part[0]) ? 1 : 0)..(char.IsHighSurrogate(part[^1]) ? part.Length - 1 : part.Length)];
    }
}
