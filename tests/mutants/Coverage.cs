using System.Globalization;

namespace StageTools.Mutants;

/// <summary>Which classes of tests come by which change, how long each takes, and what fails anyhow: of one run of them with probes.</summary>
internal sealed class Coverage
{
    private readonly List<HashSet<TestClass>> _reaching;
    private readonly HashSet<int> _everywhere;
    private readonly Dictionary<TestClass, double> _seconds = [];
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    private Coverage(int changes, IReadOnlySet<int> untold)
    {
        _reaching = [.. Enumerable.Range(0, changes).Select(static _ => new HashSet<TestClass>())];
        _everywhere = [.. untold];
    }

    /// <summary>Tests that fail without a change; they are not asked.</summary>
    public IReadOnlyCollection<string> Failing => _failing;

    /// <summary>Runs classes of tests once, or all there are; a folder where that was done for the same changes tells it again.</summary>
    public static async Task<Coverage> FindAsync(
        EngineSource engine, Lane lane, IReadOnlyList<Change> changes, IReadOnlyCollection<TestClass>? classes, string folder)
    {
        var probed = engine.CompileWithProbes(changes, out var untold);
        var (kept, reached) = (Path.Combine(folder, "runs.tsv"), Path.Combine(folder, "reached"));
        if (!File.Exists(kept))
        {
            lane.Lay(probed);
            Environment.SetEnvironmentVariable("STAGETOOLS_MUTANTS_REACHED", Directory.CreateDirectory(reached).FullName);
            var runs = await lane.RunAsync(classes, but: [], toTheEnd: true, Command.NoLimit)
                ?? throw new InvalidOperationException("The tests do not end.");
            Environment.SetEnvironmentVariable("STAGETOOLS_MUTANTS_REACHED", null);
            File.WriteAllLines(kept, runs.Select(static run => string.Create(
                CultureInfo.InvariantCulture, $"{run.Class.Suite}\t{run.Class.Name}\t{run.Method}\t{run.Failed}\t{run.Seconds}")));
        }

        var found = new Coverage(changes.Count, untold);
        foreach (var fields in File.ReadLines(kept).Select(static line => line.Split('\t')))
            found.Add(new(new(fields[0], fields[1]), fields[2], bool.Parse(fields[3]), double.Parse(fields[4], CultureInfo.InvariantCulture)));
        found.Learn(Directory.EnumerateFiles(reached).SelectMany(File.ReadLines), lane);
        return found;
    }

    /// <summary>How long a class takes.</summary>
    public double Seconds(TestClass known) => _seconds[known];

    /// <summary>Who may notice a change, the quick ones first.</summary>
    /// <remarks>Where nobody knows who else comes by, as by a static field's value, all may; those of the same folder before the others.</remarks>
    public IEnumerable<TestClass> Of(int id, Change change)
    {
        var folder = Path.GetDirectoryName(change.File)!.Replace('/', '.');
        return (_everywhere.Contains(id) ? _seconds.Keys : (IEnumerable<TestClass>)_reaching[id])
            .OrderByDescending(_reaching[id].Contains)
            .ThenByDescending(known => !_reaching[id].Contains(known) && known.Name.Contains(folder, StringComparison.Ordinal))
            .ThenBy(Seconds);
    }

    private void Add(TestRun run)
    {
        _seconds[run.Class] = _seconds.GetValueOrDefault(run.Class) + run.Seconds;
        if (run.Failed)
            _failing.Add($"{run.Class.Name}.{run.Method}");
    }

    private void Learn(IEnumerable<string> lines, Lane lane)
    {
        var byName = _seconds.Keys.ToDictionary(static known => known.Name, StringComparer.Ordinal);
        var starting = _seconds.Keys.Where(known => Starts(lane, known)).ToList();
        foreach (var line in lines)
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
}
