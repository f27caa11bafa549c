using System.Collections.Concurrent;
using StageTools.Hosting;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Completion;

/// <summary>What completions are made of: asked for at once, given up when it takes too long, silent about errors.</summary>
internal static class CompletionSource
{
    private const int MostItems = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>The names of created stages that begin with a text, and <c>~</c>.</summary>
    public static IReadOnlyList<string> StageNames(string prefix)
    {
        var names = Try(token => Engines.Current.Stages.ListNamesAsync(prefix, token)) ?? [];
        return prefix.Length == 0 || prefix == "~" ? ["~", .. names] : names;
    }

    /// <summary>The files and folders of a folder whose names begin with a text.</summary>
    public static IReadOnlyList<StageItem> Items(StagePath folder, string namePrefix)
    {
        // What was found in time is better than nothing, and a listing that hangs still writes to this.
        var found = new ConcurrentQueue<StageItem>();
        Try(async token =>
        {
            await foreach (var item in Engines.Current.Files.ListFolderAsync(folder, new NameSelection(namePrefix), token).ConfigureAwait(false))
            {
                found.Enqueue(item);
                if (found.Count == MostItems)
                {
                    break;
                }
            }

            return found;
        });
        return [.. found];
    }

    private static T? Try<T>(Func<CancellationToken, Task<T>> ask)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            // On another thread: neither loading an SDK nor a name that takes its time to resolve may hold the prompt.
            return Task.Run(() => ask(patience.Token), patience.Token).WaitAsync(Patience).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is StageException or OperationCanceledException or TimeoutException)
        {
            // A completion has nobody to tell: the command itself will say what is wrong.
            return null;
        }
        finally
        {
            // Whichever clock was first: nothing goes on asking for what nobody waits for.
            patience.Cancel();
        }
    }
}
