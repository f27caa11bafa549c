namespace StageTools.DuckDb;

/// <summary>An error of DuckDB, in its own words, or a value that cannot pass between it and .NET.</summary>
public sealed class DuckDbException : Exception
{
    /// <summary>Makes an error of a type.</summary>
    public DuckDbException(DuckDbErrorType errorType, string message, Exception? inner = null)
        : base(message, inner) => ErrorType = errorType;

    /// <summary>What kind of error it is.</summary>
    public DuckDbErrorType ErrorType { get; }
}
