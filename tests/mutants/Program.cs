// Puts small changes into the engine, one at a time, and says which of them the tests catch: a trial of the tests.
//
//   dotnet run --project tests/mutants -c Release -- [--count 100] [--seed 1] [--in 'Export/*'] [--from report.tsv]
//       [--classes '*ATests,*BTests'] [--work FOLDER] [--lanes 2]
//
// The changes are drawn by the seed from all places of src/StageTools.Core where there can be one (ChangeFinder lists the kinds), or from those
// of the files that --in names: with --classes a folder and its own tests are soon tried against each other. They are
// compiled one at a time, in copies of the tree below --work, and meet the classes of StageTools.Core.Tests and StageTools.DuckDb.Tests that come
// by them (a run with probes tells which), the quick ones first. A test that fails twice has caught the change, and so has one that does not end.
// Servers are used as by tests/run.sh: STAGETOOLS_S3 and STAGETOOLS_POSTGRES name them.
//
// What survives is either a gap in the tests, or nothing that anybody can see: then verdicts.tsv says why, and the trial counts it so.
// report.tsv in --work says what became of each; --from takes such a report and tries again what survived there, by all tests or by those of
// some classes. A trial that was ended goes on when it is begun again. A trial takes more than an hour: nice -n 19 is good manners.
using System.Globalization;
using System.IO.Enumeration;
using StageTools.Mutants;

const int MostFailing = 10;
var given = args.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
string Option(string name, string other) => given.GetValueOrDefault(name, other);
var tree = (await Command.RunAsync("git", AppContext.BaseDirectory, Command.NoLimit, "rev-parse", "--show-toplevel")).Output.Trim();
var work = Directory.CreateDirectory(Option("--work", Path.Combine(Path.GetTempPath(), "stagetools-mutants"))).FullName;
var count = int.Parse(Option("--count", "100"), CultureInfo.InvariantCulture);
var dice = new Random(int.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture));

var lanes = new List<Lane>();
for (var lane = 0; lane < int.Parse(Option("--lanes", "2"), CultureInfo.InvariantCulture); lane++)
    lanes.Add(await Lane.MakeAsync(tree, Path.Combine(work, $"lane{lane}")));
var engine = await EngineSource.ReadAsync(lanes[0]);
var changes = given.TryGetValue("--from", out var from) ? Survivors(engine.Changes(), from) : Draw(engine.Changes());
Console.WriteLine($"{changes.Count} changes");

// What was begun with the same changes goes on.
var (list, report, coverage) = (Path.Combine(work, "changes.tsv"), Path.Combine(work, "report.tsv"), Path.Combine(work, "coverage"));
var keys = changes.Select(static change => $"{change.File}\t{change.Before}\t{change.After}").ToList();
if (!File.Exists(list) || !File.ReadLines(list).SequenceEqual(keys, StringComparer.Ordinal))
{
    File.Delete(report);
    if (Directory.Exists(coverage))
        Directory.Delete(coverage, recursive: true);
    File.WriteAllLines(list, keys);
}

var classes = given.GetValueOrDefault("--classes")?.Split(',')
    .SelectMany(static name => Lane.Suites.Select(suite => new TestClass(suite, name))).ToList();
var covered = await Coverage.FindAsync(engine, lanes[0], changes, classes, Directory.CreateDirectory(coverage).FullName);
foreach (var test in covered.Failing)
    Console.WriteLine($"fails without a change: {test}");
if (covered.Failing.Count > MostFailing)
    throw new InvalidOperationException($"More than {MostFailing} tests fail without a change: what they stand for cannot be told.");
var known = File.Exists(report) ? Rows(report).Select(static row => (row[1], row[2], row[3])).ToHashSet() : [];
var ids = changes.Index().Where(change => !known.Contains(change.Item.Key)).Select(static change => change.Index).ToList();
await new Trial(engine, changes, covered, new(Path.Combine(tree, "tests/mutants/verdicts.tsv"))).RunAsync(lanes, ids, Tell);
foreach (var lane in lanes)
    lane.Lay(engine.Compile());

var words = Rows(report).CountBy(static row => row[0], StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
int Number(string word) => words.GetValueOrDefault(word);
var visible = Number("caught") + Number("survived");
var share = (100.0 * Number("caught") / visible).ToString("0.#", CultureInfo.InvariantCulture);
Console.WriteLine($"{Number("caught")} of {visible} that can be seen are caught ({share} %), {Number("invisible")} cannot be seen");

IReadOnlyList<Change> Draw(IReadOnlyList<Change> all)
{
    var order = all.Where(change => FileSystemName.MatchesSimpleExpression(Option("--in", "*"), change.File, ignoreCase: false)).ToArray();
    Console.WriteLine($"{order.Length} places");
    dice.Shuffle(order);
    return [.. order.Where(engine.Compiles).Take(count)];
}

static IReadOnlyList<Change> Survivors(IReadOnlyList<Change> all, string report)
{
    var survived = Rows(report).Where(static row => row[0] == "survived").Select(static row => (row[1], row[2], row[3])).ToHashSet();
    return [.. all.Where(change => survived.Contains(change.Key)).DistinctBy(static change => change.Key)];
}

static IEnumerable<string[]> Rows(string path) => File.ReadLines(path).Select(static line => line.Split('\t'));

void Tell(Outcome outcome)
{
    var (change, word, by) = outcome;
    lock (dice)
        File.AppendAllLines(report, [string.Join('\t', word, change.File, change.Before, change.After, change.Kind, by)]);
    Console.WriteLine($"{word}: {change.File}: {change.Before} ==> {change.After} [{by}]");
}
