using System.Collections.Concurrent;
using System.Globalization;

namespace StageTools.Mutants;

/// <summary>What became of a change.</summary>
/// <param name="Word"><c>caught</c>, <c>survived</c>, <c>invisible</c> (a verdict says so) or <c>no C#</c>.</param>
/// <param name="By">The test that caught it, or the verdict's reason, or how many classes did not.</param>
internal sealed record Outcome(Change Change, string Word, string By);

/// <summary>Which classes of tests come by which change, and how long each takes.</summary>
internal sealed class Trial
{
    // A class that takes long is not begun before the quick ones have had their say.
    private static readonly double[] Shares = [4, 15, 60, double.PositiveInfinity];

    private readonly EngineSource _engine;
    private readonly IReadOnlyList<Change> _changes;
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);
    private readonly Dictionary<TestClass, double> _seconds = [];
    private readonly List<HashSet<TestClass>> _reaching;
    private readonly HashSet<int> _everywhere;

    private Trial(EngineSource engine, IReadOnlyList<Change> changes, IReadOnlySet<int> untold)
    {
        (_engine, _changes, _everywhere) = (engine, changes, [.. untold]);
        _reaching = [.. changes.Select(static _ => new HashSet<TestClass>())];
    }

    /// <summary>Runs classes of tests once, or all there are, with probes.</summary>
    public static async Task<Trial> PrepareAsync(
        EngineSource engine, Lane lane, IReadOnlyList<Change> changes, IReadOnlyCollection<TestClass>? classes)
    {
        lane.Lay(engine.CompileWithProbes(changes, out var untold));
        var trial = new Trial(engine, changes, untold);
        var reached = Directory.CreateDirectory(Path.Combine(lane.Folder, "reached"));
        foreach (var old in reached.EnumerateFiles())
            old.Delete();
        Environment.SetEnvironmentVariable("STAGETOOLS_MUTANTS_REACHED", reached.FullName);
        var runs = await lane.RunAsync(classes, but: [], toTheEnd: true, Command.NoLimit)
            ?? throw new InvalidOperationException("The tests do not end.");
        foreach (var run in runs)
        {
            trial._seconds[run.Class] = trial._seconds.GetValueOrDefault(run.Class) + run.Seconds;
            if (run.Failed)
                trial._failing.Add($"{run.Class.Name}.{run.Method}");
        }

        trial.Learn(reached, lane);
        return trial;
    }

    /// <summary>Tests that fail without a change; they are not asked.</summary>
    public IReadOnlyCollection<string> Failing => _failing;

    /// <summary>Tries all changes, one in each lane at a time.</summary>
    public async Task<IReadOnlyList<Outcome>> RunAsync(IReadOnlyList<Lane> lanes, Verdicts verdicts, Action<int, Outcome> tell)
    {
        var waiting = new ConcurrentQueue<int>(Enumerable.Range(0, _changes.Count));
        var outcomes = new Outcome[_changes.Count];
        await Task.WhenAll(lanes.Select(lane => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var id))
            {
                outcomes[id] = await TryAsync(lane, id);
                if (outcomes[id].Word == "survived" && verdicts.Of(_changes[id]) is { } reason)
                    outcomes[id] = new(_changes[id], "invisible", reason);
                tell(id, outcomes[id]);
            }
        })));
        return outcomes;
    }

    private void Learn(DirectoryInfo reached, Lane lane)
    {
        var byName = _seconds.Keys.ToDictionary(static known => known.Name, StringComparer.Ordinal);
        var starting = _seconds.Keys.Where(known => Starts(lane, known)).ToList();
        foreach (var line in reached.EnumerateFiles().SelectMany(static file => File.ReadLines(file.FullName)))
        {
            var fields = line.Split('\t');
            var id = int.Parse(fields[0], CultureInfo.InvariantCulture);
            if (fields[1] == "worker")
                _reaching[id].UnionWith(starting);
            else if (byName.TryGetValue(fields[1], out var known))
                _reaching[id].Add(known);
            else
                _everywhere.Add(id);
        }
    }

    // Of classes that start processes of the engine, nobody knows which one's process it was.
    private static bool Starts(Lane lane, TestClass known)
    {
        var file = known.Name[(known.Name.LastIndexOf('.') + 1)..] + ".cs";
        return Directory.EnumerateFiles(Path.Combine(lane.Folder, "tests", known.Suite), file, SearchOption.AllDirectories)
            .Any(static file => File.ReadAllText(file).Contains("Worker.", StringComparison.Ordinal));
    }

    private async Task<Outcome> TryAsync(Lane lane, int id)
    {
        var change = _changes[id];
        if (_engine.Compile(change) is not { } engine)
            return new(change, "no C#", "");
        lane.Lay(engine);
        // Where nobody knows who else comes by, all may; those of the same folder first.
        var folder = Path.GetDirectoryName(change.File)!.Replace('/', '.');
        var left = new Queue<TestClass>((_everywhere.Contains(id) ? _seconds.Keys : (IEnumerable<TestClass>)_reaching[id])
            .OrderByDescending(_reaching[id].Contains)
            .ThenByDescending(known => !_reaching[id].Contains(known) && known.Name.Contains(folder, StringComparison.Ordinal))
            .ThenBy(known => _seconds[known]));
        var asked = left.Count;
        foreach (var share in Shares)
        {
            var batch = new List<TestClass>();
            for (var sum = 0.0; left.TryPeek(out var next) && (batch.Count == 0 || sum + _seconds[next] <= share); sum += _seconds[left.Dequeue()])
                batch.Add(next);
            if (batch.Count == 0)
                break;
            if (await CaughtByAsync(lane, batch) is { } by)
                return new(change, "caught", by);
        }

        return new(change, "survived", $"{asked} classes");
    }

    private async Task<string?> CaughtByAsync(Lane lane, List<TestClass> batch)
    {
        var limit = TimeSpan.FromSeconds(60 + (4 * batch.Sum(known => _seconds[known])));
        if (await lane.RunAsync(batch, _failing, toTheEnd: false, limit) is not { } runs)
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
