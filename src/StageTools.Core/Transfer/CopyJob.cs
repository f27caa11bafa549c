namespace StageTools.Transfer;

/// <summary>Copies files, several at once. Each is there whole and verified, or not at all; a copy that was stopped can be run again.</summary>
public sealed class CopyJob(CopyOptions options)
{
    private const int ResultsAhead = 256;

    /// <summary>Is told of each file and its copy, of many at once, but not of those that get their names together.</summary>
    internal Action<StoreItem, StoreItem>? Copied { get; init; }

    /// <summary>How far the copy is.</summary>
    public CopyProgress Progress { get; } = new();

    /// <summary>Copies, and tells of each file as it is done. What goes wrong with one is in its result; the rest goes on.</summary>
    /// <exception cref="StageException">The files could not be found at all.</exception>
    public async IAsyncEnumerable<StageCopy> RunAsync(IAsyncEnumerable<CopyItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var results = Channel.CreateBounded<StageCopy>(ResultsAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var copying = CopyAllAsync(items, results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            // Whoever stops reading stops the copy, and waits until no half file is left.
            await stop.CancelAsync().ConfigureAwait(false);
            await copying.ConfigureAwait(false);
        }
    }

    private async Task CopyAllAsync(IAsyncEnumerable<CopyItem> items, ChannelWriter<StageCopy> results, CancellationToken cancellationToken)
    {
        var batches = new CommitBatches(EndAsync, cancellationToken);
        await using var closing = batches.ConfigureAwait(false);
        batches.Start();
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThrottleLimit, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(items, parallel, async (item, token) =>
            {
                Progress.Found(item.File.Size);
                if (await TryCopyAsync(item, batches, token).ConfigureAwait(false) is { } result)
                    await EndAsync(result).ConfigureAwait(false);
            }).ConfigureAwait(false);
            await batches.CompleteAsync().ConfigureAwait(false);
            results.Complete();
        }
        catch (Exception e)
        {
            results.Complete(e);
        }

        ValueTask EndAsync(StageCopy result)
        {
            Progress.Done();
            return results.WriteAsync(result, cancellationToken);
        }
    }

