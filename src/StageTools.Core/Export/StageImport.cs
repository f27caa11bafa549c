using System.Runtime.CompilerServices;
using StageTools.Formats;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Export;

/// <summary>Reads the rows of staged files.</summary>
public static class StageImport
{
    private const int BufferSize = 256 * 1024;

    /// <summary>The rows of one file.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="file">The file.</param>
    /// <param name="inherited">What the stage says about the format.</param>
    /// <param name="asked">What was said about the format, over the file's suffix.</param>
    /// <param name="options">How values get their types.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c>, with the file and the line.</exception>
    public static async IAsyncEnumerable<Row> RowsAsync(
        Place place, StoreItem file, FileFormat inherited, FileFormat asked, RowReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(inherited);
        var key = StageKey.FromStore(file.Key);
        var name = place.Show(key);
        var format = inherited.Merge(FileFormat.FromFileName(key.Name)).Merge(asked);
        if (format.Format is null)
        {
            throw new StageException(StageErrorCode.OptionInvalid, $"The name '{name}' does not tell its format; give -Format Csv, Tsv, NdJson or Json.", name);
        }

        var bytes = await place.Store.OpenReadAsync(file, 0, cancellationToken).ConfigureAwait(false);
        var buffered = new BufferedStream(bytes, BufferSize);
        await using (buffered.ConfigureAwait(false))
        {
            var content = CompressionStreams.ForReading(buffered, format.Compression ?? Compression.None, name, leaveOpen: true);
            await using (content.ConfigureAwait(false))
            {
                await foreach (var row in RowReaders.ReadAsync(content, format, options, name, cancellationToken).ConfigureAwait(false))
                {
                    yield return row;
                }
            }
        }
    }
}
