using System.Collections.Concurrent;

namespace StageTools.Mutants;

/// <summary>What became of a change.</summary>
/// <param name="Word"><c>caught</c>, <c>survived</c>, <c>invisible</c> (a verdict says so) or <c>no C#</c>.</param>
/// <param name="By">The test that caught it, or the verdict's reason, or how many classes did not.</param>
internal sealed record Outcome(Change Change, string Word, string By);

/// <summary>Changes, and those who may notice them.</summary>
internal sealed class Trial(EngineSource engine, IReadOnlyList<Change> changes, Coverage coverage, Verdicts verdicts)
{
    // In rounds over all changes: a class that takes long is asked only about what the quick ones let pass.
    private static readonly double[] Shares = [5, 25, 100, double.PositiveInfinity];

    private readonly Queue<TestClass>[] _left = [.. changes.Select((change, id) => new Queue<TestClass>(coverage.Of(id, change)))];

    /// <summary>Tries changes, one in each lane at a time; tells what became of each as soon as it is known.</summary>
    public async Task RunAsync(IReadOnlyList<Lane> lanes, IReadOnlyList<int> ids, Action<Outcome> tell)
    {
        foreach (var share in Shares)
        {
            var (waiting, passed) = (new ConcurrentQueue<int>(ids), new ConcurrentBag<int>());
            await Task.WhenAll(lanes.Select(lane => Task.Run(async () =>
            {
                while (waiting.TryDequeue(out var id))
                {
                    if (await TryAsync(lane, id, share) is { } outcome)
                        tell(outcome);
                    else
                        passed.Add(id);
                }
            })));
            ids = [.. passed.Order()];
        }
    }

    // Null while there are classes left to be asked.
    private async Task<Outcome?> TryAsync(Lane lane, int id, double share)
    {
        var (change, left) = (changes[id], _left[id]);
        var batch = new List<TestClass>();
        var sum = 0.0;
        while (left.TryPeek(out var next) && (batch.Count == 0 || sum + coverage.Seconds(next) <= share))
        {
            batch.Add(left.Dequeue());
            sum += coverage.Seconds(next);
        }

        if (batch.Count > 0)
        {
            if (engine.Compile(change) is not { } changed)
                return new(change, "no C#", "");
            lane.Lay(changed);
            if (await CaughtByAsync(lane, batch) is { } by)
                return new(change, "caught", by);
        }

        if (left.Count > 0)
            return null;
        if (verdicts.Of(change) is { } reason)
            return new(change, "invisible", reason);
        return new(change, "survived", batch.Count == 0 ? "no test comes by" : "");
    }

    private async Task<string?> CaughtByAsync(Lane lane, List<TestClass> batch)
    {
        var limit = TimeSpan.FromSeconds(120 + (6 * batch.Sum(coverage.Seconds)));
        if (await lane.RunAsync(batch, coverage.Failing, toTheEnd: false, limit) is not { } runs)
            return "no end, or a sudden one";

        // What does not happen again was not the change's doing.
        foreach (var test in runs.Where(static run => run.Failed))
        {
            if (await lane.RunAsync(test, limit) is not { } again || again.Any(static run => run.Failed))
                return $"{test.Class.Name}.{test.Method}";
        }

        return null;
    }
}