    /// <summary>Copies a file; null for one that is written, and that the batches tell of.</summary>
    private async Task<StageCopy?> TryCopyAsync(CopyItem item, CommitBatches batches, CancellationToken cancellationToken)
    {
        var source = StageKey.FromStore(item.File.Key);
        var result = new StageCopy(item.From.Show(source), item.To.Show(item.Target), item.File.Size, CopyStatus.Copied);
        if (item.Error is not null)
            return result with { Status = CopyStatus.Failed, Error = item.Error };

        try
        {
            var (from, to) = (item.From.Identify(source), item.To.Identify(item.Target));
            if (from == to)
            {
                // Only a bucket can do that, and only to give an object another class: by a copy onto itself.
                if (options.StorageClass is not null
                    && await item.To.TryCopyAsync(
                        item.From,
                        item.File,
                        item.Target,
                        Write(item) with { Overwrite = true },
                        cancellationToken).ConfigureAwait(false) is { } copy)
                {
                    Progress.Wrote(item.File.Size);
                    return result with { Size = copy.Size };
                }

                throw StageErrorCode.PathInvalid.Error($"'{result.Source}' cannot be copied onto itself; choose another destination.", result.Source);
            }

            if (options.Existing == IfFileExists.Replace && IsItself(item, source))
                throw StoreErrors.SameFile(result.Source, result.Destination);

            if (!options.Taken.TryTake(NameOf(item) ?? to, from, () => item.To.Local?.FoldsCase(item.Target) == true))
            {
                throw StageErrorCode.FileAlreadyExists.Error(
                    $"'{result.Destination}' was made of another file by the same command, and '{result.Source}' would replace it; choose another "
                        + "folder for it, or copy the folder that holds both.",
                    result.Destination);
            }

            if (options.Existing == IfFileExists.Update && await IsSameAsync(item, cancellationToken).ConfigureAwait(false))
            {
                Progress.Wrote(item.File.Size);
                return result with { Status = CopyStatus.Skipped };
            }

            return await CopyAsync(item, source, result, batches, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e)
        {
            return result with { Status = CopyStatus.Failed, Error = e };
        }
    }

    /// <summary>The name that a copy takes in a folder: a link that has it now is replaced, not what it leads to. Null elsewhere.</summary>
    private static string? NameOf(CopyItem item) =>
        item.To.Local is null ? null : $"{item.To.Identify(item.Target.Parent)}/{item.Target.Name}";

    /// <summary>Whether a copy would take the place of its own source, which whoever moves it would then remove.</summary>
    private static bool IsItself(CopyItem item, StageKey source) =>
        item.To.FindIdentity(item.Target) is { } there && item.From.FindIdentity(source) == there;

    private WriteOptions Write(CopyItem item) => new(Overwrite: options.Existing != IfFileExists.Fail)
    {
        LastModified = item.File.LastModified,
        ExpectedSize = item.File.Size,
        StorageClass = options.StorageClass,
        Verify = true,
    };

    /// <summary>Copies a file; null where the batches give the copy its name.</summary>
    private async Task<StageCopy?> CopyAsync(
        CopyItem item, StageKey source, StageCopy result, CommitBatches batches, CancellationToken cancellationToken)
    {
        var write = Write(item);
        if (await item.To.TryCopyAsync(item.From, item.File, item.Target, write, cancellationToken).ConfigureAwait(false) is { } copy)
        {
            Progress.Wrote(item.File.Size);
            Copied?.Invoke(item.File, copy);
            return result with { Size = copy.Size };
        }

        var writer = await WriteAsync(item, source, write, cancellationToken).ConfigureAwait(false);
        try
        {
            if (await batches.TryAddAsync(item, writer, result).ConfigureAwait(false))
            {
                writer = null;
                return null;
            }

            var written = await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
            Copied?.Invoke(item.File, written);
            return result;
        }
        finally
        {
            if (writer is not null)
                await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes a copy, which has no name yet.</summary>
    private async Task<StoreWriter> WriteAsync(CopyItem item, StageKey source, WriteOptions options, CancellationToken cancellationToken)
    {
        var content = await item.From.OpenReadAsync(item.File, 0, cancellationToken).ConfigureAwait(false);
        await using var closing = content.ConfigureAwait(false);
        options = options with { Original = content as LocalStream };
        var writer = await item.To.CreateAsync(item.Target, options, cancellationToken).ConfigureAwait(false);
        try
        {
            var written = 0L;
            var before = (content as LocalStream)?.LastWritten;
            await StoreTransfer.PumpAsync(content, writer.Stream, Count, cancellationToken).ConfigureAwait(false);
            if (written == item.File.Size && (content as LocalStream)?.LastWritten == before)
            {
                return writer;
            }

            throw StageErrorCode.ChecksumMismatch.Error(
                $"'{source}' changed while it was copied: {item.File.Size} bytes were found, {written} were read. Copy it again when it is at rest.",
                source.Value);

            void Count(long bytes)
            {
                written += bytes;
                Progress.Wrote(bytes);
            }
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same size and time mean the same file, as rclone has it; the same size alone means that the bytes decide.</summary>
    private static async Task<bool> IsSameAsync(CopyItem item, CancellationToken cancellationToken) =>
        await item.To.FindAsync(item.Target, cancellationToken).ConfigureAwait(false) is { IsFolder: false } there
        && there.Size == item.File.Size
        && (there.LastModified == item.File.LastModified
            || await StoreTransfer.SameContentAsync(item.From, item.File, item.To, there, cancellationToken).ConfigureAwait(false));
}

/// <summary>What became of one file.</summary>
/// <param name="Source">Where it lay.</param>
/// <param name="Destination">Where it went.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Status">Copied, skipped because it was there already, or failed.</param>
public sealed record StageCopy(string Source, string Destination, long Size, CopyStatus Status)
{
    /// <summary>Why it failed.</summary>
    public StageException? Error { get; init; }
}

/// <summary>What became of a file that was to be copied.</summary>
public enum CopyStatus
{
    /// <summary>It is there, whole and verified.</summary>
    Copied,

    /// <summary>The same was there already.</summary>
    Skipped,

    /// <summary>It is not there, and what was there before still is; where that is not sure, the error says so.</summary>
    Failed,
}
