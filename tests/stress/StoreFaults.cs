using System.Collections.Concurrent;
using StageTools.Core.Tests;
using StageTools.Core.Tests.Storage.Buckets.Faults;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.TestServers;
using StageTools.Transfer;

namespace StageTools.Stress;

/// <summary>A bucket behind a line and a service that fail at random: what a command says it did is done, what it did not do it says, and no file is half, lost, or there twice.</summary>
public sealed class StoreFaults
{
    private const int MostRuns = 6;

    private static readonly FaultAction Silence = FaultAction.HangAfterResponseBytes(40);

    private static readonly FaultAction[] Actions =
    [
        FaultAction.ResetBefore, FaultAction.DropResponse, FaultAction.Hang, FaultAction.Respond(503, "SlowDown"), FaultAction.Respond(500, "InternalError"),
        FaultAction.ResetAfterResponseBytes(50), FaultAction.TruncateResponseAfter(60), Silence,
        FaultAction.Respond(Nothing("")), FaultAction.Replace(Nothing("")), FaultAction.Replace(Nothing("<?xml version=\"1.0\"?><ListBucketResult><Name>x")),
        FaultAction.Respond(new ErrorResponse(200, "OK", "") { Body = "<html><body>Sign in</body></html>", ContentType = "text/html" }),
    ];

