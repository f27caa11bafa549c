namespace StageTools.Stages;

/// <summary>What went wrong, with what, and what to do about it: every error that StageTools raises itself.</summary>
/// <remarks>The message is one sentence for a person and never holds a secret.</remarks>
public sealed class StageException : Exception
{
    /// <summary>Makes an error with its code, its sentence and the thing it is about.</summary>
    public StageException(StageErrorCode code, string message, object? target = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Target = target;
    }

    /// <summary>The stable id.</summary>
    public StageErrorCode Code { get; }

    /// <summary>What the error is about: a name, a path, a URL.</summary>
    public object? Target { get; }

    /// <summary>The line of the file that the error is about, from 1; null for an error of another kind.</summary>
    public long? Line { get; init; }
}
