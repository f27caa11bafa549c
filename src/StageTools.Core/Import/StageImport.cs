namespace StageTools.Import;

/// <summary>Reads the rows of staged files.</summary>
public static class StageImport
{
    /// <summary>The rows of one file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How values get their types.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c>, with the file and the line; <c>ChecksumMismatch</c> for a file that was changed
    /// meanwhile.</exception>
    public static async IAsyncEnumerable<Row> RowsAsync(
        ImportFile file, RowReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var now = await file.FindAgainAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var row in RowsAsync(now, options, new LoadProgress(), cancellationToken).ConfigureAwait(false))
            yield return row;
    }

    /// <summary>The rows of one file, which is to stay as it is known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How values get their types.</param>
    /// <param name="progress">Is told of the bytes that were read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c>, with the file and the line; <c>ChecksumMismatch</c> for a file that was changed
    /// meanwhile.</exception>
    internal static async IAsyncEnumerable<Row> RowsAsync(
        ImportFile file, RowReadOptions options, LoadProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = FileFormats.Of(file.Format.Format).ReadAsync(file, options, progress, cancellationToken);
        rows = options.Folders ? FolderColumns.AddAsync(rows, file.Key.Value, options) : rows;
        await foreach (var row in rows.ConfigureAwait(false))
            yield return row;

        // A bucket's reader itself refuses an object that was replaced, by its entity tag; of a folder's file only its size and time tell.
        if (file.Item.ETag is null && !(await file.FindAgainAsync(cancellationToken).ConfigureAwait(false)).Item.HasSameContent(file.Item))
        {
            throw StageErrorCode.ChecksumMismatch.Error(
                $"'{file.Name}' was changed while it was read; import it again when its writer has finished.", file.Name);
        }
    }
}
