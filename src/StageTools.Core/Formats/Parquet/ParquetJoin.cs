namespace StageTools.Formats.Parquet;

/// <summary>Puts files of the same columns together as one: a row group of each in turn, whose pages are copied as they are.</summary>
/// <param name="to">Where the file goes.</param>
internal sealed class ParquetJoin(Stream to)
{
    /// <summary>How much is copied at once.</summary>
    public const int CopySize = 1 << 20;

    private static readonly byte[] Magic = [.. "PAR1"u8];

    private readonly byte[] _buffer = new byte[CopySize];
    private long _length;

    /// <summary>Writes a file.</summary>
    public async Task CopyAsync(ParquetFile made, CancellationToken cancellationToken)
    {
        var files = new List<FileStream>();
        try
        {
            foreach (var path in made.Parts)
                files.Add(ParquetFile.Open(path));

            await JoinAsync(files, made.Groups, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            files.ForEach(static file => file.Dispose());
        }
    }

    private async Task JoinAsync(List<FileStream> files, IReadOnlyList<long> groups, CancellationToken cancellationToken)
    {
        await WriteAsync(Magic, cancellationToken).ConfigureAwait(false);
        var footers = new List<ParquetFooter>();
        foreach (var file in files)
            footers.Add(await FooterOfAsync(file, cancellationToken).ConfigureAwait(false));

        // The order of the rows rests on it.
        var made = footers.ConvertAll(static f => f.Groups);
        if (made.Sum(static m => m.Count) != groups.Count)
            throw new InvalidDataException($"DuckDB has not made {groups.Count} row groups.");

        var pages = new List<(int File, int Group, long Moved)>();
        for (var i = 0; i < groups.Count; i++)
        {
            var (group, file) = Math.DivRem(i, files.Count);
            var place = made[file][group];
            if (place.RowCount != groups[i] || place.To <= place.From)
                throw new InvalidDataException($"Row group {i} has {place.RowCount} rows in {place.To - place.From} bytes, and not {groups[i]}.");

            pages.Add((file, group, _length - place.From));
            await CopyAsync(files[file], (place.From, place.To), cancellationToken).ConfigureAwait(false);
        }

        var beside = new List<long>();
        foreach (var (file, footer) in files.Zip(footers))
        {
            beside.Add(_length - footer.Beside);
            await CopyAsync(file, (footer.Beside, footer.End), cancellationToken).ConfigureAwait(false);
        }

        var joined = ParquetFooter.Join([.. pages.Select(p => (footers[p.File], p.Group, p.Moved, beside[p.File]))]);
        BinaryPrimitives.WriteInt32LittleEndian(joined.Reserve(sizeof(int)), joined.Length);
        joined.Advance(sizeof(int));
        joined.Append(Magic);
        await WriteAsync(joined.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ParquetFooter> FooterOfAsync(FileStream file, CancellationToken cancellationToken)
    {
        var tail = new byte[sizeof(int) + Magic.Length];
        var end = file.Length - tail.Length;
        file.Position = end;
        await file.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
        var footer = new byte[BinaryPrimitives.ReadInt32LittleEndian(tail)];
        file.Position = end - footer.Length;
        await file.ReadExactlyAsync(footer, cancellationToken).ConfigureAwait(false);
        return new ParquetFooter(footer, end - footer.Length);
    }

    private async Task CopyAsync(FileStream file, (long From, long To) place, CancellationToken cancellationToken)
    {
        file.Position = place.From;
        for (var left = place.To - place.From; left > 0;)
        {
            var some = _buffer.AsMemory(0, (int)Math.Min(left, _buffer.Length));
            await file.ReadExactlyAsync(some, cancellationToken).ConfigureAwait(false);
            await WriteAsync(some, cancellationToken).ConfigureAwait(false);
            left -= some.Length;
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await to.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _length += bytes.Length;
    }
}
