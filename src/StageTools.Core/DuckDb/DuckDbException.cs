using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>An error of DuckDB, in its own words, or a value that cannot pass between it and .NET.</summary>
internal sealed class DuckDbException(DuckDBErrorType errorType, string message, Exception? inner = null) : Exception(message, inner)
{
    private const string Mark = " Error: ";

    /// <summary>What kind of error it is.</summary>
    public DuckDBErrorType ErrorType => errorType;

    /// <summary>The type that a message begins with, which is all that some of DuckDB's functions tell of it: <c>Out of Range Error: …</c>.</summary>
    public static DuckDBErrorType TypeOf(string message)
    {
        var end = message.IndexOf(Mark, StringComparison.Ordinal);
        return message[..Math.Max(end, 0)].Replace(" ", string.Empty, StringComparison.Ordinal) switch
        {
            "TransactionContext" => DuckDBErrorType.Transaction,
            "ExtensionAutoloading" => DuckDBErrorType.Autoload,
            var name => Enum.TryParse<DuckDBErrorType>(name, ignoreCase: true, out var type) ? type : DuckDBErrorType.Invalid,
        };
    }

    /// <summary>A message that came without its type in front, with it.</summary>
    public static string Whole(DuckDBErrorType type, string message) => TypeOf(message) != DuckDBErrorType.Invalid
        ? message
        : string.Concat(type.ToString().Select(static (letter, i) => i > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}")) + Mark + message;
}

/// <summary>A value that the other side cannot hold. Never leaves this folder: whoever knows the column names it.</summary>
internal sealed class RefusedException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>A value of a kind that a type does not take.</summary>
    public static RefusedException Kind(object value, object type) => new($"a value of type {value.GetType()} is no {type}");

    /// <summary>The error for who writes.</summary>
    public DuckDbException Writing(string column) => new(DuckDBErrorType.Conversion, $"Column '{column}': {Message}.", this);

    /// <summary>The error for who reads: a cast to text always works.</summary>
    public DuckDbException Reading(string column) =>
        new(DuckDBErrorType.Conversion, $"Column '{column}': {Message}; cast it to VARCHAR in the query.", this);
}