    private readonly Random _dice = Stress.Dice();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_stay_whole_and_one_whatever_befalls_the_way_to_them()
    {
        await using var bucket = await FaultyBucket.CreateAsync(TimeSpan.FromMilliseconds(700));
        var rounds = Stress.Rounds(6);
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                await RoundAsync(bucket, $"r{round}");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Round {round} of the seed {Stress.Seed}: {e.Message}\n{string.Join('\n', bucket.Proxy.Requests.TakeLast(60))}", e);
            }
        }

        Stress.Tell($"{rounds} rounds: {string.Join(", ", _counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Value} {pair.Key}"))}");
    }

    private static bool IsLong(RequestHead request) => request.Header("x-amz-copy-source") is not null || (request.Method == "POST" && request.Asks("uploadId"));

    private static ErrorResponse Nothing(string body) => new(200, "OK", "") { Body = body };

    /// <summary>Up, over, down, and away: each until it says that all is done.</summary>
    private async Task RoundAsync(FaultyBucket bucket, string name)
    {
        using var local = new TestFolder();
        using var back = new TestFolder();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var i = _dice.Next(2, 25); i > 0; i--)
            files[$"{(_dice.Next(3) == 0 ? "d/" : "")}{_dice.Next(1000)}.bin"] = FaultyBucket.Content(_dice.Next(5) == 0 ? 0 : _dice.Next(1, 60_000), _dice.Next());
        if (_dice.Next(4) == 0)
            files["large.bin"] = FaultyBucket.Content(FaultyBucket.ThreeParts, _dice.Next());
        foreach (var (key, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(local.At(key))!);
            await File.WriteAllBytesAsync(local.At(key), content, Token);
        }

        var (from, to) = (StageKey.Parse(name + "/a"), StageKey.Parse(name + "/b"));
        await CopyAsync(bucket, () => CopyPlan.Folder(local.Place, StageKey.Root, new Target(bucket.Place, from, IsFolder: true), Token));
        await ShouldHoldAsync(bucket, from, files);
        await CopyAsync(bucket, () => CopyPlan.Folder(bucket.Place, from, new Target(bucket.Place, to, IsFolder: true), Token));
        await ShouldHoldAsync(bucket, to, files);
        await CopyAsync(bucket, () => CopyPlan.Folder(bucket.Place, to, new Target(back.Place, StageKey.Root, IsFolder: true), Token));
        back.Files.ShouldBe(files.Keys, ignoreOrder: true);
        foreach (var (key, content) in files)
            (await File.ReadAllBytesAsync(back.At(key), Token)).AsSpan().SequenceEqual(content).ShouldBeTrue(key);

        await ListAsync(bucket, from, files.Keys);
        await MoveAsync(bucket, from, StageKey.Parse(name + "/c"), files);
        await RemoveAsync(bucket, to);
        (await bucket.KeysAsync(name + "/b/")).ShouldBeEmpty();
        await ShouldHoldAsync(bucket, StageKey.Parse(name + "/c"), files);
        bucket.Proxy.Clear();

        // A beginning whose answer was lost is nobody's: Test-Stage -Repair finds it.
        Count("unfinished uploads repaired", await bucket.Store.RemoveLeftoversAsync(TimeSpan.Zero, Token));
        (await bucket.UploadCountAsync()).ShouldBe(0);
        await RemoveAllAsync(bucket, name);
    }

    /// <summary>Copies as often as it says that files failed; the last time without faults.</summary>
    private async Task CopyAsync(FaultyBucket bucket, Func<IAsyncEnumerable<CopyItem>> files)
    {
        for (var run = 1; run <= MostRuns; run++)
        {
            Strike(bucket, run);
            var failed = 0;
            try
            {
                var job = new CopyJob(new CopyOptions { Existing = IfFileExists.Update, ThrottleLimit = _dice.Next(1, 12) });
                await foreach (var copy in job.RunAsync(files(), Token))
                    failed += copy.Error is null ? 0 : 1;
            }
            catch (StageException)
            {
                failed++;
            }

            Count("copies run", 1);
            Count("files told to have failed", failed);
            if (failed == 0)
                break;
        }

        bucket.Proxy.ClearFaults();
    }

    private async Task ListAsync(FaultyBucket bucket, StageKey folder, IEnumerable<string> keys)
    {
        for (var run = 1; run <= MostRuns; run++)
        {
            Strike(bucket, run);
            var found = new List<string>();
            try
            {
                await foreach (var file in bucket.Store.ListAsync(folder.AsPrefix, Token))
                    found.Add(file.Key[folder.AsPrefix.Length..]);
                found.ShouldBe(keys.Order(StringComparer.Ordinal));
                break;
            }
            catch (StageException)
            {
                found.ShouldBeSubsetOf(keys, StringComparer.Ordinal);
                Count("listings told to have failed", 1);
            }
        }

        bucket.Proxy.ClearFaults();
    }

    /// <summary>A move that fails leaves each file in one of the two places at least.</summary>
    private async Task MoveAsync(FaultyBucket bucket, StageKey from, StageKey to, Dictionary<string, byte[]> files)
    {
        Strike(bucket, run: 1);
        try
        {
            await bucket.Store.MoveAsync(from, to, overwrite: false, Token);
            bucket.Proxy.ClearFaults();
            (await bucket.KeysAsync(from.AsPrefix)).ShouldBeEmpty();
        }
        catch (StageException)
        {
            bucket.Proxy.ClearFaults();
            Count("moves told to have failed", 1);
            var left = (await bucket.KeysAsync(from.AsPrefix)).ConvertAll(key => key[from.AsPrefix.Length..]);
            var moved = (await bucket.KeysAsync(to.AsPrefix)).ConvertAll(key => key[to.AsPrefix.Length..]);
            left.Concat(moved).Distinct(StringComparer.Ordinal).ShouldBe(files.Keys, ignoreOrder: true);
            foreach (var (folder, keys) in ((StageKey, List<string>)[])[(from, left), (to, moved)])
            {
                foreach (var key in keys)
                    await bucket.ShouldHoldAsync(folder.AsPrefix + key, files[key]);
            }

            await foreach (var _ in new CopyJob(new CopyOptions { Existing = IfFileExists.Update }).RunAsync(CopyPlan.Folder(bucket.Place, from, new Target(bucket.Place, to, IsFolder: true), Token), Token))
            {
            }
        }
    }

    private async Task RemoveAsync(FaultyBucket bucket, StageKey folder)
    {
        for (var run = 1; run <= MostRuns; run++)
        {
            Strike(bucket, run);
            try
            {
                var job = new RemoveJob(bucket.Store, Token);
                var results = new List<RemoveResult>();
                await foreach (var item in bucket.Store.ListAsync(folder.AsPrefix, Token))
                    results.AddRange(await job.AddAsync(new StageFile(StageName.Parse("lake"), item)));
                results.AddRange(await job.CompleteAsync());
                if (results.TrueForAll(static result => result.Error is null))
                    break;
                Count("files told to have stayed", results.Count(static result => result.Error is not null));
            }
            catch (StageException)
            {
                Count("removals told to have failed", 1);
            }
        }

        bucket.Proxy.ClearFaults();
    }

    private static async Task RemoveAllAsync(FaultyBucket bucket, string name)
    {
        await bucket.Store.RemoveFolderAsync(StageKey.Parse(name), recurse: true, Token);
        (await bucket.KeysAsync()).ShouldBeEmpty();
    }

    private static async Task ShouldHoldAsync(FaultyBucket bucket, StageKey folder, Dictionary<string, byte[]> files)
    {
        (await bucket.KeysAsync(folder.AsPrefix)).Select(key => key[folder.AsPrefix.Length..]).ShouldBe(files.Keys, ignoreOrder: true);
        foreach (var (key, content) in files)
            await bucket.ShouldHoldAsync(folder.AsPrefix + key, content);
    }

    /// <summary>Some requests from now on go wrong, in some of the ways; in the last run none.</summary>
    private void Strike(FaultyBucket bucket, int run)
    {
        bucket.Proxy.ClearFaults();
        for (var i = run < MostRuns ? _dice.Next(1, 5) : 0; i > 0; i--)
        {
            var (action, share, seed) = (Actions[_dice.Next(Actions.Length)], _dice.Next(2, 12), _dice.Next());
            var passed = 0;

            // A service may take minutes over a copy, and silence is waited for as long.
            var isSilence = action == FaultAction.Hang || action == Silence;
            bucket.Proxy.Add(action, request => !(isSilence && IsLong(request)) && new Random(seed + Interlocked.Increment(ref passed)).Next(share) == 0, _dice.Next(1, 9));
            Count("faults set", 1);
        }
    }

    private void Count(string what, int count) => _counts.AddOrUpdate(what, count, (_, before) => before + count);
}
