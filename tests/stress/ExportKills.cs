using System.Globalization;
using StageTools.Core.Tests;
using StageTools.Core.Tests.Servers;

namespace StageTools.Stress;

/// <summary>Exports of several files that are killed: at every step of theirs, and at any moment. Run again, each row is there exactly once.</summary>
public sealed class ExportKills : IAsyncLifetime
{
    private const int Rows = 100;
    private const int OlderRows = 160;
    private const int FirstOlder = 10_000;

    // Of each kind: the target, how files are laid out, and whether there are older ones, which are to leave.
    public static readonly TheoryData<string, string, string, bool> Kinds = new()
    {
        { "folder", "out/", "parts,append", false },
        { "folder", "out/", "parts", false },
        { "folder", "out/n.csv", "parts", false },
        { "folder", "out/n.csv", "parts,force", true },
        { "folder", "out/", "parts,force", true },
        { "folder", "out/", "by,append", false },
        { "folder", "out/", "by", false },
        { "folder", "out/", "by,parts,force", true },
        { "bucket", "out/", "parts,append", false },
        { "bucket", "out/n.csv", "parts,force", true },
        { "bucket", "out/", "by", false },
        { "bucket", "out/", "by,force", true },
    };

    private StressPlace _place = null!;
    private int _kills;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_place is not null)
            await _place.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Killed_at_a_step_and_run_again_each_row_is_there_once(string where, string target, string layout, bool hasOlder)
    {
        var dice = Stress.Dice();
        await OpenAsync(where);
        await PrepareAsync(target, layout, hasOlder);
        var steps = StepsOf(await RunAsync(target, layout, 0));
        int[] all = [.. Enumerable.Range(1, steps)];
        dice.Shuffle(all);
        foreach (var step in all.Take(Stress.Rounds(where == "folder" ? 3 : 1)).Order())
        {
            await PrepareAsync(target, layout, hasOlder);
            (await RunAsync(target, layout, step)).ShouldBeNull($"step {step}");
            await RequireOnceAsync(target, layout, hasOlder, dice.Next(2) == 0, $"step {step} of {steps}");
        }

        Stress.Tell($"{where} {target} {layout}: {_kills} kills at {steps} steps");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Killed_at_any_moment_and_run_again_each_row_is_there_once(string where, string target, string layout, bool hasOlder)
    {
        var dice = Stress.Dice();
        await OpenAsync(where);
        for (var round = 0; round < Stress.Rounds(1); round++)
        {
            await PrepareAsync(target, layout, hasOlder);
            var wait = dice.Next(0, where == "folder" ? 250 : 700);
            using (var worker = await Worker.StartReadyAsync(_place.Environment, Arguments(target, layout, 0)))
            {
                await Task.Delay(wait, Token);
                await worker.KillAsync();
                _kills++;
            }

            await RequireOnceAsync(target, layout, hasOlder, dice.Next(2) == 0, $"round {round}, {wait} ms");
        }

        Stress.Tell($"{where} {target} {layout}: {_kills} kills at any moment");
    }

    private async Task OpenAsync(string where) => _place = where == "folder" ? StressPlace.Folder() : await StressPlace.BucketAsync(S3Server.Required);

    private async Task PrepareAsync(string target, string layout, bool hasOlder)
    {
        await _place.ClearAsync();
        if (hasOlder)
            await _place.ExportAsync(target, layout.Replace("force", "append", StringComparison.Ordinal), FirstOlder, OlderRows);
    }

    /// <summary>What the process said at its end; null where it was killed.</summary>
    private async Task<string?> RunAsync(string target, string layout, int step)
    {
        using var worker = await Worker.StartReadyAsync(_place.Environment, Arguments(target, layout, step));
        var said = await worker.OutputAsync();
        _kills += said is null ? 1 : 0;
        return said;
    }

    private string[] Arguments(string target, string layout, int step) =>
        ["export-parts", _place.Location, target, layout, "0", Rows.ToString(CultureInfo.InvariantCulture), step.ToString(CultureInfo.InvariantCulture)];

    private static int StepsOf(string? said)
    {
        said.ShouldNotBeNull().ShouldStartWith("done ");
        return int.Parse(said!["done ".Length..], CultureInfo.InvariantCulture);
    }

    private async Task RequireOnceAsync(string target, string layout, bool hasOlder, bool repairs, string when)
    {
        if (repairs)
        {
            await _place.RepairAsync();
            var ids = await _place.IdsAsync();
            int[] older = hasOlder ? [.. Enumerable.Range(FirstOlder, OlderRows)] : [];
            if (!ids.SequenceEqual(older))
                ids.ShouldBe(Enumerable.Range(0, Rows), $"{when}: all old rows or all new ones, after a repair");
        }

        // One whose list is gone had ended before it was killed. It is not run again by somebody who adds: that is another export.
        var isDone = !(await _place.OwnFilesAsync()).Any(static file => file.EndsWith(".list", StringComparison.Ordinal)) && (await _place.IdsAsync()).SequenceEqual(Enumerable.Range(0, Rows));
        if (!isDone || !layout.Contains("append", StringComparison.Ordinal))
        {
            var code = await _place.RunAgainAsync(target, layout, 0, Rows);
            if (code is not null)
                code.ShouldBe("FileAlreadyExists", when);
        }
        else
        {
            await _place.RepairAsync();
        }

        (await _place.IdsAsync()).ShouldBe(Enumerable.Range(0, Rows), when);

        // A request that was on its way when its process was killed may have come later; a journal alone says that nothing is to be done.
        (await _place.OwnFilesAsync()).ShouldAllBe(static file => file.EndsWith(".journal", StringComparison.Ordinal), when);
        await _place.RepairAsync();
        (await _place.IdsAsync()).ShouldBe(Enumerable.Range(0, Rows), when);
    }
}
