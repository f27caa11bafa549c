using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>An error of DuckDB, in its own words, or a value that cannot pass between it and .NET.</summary>
internal sealed class DuckDbException(DuckDBErrorType errorType, string message, Exception? inner = null)
    : Exception(WithoutTrace(message), inner)
{
    private const string Mark = " Error: ";
    private const string Trace = "\n\nStack Trace:";

    /// <summary>An error that says its type in front, as DuckDB's do: <c>Out of Range Error: …</c>.</summary>
    public DuckDbException(string message, Exception? inner = null)
        : this(TypeOf(message), message, inner)
    {
    }

    /// <summary>What kind of error it is.</summary>
    public DuckDBErrorType ErrorType => errorType;

    /// <summary>Whether the database takes no statements any more: it is to be opened anew.</summary>
    public bool EndsDatabase { get; init; }

    /// <summary>An error whose message may come without its type in front.</summary>
    public static DuckDbException Of(DuckDBErrorType type, string message) => new(type, TypeOf(message) != DuckDBErrorType.Invalid
        ? message
        : string.Concat(type.ToString().Select(static (letter, i) => i > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}")) + Mark + message);

    /// <summary>What DuckDB was doing in its own code helps nobody here.</summary>
    private static string WithoutTrace(string message)
    {
        var end = message.IndexOf(Trace, StringComparison.Ordinal);
        return end < 0 ? message : message[..end].TrimEnd();
    }

    private static DuckDBErrorType TypeOf(string message)
    {
        var end = Math.Max(message.IndexOf(Mark, StringComparison.Ordinal), 0);
        return message[..end].Replace(" ", string.Empty, StringComparison.Ordinal) switch
        {
            "TransactionContext" => DuckDBErrorType.Transaction,
            "ExtensionAutoloading" => DuckDBErrorType.Autoload,
            var name => Enum.TryParse<DuckDBErrorType>(name, ignoreCase: true, out var type) ? type : DuckDBErrorType.Invalid,
        };
    }
}

/// <summary>A value that the other side cannot hold. Never leaves this folder: whoever knows the column names it.</summary>
internal sealed class RefusedException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>A value of a kind that a type does not take.</summary>
    public static RefusedException Kind(object value, object type) => new($"a value of type {value.GetType()} is no {type}");

    /// <summary>The error for who writes.</summary>
    public DuckDbException Writing(string where) => new(DuckDBErrorType.Conversion, $"{where}: {Message}.", this);

    /// <summary>The error for who reads: a cast to text always works.</summary>
    public DuckDbException Reading(string where) => new(DuckDBErrorType.Conversion, $"{where}: {Message}; cast it to VARCHAR in the query.", this);
}

/// <summary>Texts on their way to DuckDB. What UTF-8 cannot hold (half of a surrogate pair) is refused, never replaced.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes a text.</summary>
    /// <exception cref="RefusedException">It has half of a surrogate pair.</exception>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> into)
    {
        try
        {
            return Strict.GetBytes(text, into);
        }
        catch (EncoderFallbackException e)
        {
            throw new RefusedException("a text has half of a surrogate pair, which UTF-8 cannot hold", e);
        }
    }

    /// <summary>A text as bytes of its own.</summary>
    /// <exception cref="RefusedException">It has half of a surrogate pair.</exception>
    public static byte[] Encode(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encode(text, bytes);
        return bytes;
    }

    /// <summary>A text for C, which would end at a NUL: refused rather than cut.</summary>
    /// <exception cref="DuckDbException">It has a NUL, or half of a surrogate pair.</exception>
    public static string ForC(string text, string what)
    {
        try
        {
            Encode(text);
        }
        catch (RefusedException e)
        {
            throw new DuckDbException(DuckDBErrorType.InvalidInput, $"{what} has half a surrogate pair in it.", e);
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new DuckDbException(DuckDBErrorType.InvalidInput, $"{what} has a NUL character in it.")
            : text;
    }
}
