namespace StageTools.Formats;

/// <summary>Reads the rows of a file as they come: memory is bounded by the longest record.</summary>
public static class RowReaders
{
    /// <summary>The longest record that is read, in bytes: 256 MiB.</summary>
    public const int LongestRecord = RecordBuffer.Longest;

    /// <summary>Reads a file.</summary>
    /// <remarks>
    /// UTF-8, with its mark or without, or UTF-16 or UTF-32 with its mark. A bare CSV or TSV value gets a type only when that type would be written
    /// as exactly the same text: long, else BigInteger, double, decimal, bool. Quoted text is always text. JSON numbers follow the same rule, and
    /// are double where none holds their text; a JSON object with a key twice is refused, as is a header with a name twice. In CSV and TSV an empty
    /// name in the header becomes <c>c</c> and the column's number, the name columns have without a header; a blank line is a row only where there
    /// is one column. CSV lines end in <c>\n</c>, <c>\r\n</c> or <c>\r</c>; in TSV a lone <c>\r</c> is part of a value unless no line of the file
    /// ends otherwise.
    /// </remarks>
    /// <param name="stream">The file's bytes, no longer compressed. It is left open.</param>
    /// <param name="resolved">The format: <see cref="FileFormat.Format"/> must be said, everything else has a default.</param>
    /// <param name="options">How far values get their types.</param>
    /// <param name="fileName">How errors name the file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.DataInvalid"/>: the file is not what its format asks for, with the line;
    /// <see cref="StageErrorCode.OptionInvalid"/>: no row format, or options that do not go together.</exception>
    public static IAsyncEnumerable<Row> ReadAsync(
        Stream stream, FileFormat resolved, RowReadOptions options, string fileName, CancellationToken cancellationToken) =>
        ReadAsync(stream, resolved, options, fileName, LongestRecord, cancellationToken);

    internal static IAsyncEnumerable<Row> ReadAsync(
        Stream stream, FileFormat resolved, RowReadOptions options, string fileName, int longestRecord, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(resolved);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fileName);
        return FileFormats.Text(resolved.Format).ReadAsync(stream, resolved, options, fileName, cancellationToken, longestRecord);
    }
}
