namespace StageTools.Stages;

/// <summary>Tries a stage: can it be reached, listed, written, read; can what killed writers left be removed.</summary>
public sealed class StageProbe(StageRegistry stages, Func<Advice, string>? words = null)
{
    private const string ProbeContent = "StageTools was here.";

    /// <summary>Runs the checks in order, and stops at the first that makes the next pointless.</summary>
    /// <param name="name">The stage.</param>
    /// <param name="repair">Whether to remove what killed writers left behind: how long such a writer must have been silent; null for not.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>.</exception>
    public async IAsyncEnumerable<StageCheck> RunAsync(StageName name, TimeSpan? repair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entry = await stages.GetAsync(name, cancellationToken).ConfigureAwait(false);
        IStore? store = null;
        var reach = await TryAsync(entry.Name, "Reach", async () =>
        {
            store = stages.OpenStore(entry);
            await store.FindAsync(StageKey.Root, cancellationToken).ConfigureAwait(false);
            return entry.Url is { } url ? $"{url} answers." : "The catalog's own storage answers.";
        }).ConfigureAwait(false);
        yield return reach;
        if (!reach.Passed || store is null)
            yield break;

        yield return await TryAsync(entry.Name, "List", async () =>
        {
            await foreach (var item in store.ListFolderAsync(StageKey.Root, NameSelection.All, cancellationToken).ConfigureAwait(false))
                return $"The first item is '{item.Key}'.";

            return "The stage is empty.";
        }).ConfigureAwait(false);

        // Before anything is written: the first write into a folder sweeps it too, and then there would be nothing to tell of.
        if (repair is { } idle)
        {
            yield return await TryAsync(entry.Name, "Repair", async () =>
                $"{await store.RemoveLeftoversAsync(idle, cancellationToken).ConfigureAwait(false)} unfinished files of killed processes were "
                    + "removed.").ConfigureAwait(false);
        }

        var key = StageKey.Parse($"stagetools-test-{Guid.NewGuid():N}.txt");
        var write = await TryAsync(entry.Name, "Write", async () =>
        {
            StageRules.RequireWritable(entry);
            using var content = new MemoryStream(Encoding.ASCII.GetBytes(ProbeContent));
            await store.WriteAsync(key, content, new WriteOptions(), cancellationToken).ConfigureAwait(false);
            return "A small file was written.";
        }).ConfigureAwait(false);
        yield return write;
        if (write.Passed)
            yield return await TryAsync(entry.Name, "Read", () => ReadBackAsync(store, key, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<string> ReadBackAsync(IStore store, StageKey key, CancellationToken cancellationToken)
    {
        var error = await RequireContentAsync(store, key, cancellationToken).ErrorAsync().ConfigureAwait(false);

        // Also what cannot be read is not to stay.
        if (await store.RemoveAsync([key], cancellationToken).ConfigureAwait(false) is [var stayed, ..])
        {
            string Left(string read, string why) => $"{read} The small file '{store.Show(key)}' could not be removed and is still there: {why}";
            throw error?.Reworded(message => Left(message, stayed.Error.Message), store.Show(key))
                ?? stayed.Error.Reworded(message => Left("It was read back.", message), store.Show(key));
        }

        return error is null ? "It was read back and removed." : throw error;
    }

    private static async Task RequireContentAsync(IStore store, StageKey key, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false));
        if (await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false) != ProbeContent)
            throw StageErrorCode.ChecksumMismatch.Error("What was read is not what was written; check the storage.", key.Value);
    }

    private async Task<StageCheck> TryAsync(StageName name, string check, Func<Task<string>> work)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var message = await work().ConfigureAwait(false);
            return new StageCheck(name.Value, check, Passed: true, clock.Elapsed, message);
        }
        catch (StageException e)
        {
            return new StageCheck(name.Value, check, Passed: false, clock.Elapsed, e.Told(words).Message);
        }
    }
}

/// <summary>The outcome of one check of a stage.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Check">What was tried: Reach, List, Read, Write or Repair.</param>
/// <param name="Passed">Whether it worked.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Message">What was found, or why it failed and what to do.</param>
public sealed record StageCheck(string Stage, string Check, bool Passed, TimeSpan Duration, string Message);
