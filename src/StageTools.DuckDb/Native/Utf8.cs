using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace StageTools.DuckDb.Native;

/// <summary>Texts between .NET and DuckDB. A text that UTF-8 cannot hold (half a surrogate pair) is refused, never replaced.</summary>
internal static unsafe class Utf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text that DuckDB keeps.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((IntPtr)text) ?? string.Empty;

    /// <summary>A text that DuckDB made for us, and that is given back.</summary>
    public static string? Take(byte* text)
    {
        if (text is null)
        {
            return null;
        }

        var taken = Marshal.PtrToStringUTF8((IntPtr)text);
        NativeMethods.Free(text);
        return taken;
    }

    /// <summary>A text for C, which would end at a NUL: refused rather than cut.</summary>
    public static string ForC(string text, string what) =>
        text.Contains('\0', StringComparison.Ordinal) ? throw new DuckDbException(DuckDbErrorType.InvalidInput, $"{what} has a NUL character in it.")
        : !IsWhole(text) ? throw new DuckDbException(DuckDbErrorType.InvalidInput, $"{what} has half a surrogate pair in it.")
        : text;

    private static bool IsWhole(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAnyInRange('\ud800', '\udfff')) >= 0;)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + length)..];
        }

        return true;
    }
}
