using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Export.Parts;

namespace StageTools.Core.Tests.Export;

/// <summary>Exports into one folder at the same time, none of which is to add to the other's rows.</summary>
public sealed class OverlappingExportTests : IAsyncLifetime
{
    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Both => _stages.Folder.At("data/both");

    public async ValueTask InitializeAsync() => await _stages.CreateExternalAsync("sales", "data");

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 400)]
    [InlineData(400, 1)]
    [InlineData(400, 400)]
    public async Task Of_two_exports_that_overlap_the_later_fails_or_replaces_however_many_files_each_has(int first, int second)
    {
        foreach (var replaces in new[] { false, true })
        {
            var options = new ExportOptions { MaxFileSize = 1000, Append = false, Overwrite = replaces };
            await using (var longer = await BeginAsync(options))
            {
                await longer.WriteRowsAsync(first);
                await using (var shorter = await BeginAsync(options))
                {
                    await shorter.WriteRowsAsync(second);
                    await shorter.CompleteAsync(Token);
                }

                if (replaces)
                    await longer.CompleteAsync(Token);
                else
                    await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => longer.CompleteAsync(Token));
            }

            Directory.EnumerateFiles(Both, "*.csv").Sum(static file => File.ReadLines(file).Skip(1).Count()).ShouldBe(replaces ? first : second);
            Directory.EnumerateFiles(Both, ".*").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exports_of_one_file_that_end_at_once_wait_for_each_other(bool replaces)
    {
        var options = new ExportOptions { MaxFileSize = 1 << 20, Append = false, Overwrite = replaces };
        var jobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BeginAsync(options)));
        for (var i = 0; i < jobs.Length; i++)
            await jobs[i].WriteRowsAsync(10, $"job {i}");
        var errors = await Task.WhenAll(jobs.Select(static job => Task.Run(() => EndAsync(job), Token).ErrorAsync()));
        errors.OfType<StageException>().Select(static error => error.Code).ShouldBe(replaces ? [] : Enumerable.Repeat(StageErrorCode.FileAlreadyExists, 3));
        Directory.EnumerateFiles(Both, "*.csv").Sum(static file => File.ReadLines(file).Skip(1).Count()).ShouldBe(10);
        Directory.EnumerateFiles(Both, ".*").ShouldBeEmpty();
    }

    private static async Task EndAsync(ExportJob job)
    {
        await using (job)
            await job.CompleteAsync(Token);
    }

    private async Task<ExportJob> BeginAsync(ExportOptions options) =>
        await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync("@sales/both/"), ["id", "text"], options, Token);
}
