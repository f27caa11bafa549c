namespace StageTools.DuckDb.Values;

/// <summary>A value that the other side cannot hold. Never leaves this assembly: whoever knows the column names it.</summary>
internal sealed class RefusedException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>A value of a kind that a type does not take.</summary>
    public static RefusedException Kind(object value, string type) => new($"a value of type {value.GetType()} is no {type}");

    /// <summary>The error for who asked.</summary>
    public DuckDbException In(string column) => new(DuckDbErrorType.Conversion, $"Column '{column}': {Message}.", this);

    /// <summary>The error for who reads: a cast to text always works.</summary>
    public DuckDbException Reading(string column) => new(DuckDbErrorType.Conversion, $"Column '{column}': {Message}; cast it to VARCHAR in the query.", this);
}
