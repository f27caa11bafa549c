using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>DESIGN, rule 10: a copy can be stopped, or killed, and run again.</summary>
public sealed class StoppedCopyTests : IDisposable
{
    private const int Files = 40;
    private const int Size = 400_000;

    private readonly TestFolder _from = new();
    private readonly TestFolder _to = new();

    public StoppedCopyTests()
    {
        for (var n = 0; n < Files; n++)
        {
            var bytes = new byte[Size];
            Array.Fill(bytes, (byte)n);
            File.WriteAllBytes(_from.At($"{n:00}.bin"), bytes);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_whole_files_and_no_part()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Job().RunAsync(Copies.All(_from.Place, _to.Place), stop.Token))
                await stop.CancelAsync();
        });
        AllWhole();
    }

    [Fact]
    public async Task A_copy_whose_results_nobody_reads_any_more_ends_with_whole_files_and_no_part()
    {
        await foreach (var _ in Job().RunAsync(Copies.All(_from.Place, _to.Place), Token))
            break;
        AllWhole();
    }

    [Fact]
    public async Task A_cancelled_copy_run_again_completes()
    {
        await foreach (var _ in Job().RunAsync(Copies.All(_from.Place, _to.Place), Token))
            break;
        var copies = await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Update);
        copies.ShouldContain(static copy => copy.Status == CopyStatus.Skipped);
        _to.Files.ShouldBe(_from.Files);
        AllWhole();
    }

    [Fact]
    public async Task A_copy_killed_at_any_moment_and_run_again_completes()
    {
        var random = new Random(1);
        for (var round = 0; round < 8; round++)
        {
            using var worker = await Worker.StartReadyAsync("copy", _from.Path, _to.Path);
            await Task.Delay(random.Next(0, 150), Token);
            await worker.KillAsync();
            AllWhole(partsMayStay: true);
        }

        using var last = Worker.Start(environment: null, "copy", _from.Path, _to.Path);
        await last.FinishAsync();
        await _to.Store.RemoveLeftoversAsync(TimeSpan.Zero, Token);
        _to.Files.ShouldBe(_from.Files);
        AllWhole();
    }

    private static CopyJob Job() => new(new CopyOptions { ThrottleLimit = 2, Existing = IfFileExists.Update });

    private void AllWhole(bool partsMayStay = false)
    {
        foreach (var file in _to.Files)
        {
            if (partsMayStay && file.EndsWith(".part", StringComparison.Ordinal))
                continue;
            _from.Files.ShouldContain(from => from == file);
            File.ReadAllBytes(_to.At(file)).AsSpan().SequenceEqual(File.ReadAllBytes(_from.At(file))).ShouldBeTrue(file);
        }
    }
}
