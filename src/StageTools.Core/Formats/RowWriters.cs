namespace StageTools.Formats;

/// <summary>Makes the writer of a row format.</summary>
public static class RowWriters
{
    /// <summary>Makes a writer of one file.</summary>
    /// <param name="resolved">The format: <see cref="FileFormat.Format"/> must be said, everything else has a default.
    /// Compression is not done here.</param>
    /// <param name="output">Where the UTF-8 bytes go: whole rows only, one with each <see cref="RowWriter.EndRow"/>.</param>
    /// <param name="columns">The names of the columns, no two the same (compared exactly).</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: no row format, options that do not go together, column names
    /// that the file cannot hold.</exception>
    public static RowWriter Create(FileFormat resolved, IBufferWriter<byte> output, IReadOnlyList<string> columns) =>
        FileFormats.Text(resolved.Format).Create(resolved, output, columns);
}
