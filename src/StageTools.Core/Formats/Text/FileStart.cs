namespace StageTools.Formats.Text;

/// <summary>Tells by a file's first bytes that it is no text in UTF-8, though somebody says it is.</summary>
internal static class FileStart
{
    /// <summary>How many bytes are wanted, where the file has as many.</summary>
    public const int Length = 32;

    /// <summary>What is wrong and what to do; null where nothing is. A file in UTF-16 or UTF-32 that says so with its mark is not looked at
    /// here.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="hasNuls">Whether a NUL has a meaning in the text: then zeros tell nothing.</param>
    public static string? WhatIsWrong(ReadOnlySpan<byte> start, bool hasNuls) => start switch
    {
        [0x1F, 0x8B, ..] => Compressed("gzip", "give the compression gzip, or end the name with .gz"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Compressed("zstd", "expand it first, for instance with zstd -d"),
        [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, ..] => Compressed("xz", "give the compression xz, or end the name with .xz"),
        [(byte)'B', (byte)'Z', (byte)'h', _, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] =>
            Compressed("bzip2", "give the compression bz2, or end the name with .bz2"),
        [0x04, 0x22, 0x4D, 0x18, ..] => Compressed("lz4", "expand it first, for instance with lz4 -d"),
        [(byte)'P', (byte)'K', 0x03, 0x04, ..] =>
            "this is a zip archive, which is not served; take its files out first, for instance with unzip",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', 0x15, ..] => "this is a Parquet file; give the format parquet",
        _ when hasNuls => null,
        _ when IsUtf16(start, 0) || IsUtf16(start, 1) =>
            "every second byte is zero, as in UTF-16 without its mark; save the file as UTF-8, or as UTF-16 with its mark",
        [0, 0, 0, not 0, 0, 0, 0, not 0, ..] or [not 0, 0, 0, 0, not 0, 0, 0, 0, ..] =>
            "three of four bytes are zero, as in UTF-32 without its mark; save the file as UTF-8, or as UTF-32 with its mark",
        _ => null,
    };

    private static string Compressed(string how, string what) => $"this is a file compressed with {how}; {what}";

    // Our own files never begin so: text with a zero in it is quoted or escaped.
    private static bool IsUtf16(ReadOnlySpan<byte> start, int zero)
    {
        if (start.Length < 4)
            return false;
        for (var i = 0; i + 1 < start.Length; i += 2)
        {
            if (start[i + zero] != 0 || start[i + 1 - zero] == 0)
                return false;
        }

        return true;
    }
}

/// <summary>A place in a file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The byte of it, from 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FilePlace(long Line, int Column)
{
    /// <summary>The place behind some bytes that stand here.</summary>
    public FilePlace Behind(ReadOnlySpan<byte> bytes)
    {
        var lines = bytes.Count((byte)'\n');
        return new FilePlace(Line + lines, lines == 0 ? Column + bytes.Length : bytes.Length - bytes.LastIndexOf((byte)'\n'));
    }

    /// <summary>The error of what stands here.</summary>
    public StageException Error(string fileName, string what, Exception? inner = null) => InvalidFile.At(fileName, Line, what, inner);
}

/// <summary>The errors of a file that is not what its format asks for.</summary>
internal static class InvalidFile
{
    public static StageException At(string fileName, long line, string what, Exception? inner = null) =>
        new(StageErrorCode.DataInvalid, $"'{fileName}', line {line}: {what}.", fileName, inner) { Line = line };

    public static StageException NotUtf8(string fileName, long line, Exception? inner = null) =>
        At(fileName, line, "the bytes are not valid UTF-8; save the file as UTF-8, or as UTF-16 with its mark", inner);
}
