namespace StageTools.Transfer;

/// <summary>Files that are all found before the first is given: what somebody makes of them is then none of them, wherever it goes.</summary>
/// <remarks>Some thousand are remembered. What is beyond lies in a temporary file, which nobody else reads and which is gone with the
/// process.</remarks>
internal static class ListedFirst
{
    /// <summary>How many are remembered.</summary>
    internal const int MostInMemory = 16_384;

    private const int BufferSize = 1 << 16;
    private const int NoError = -1;

    /// <summary>Files as their store lists them, or, where their copies may be listed too, after all were found.</summary>
    /// <param name="files">The files.</param>
    /// <param name="from">Where they lie.</param>
    /// <param name="to">Where their copies go.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static IAsyncEnumerable<StoreItem> ForCopyAsync(
        IAsyncEnumerable<StoreItem> files, IStore from, IStore to, CancellationToken cancellationToken) =>
        from.Volume == to.Volume ? AfterAllAsync(files, cancellationToken) : files;

    /// <summary>The same files in the same order, the first of them after the last was found.</summary>
    internal static async IAsyncEnumerable<StoreItem> AfterAllAsync(
        IAsyncEnumerable<StoreItem> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = new List<StoreItem>();
        var more = 0L;
        BinaryWriter? spill = null;
        try
        {
            await foreach (var file in files.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (first.Count < MostInMemory)
                {
                    first.Add(file);
                    continue;
                }

                spill ??= new BinaryWriter(Open(), Encoding.Unicode);
                Write(spill, file);
                more++;
            }

            foreach (var file in first)
                yield return file;

            if (spill is null)
                yield break;

            spill.Flush();
            spill.BaseStream.Position = 0;
            using var reader = new BinaryReader(spill.BaseStream, Encoding.Unicode, leaveOpen: true);
            for (; more > 0; more--)
                yield return Read(reader);
        }
        finally
        {
            if (spill is not null)
                await spill.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), "stagetools-" + Path.GetRandomFileName());
        try
        {
            return PrivateFiles.OpenTemporary(path, BufferSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StageErrorCode.StoreUnavailable.Error(
                $"The list of files to copy cannot be kept in '{path}': {e.Message} Make room there, or set TMPDIR to a folder that can be written.",
                path, e);
        }
    }

    private static void Write(BinaryWriter writer, StoreItem file)
    {
        writer.Write(file.Key);
        writer.Write(file.Size);
        writer.Write(file.LastModified.UtcTicks);
        writer.Write(file.Error is null ? NoError : (int)file.Error.Code);
        foreach (var text in (string?[])[file.MD5, file.StorageClass, file.ETag, file.Error?.Message])
        {
            writer.Write(text is not null);
            if (text is not null)
                writer.Write(text);
        }
    }

    private static StoreItem Read(BinaryReader reader)
    {
        var file = new StoreItem(reader.ReadString(), reader.ReadInt64(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero));
        var code = reader.ReadInt32();
        file = file with { MD5 = Text(), StorageClass = Text(), ETag = Text() };
        return Text() is { } message ? file with { Error = new StageException((StageErrorCode)code, message, file.Key) } : file;

        string? Text() => reader.ReadBoolean() ? reader.ReadString() : null;
    }
}
