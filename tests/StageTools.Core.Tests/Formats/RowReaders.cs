using StageTools.Formats;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>The rows of a file of text that lies nowhere.</summary>
internal static class RowReaders
{
    public const int LongestRecord = RecordBuffer.Longest;

    public static IAsyncEnumerable<Row> ReadAsync(
        Stream stream, FileFormat resolved, RowReadOptions options, string fileName, CancellationToken cancellationToken) =>
        ReadAsync(stream, resolved, options, fileName, LongestRecord, cancellationToken);

    public static IAsyncEnumerable<Row> ReadAsync(
        Stream stream, FileFormat resolved, RowReadOptions options, string fileName, int longestRecord, CancellationToken cancellationToken) =>
        FileFormats.Text(resolved.Format).ReadAsync(stream, resolved, options, fileName, cancellationToken, longestRecord);
}
