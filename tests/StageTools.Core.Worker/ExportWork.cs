using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Buckets;
using StageTools.Storage.Folders;

namespace StageTools.Core.Worker;

/// <summary>Exports of several files, which a test kills: at a moment, or at a step of theirs.</summary>
internal static class ExportWork
{
    /// <summary>Exports rows of two columns, id and text. What is already there, how files are laid out and where they go is in the environment.</summary>
    /// <param name="location">A folder, or <c>bucket/prefix</c> on the server of the environment's STRESS_ENDPOINT.</param>
    /// <param name="target">The key: a folder's ends with a slash.</param>
    /// <param name="layout">Words of: parts, by, append, force.</param>
    /// <param name="first">The first id.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="step">The step at which it kills itself; 0 for none.</param>
    public static async Task RunAsync(string location, string target, string layout, int first, int count, int step)
    {
        using var connections = new BucketConnections();
        var steps = new Steps(step);
        var store = new SteppedStore(Open(connections, location), steps);
        Console.WriteLine("ready");
        try
        {
            await ExportAsync(store, target, layout, first, count);
            Console.WriteLine($"done {steps.Count}");
        }
        catch (StageException e)
        {
            Console.WriteLine($"{e.Code} {e.Message}");
        }
    }

    private static async Task ExportAsync(IStore store, string target, string layout, int first, int count)
    {
        var words = layout.Split(',');
        var isFolder = target.EndsWith('/');
        var key = StageKey.Parse(isFolder ? $"{target}data_{Guid.NewGuid():N}_0000_00000000.csv" : target);
        var options = new ExportOptions
        {
            MaxFileSize = words.Contains("parts") ? 400 : null,
            PartitionBy = words.Contains("by") ? ["text"] : [],
            Overwrite = words.Contains("force"),
            Append = words.Contains("append"),
        };
        var to = new ExportTarget(new Target(store, isFolder ? key.Parent : key, isFolder), key, FileFormat.FromFileName("x.csv"));
        await using var job = await ExportJob.BeginAsync(to, ["id", "text"], options, CancellationToken.None);
        for (var id = first; id < first + count; id++)
        {
            job.Write([id, $"text-{id % 5}"]);
        }

        await job.CompleteAsync(CancellationToken.None);
    }

    private static IStore Open(BucketConnections connections, string location)
    {
        if (Environment.GetEnvironmentVariable("STRESS_ENDPOINT") is not { Length: > 0 } endpoint)
            return new FileStore(location);
        BucketLease.Time = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("STRESS_LEASE")!, System.Globalization.CultureInfo.InvariantCulture));
        var connection = KnownStores.All.ParseConnection(new Dictionary<string, string>(StringComparer.Ordinal) { ["endpoint_url"] = endpoint, ["path_style"] = "true" })!;
        return connections.Open(new StageUrl("s3", location), connection, shownAs: null);
    }
}
