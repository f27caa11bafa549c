namespace StageTools.Stages;

/// <summary>What may stand in a stage path that is being typed: asked for at once, given up when it takes too long (400 ms), silent about
/// errors.</summary>
/// <param name="stages">Finds the stages.</param>
/// <param name="files">Finds their files.</param>
public sealed class StageCompletion(Func<StageRegistry> stages, Func<StageFiles> files)
{
    private const int MostItems = 1000;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(400);

    /// <summary>The names of created stages that begin with a text, and <c>~</c>.</summary>
    public IReadOnlyList<string> StageNames(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var names = Try(token => stages().ListNamesAsync(prefix, token)) ?? [];
        return prefix.Length == 0 || prefix == StageName.User.Value ? [StageName.User.Value, .. names] : names;
    }

    /// <summary>The names of connections or file formats that begin with a text.</summary>
    public IReadOnlyList<string> Names(NamedKind kind, string prefix) => Try(token => stages().Named.ListNamesAsync(kind, prefix, token)) ?? [];

    /// <summary>The files and folders of a folder whose names begin with a text, up to a thousand of them.</summary>
    /// <param name="folder">The folder's stage path; of one that cannot be read there are none.</param>
    /// <param name="namePrefix">What their names begin with.</param>
    public IReadOnlyList<StageItem> Items(string folder, string namePrefix)
    {
        // What was found in time is better than nothing, and a listing that hangs still writes to this.
        var found = new ConcurrentQueue<StageItem>();
        Try(async token =>
        {
            await foreach (var item in files().ListFolderAsync(
                StagePath.Parse(folder), new NameSelection(namePrefix), static _ => { }, token).ConfigureAwait(false))
            {
                if (item.HasDrivePath)
                    found.Enqueue(item);

                if (found.Count == MostItems)
                    break;
            }

            return found;
        });
        return [.. found];
    }

    private T? Try<T>(Func<CancellationToken, Task<T>> ask)
        where T : class
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            // On another thread: neither loading an SDK nor a name that takes its time to resolve may hold the prompt.
            return Blocking.Wait(Task.Run(() => AskAsync(ask, timeout.Token), timeout.Token).WaitAsync(Timeout));
        }
        catch (Exception e) when (e is StageException or OperationCanceledException or TimeoutException)
        {
            // A completion has nobody to tell: the command itself will say what is wrong.
            return null;
        }
        finally
        {
            // Whichever clock was first: nothing goes on asking for what nobody waits for.
            timeout.Cancel();
        }
    }

    // Of a catalog on another machine that no command has asked yet, nothing is known.
    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class => stages().IsConnected ? await ask(cancellationToken).ConfigureAwait(false) : null;
}
