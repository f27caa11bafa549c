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
    [InlineData(false, 1 << 20)]
    [InlineData(true, 1 << 20)]
    [InlineData(false, null)]
    [InlineData(true, null)]
    public async Task Exports_of_one_file_that_end_at_once_wait_for_each_other(bool replaces, int? size)
    {
        var options = new ExportOptions { MaxFileSize = size, Append = false, Overwrite = replaces };
        var jobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BeginAsync(options)));
        for (var i = 0; i < jobs.Length; i++)
            await jobs[i].WriteRowsAsync(10, $"job {i}");
        var errors = await Task.WhenAll(jobs.Select(static job => Task.Run(() => EndAsync(job), Token).ErrorAsync()));
        errors.OfType<StageException>().Select(static error => error.Code).ShouldBe(replaces ? [] : Enumerable.Repeat(StageErrorCode.FileAlreadyExists, 3));
        Directory.EnumerateFiles(Both, "*.csv").Sum(static file => File.ReadLines(file).Skip(1).Count()).ShouldBe(10);
        Directory.EnumerateFiles(Both, ".*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1000)]
    public async Task An_export_that_is_run_again_fails_or_replaces_or_adds_as_it_is_told(int? size)
    {
        var once = new ExportOptions { MaxFileSize = size, Append = false };
        _stages.Folder.Write("data/both/notes.csv", "no part\nof anybody's");
        foreach (var (options, fails, rows) in new[] { (once, false, 50), (once, true, 50), (once with { Append = true }, false, 100), (once with { Overwrite = true }, false, 50) })
        {
            var error = await Task.Run(RunAsync, Token).ErrorAsync();
            error?.Code.ShouldBe(StageErrorCode.FileAlreadyExists);
            (error is not null).ShouldBe(fails);
            Directory.EnumerateFiles(Both, "data_*").Sum(static file => File.ReadLines(file).Skip(1).Count()).ShouldBe(rows);

            async Task RunAsync()
            {
                await using var job = await BeginAsync(options);
                await job.WriteRowsAsync(50);
                await job.CompleteAsync(Token);
            }
        }

        _stages.Folder.Read("data/both/notes.csv").ShouldStartWith("no part");
    }

    private static async Task EndAsync(ExportJob job)
    {
        await using (job)
            await job.CompleteAsync(Token);
    }

    private async Task<ExportJob> BeginAsync(ExportOptions options) =>
        await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync("@sales/both/"), ["id", "text"], options, Token);
}
