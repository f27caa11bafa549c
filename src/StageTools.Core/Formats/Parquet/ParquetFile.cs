namespace StageTools.Formats.Parquet;

/// <summary>A file that was made here: one, or several with a row group each in turn.</summary>
/// <param name="Parts">The files that it lies in.</param>
/// <param name="Groups">How many rows its row groups have.</param>
internal sealed record ParquetFile(IReadOnlyList<string> Parts, IReadOnlyList<long> Groups)
{
    /// <summary>Opens one of the files.</summary>
    public static FileStream Open(string part) =>
        new(part, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Writes it as one.</summary>
    public async Task CopyAsync(Stream to, CancellationToken cancellationToken)
    {
        if (Parts is not [var alone])
        {
            await new ParquetJoin(to).CopyAsync(this, cancellationToken).ConfigureAwait(false);
            return;
        }

        var whole = Open(alone);
        await using (whole.ConfigureAwait(false))
        {
            await whole.CopyToAsync(to, ParquetJoin.CopySize, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes it.</summary>
    public void Delete()
    {
        foreach (var part in Parts)
            File.Delete(part);
    }
}
