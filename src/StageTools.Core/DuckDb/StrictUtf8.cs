using System.Text;
using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>Texts on their way to DuckDB. What UTF-8 cannot hold (half of a surrogate pair) is refused, never replaced.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes a text.</summary>
    /// <exception cref="RefusedException">It has half of a surrogate pair.</exception>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> into)
    {
        try
        {
            return Encoding.GetBytes(text, into);
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
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        Encode(text, bytes);
        return bytes;
    }

    /// <summary>A text for C, which would end at a NUL: refused rather than cut.</summary>
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
