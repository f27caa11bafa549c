using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Transfer;

/// <summary>Copies files, several at once. Each is there whole and verified, or not at all; a copy that was stopped can be run again.</summary>
public sealed class CopyJob(CopyOptions options)
{
    private const int ResultsAhead = 256;

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
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThrottleLimit, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(CountAsync(items, cancellationToken), parallel, async (item, token) =>
            {
                var result = await TryCopyAsync(item, token).ConfigureAwait(false);
                Progress.Done();
                await results.WriteAsync(result, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            results.Complete();
        }
        catch (Exception e)
        {
            results.Complete(e);
        }
    }

    private async IAsyncEnumerable<CopyItem> CountAsync(
        IAsyncEnumerable<CopyItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Progress.Found(item.File.Size);
            yield return item;
        }
    }

    private async Task<StageCopy> TryCopyAsync(CopyItem item, CancellationToken cancellationToken)
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
                        cancellationToken).ConfigureAwait(false) is not null)
                {
                    Progress.Wrote(item.File.Size);
                    return result;
                }

                throw new StageException(
                    StageErrorCode.PathInvalid, $"'{result.Source}' cannot be copied onto itself; choose another destination.", result.Source);
            }

            if (options.Taken?.TryTake(to, from) is false)
            {
                throw new StageException(
                    StageErrorCode.FileAlreadyExists,
                    $"'{result.Destination}' was made of another file by the same command, and '{result.Source}' would replace it; choose another "
                        + "folder for it, or copy the folder that holds both.",
                    result.Destination);
            }

            if (options.Existing == IfFileExists.Update && await IsSameAsync(item, cancellationToken).ConfigureAwait(false))
            {
                Progress.Wrote(item.File.Size);
                return result with { Status = CopyStatus.Skipped };
            }

            await CopyAsync(item, source, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (StageException e)
        {
            return result with { Status = CopyStatus.Failed, Error = e };
        }
    }

    private WriteOptions Write(CopyItem item) => new(Overwrite: options.Existing != IfFileExists.Fail)
    {
        LastModified = item.File.LastModified,
        ExpectedSize = item.File.Size,
        StorageClass = options.StorageClass,
        Verify = true,
    };

    private async Task CopyAsync(CopyItem item, StageKey source, CancellationToken cancellationToken)
    {
        var write = Write(item);
        if (await item.To.TryCopyAsync(item.From, item.File, item.Target, write, cancellationToken).ConfigureAwait(false) is not null)
        {
            Progress.Wrote(item.File.Size);
            return;
        }

        var content = await item.From.OpenReadAsync(item.File, 0, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var writer = await item.To.CreateAsync(item.Target, write, cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                var written = 0L;
                await StoreTransfer.PumpAsync(content, writer.Stream, Count, cancellationToken).ConfigureAwait(false);
                if (written != item.File.Size)
                {
                    throw new StageException(
                        StageErrorCode.ChecksumMismatch,
                        $"'{source}' changed while it was copied: {item.File.Size} bytes were found, {written} were read. Copy it again when it is "
                            + "at rest.",
                        source.Value);
                }

                await writer.CommitAsync(cancellationToken).ConfigureAwait(false);

                void Count(int bytes)
                {
                    written += bytes;
                    Progress.Wrote(bytes);
                }
            }
        }
    }

    /// <summary>The same size and time mean the same file, as rclone has it; the same size alone means that the bytes decide.</summary>
    private static async Task<bool> IsSameAsync(CopyItem item, CancellationToken cancellationToken) =>
        await item.To.FindAsync(item.Target, cancellationToken).ConfigureAwait(false) is { IsFolder: false } there
        && there.Size == item.File.Size
        && (there.LastModified == item.File.LastModified
            || await StoreTransfer.SameContentAsync(item.From, item.File, item.To, there, cancellationToken).ConfigureAwait(false));
}
