using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Export;

/// <summary>DESIGN, rule 4: an exported file is there whole, under its name, or not at all.</summary>
public sealed class ExportJobTests : IAsyncLifetime
{
    private const int Many = 100_000;

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _stages.Folder.At("data");

    public async ValueTask InitializeAsync() => await _stages.CreateExternalAsync("sales", "data");

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_export_tells_its_rows_bytes_and_file()
    {
        var export = await (await _stages.Engine.ToStageAsync("@sales/a.csv")).RunAsync(2);
        export.RowsUnloaded.ShouldBe(2);
        export.Files.ShouldBe(["@sales/a.csv"]);
        _stages.Folder.Read("data/a.csv").ShouldBe("id,text\n0,some text\n1,some text\n");
        export.InputBytes.ShouldBe(32);
        export.OutputBytes.ShouldBe(32);
    }

    [Fact]
    public async Task Input_is_counted_before_compression_and_output_after_it()
    {
        var export = await (await _stages.Engine.ToStageAsync("@sales/a.csv.gz")).RunAsync(Many);
        export.InputBytes.ShouldBe(Enumerable.Range(0, Many).Sum(static id => $"{id},some text\n".Length) + "id,text\n".Length);
        export.OutputBytes.ShouldBe(new FileInfo(Path.Combine(Data, "a.csv.gz")).Length);
        export.OutputBytes.ShouldBeLessThan(export.InputBytes);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.tsv.gz")]
    [InlineData("a.ndjson.br")]
    [InlineData("a.json")]
    public async Task What_was_exported_is_imported_again(string name)
    {
        var target = await _stages.Engine.ToStageAsync("@sales/" + name);
        await target.RunAsync(Many);
        var rows = await Exports.RowsAsync(target.Store, name);
        rows.Count.ShouldBe(Many);
        rows[0].ShouldBe([0L, "some text"]);
        rows[^1].ShouldBe([Many - 1L, "some text"]);
    }

    [Theory]
    [InlineData("a.ndjson", true)]
    [InlineData("a.json", true)]
    [InlineData("a.csv", false)]
    [InlineData("a.tsv", false)]
    [InlineData("a.parquet", false)]
    public async Task Rows_may_have_columns_of_their_own_where_the_format_names_them_in_each(string name, bool mayDiffer)
    {
        var target = await _stages.Engine.ToStageAsync("@sales/" + name);
        await using (var job = await target.BeginAsync())
        {
            await job.WriteRowsAsync(1);
            await job.FlushAsync(Token);
            job.TryChangeColumns(["other"]).ShouldBe(mayDiffer);
            job.Write(mayDiffer ? ["value"] : [1, "value"]);
            await job.CompleteAsync(Token);
        }

        (await Exports.RowsAsync(target.Store, name)).Select(static row => string.Join(',', row)).ShouldBe(["0,some text", mayDiffer ? "value" : "1,value"]);
    }

    [Fact]
    public async Task Gzip_itself_finds_a_gzip_export_whole()
    {
        await (await _stages.Engine.ToStageAsync("@sales/a.csv.gz")).RunAsync(Many);
        Assert.SkipUnless(Child.Exists("gzip"), "gzip is not on PATH");
        await Child.RunAsync("gzip", ["-t", Path.Combine(Data, "a.csv.gz")]);
    }

    [Theory]
    [InlineData("a.csv", "id,text\n")]
    [InlineData("a.json", "[\n]\n")]
    [InlineData("a.ndjson", "")]
    public async Task An_export_without_rows_is_a_file_without_rows(string name, string content)
    {
        (await (await _stages.Engine.ToStageAsync("@sales/" + name)).RunAsync(0)).RowsUnloaded.ShouldBe(0);
        _stages.Folder.Read("data/" + name).ShouldBe(content);
    }

    [Fact]
    public async Task Nothing_is_seen_before_the_export_is_complete()
    {
        await using var job = await (await _stages.Engine.ToStageAsync("@sales/a.csv")).BeginAsync();
        await job.WriteRowsAsync(Many);
        (await _stages.ListAsync("@sales")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_given_up_leaves_nothing()
    {
        await using (var job = await (await _stages.Engine.ToStageAsync("@sales/a.csv")).BeginAsync())
            await job.WriteRowsAsync(Many);
        NothingIsThere();
    }

    [Fact]
    public async Task An_export_given_up_leaves_the_old_file()
    {
        _stages.Folder.Write("data/a.csv", "old");
        await using (var job = await (await _stages.Engine.ToStageAsync("@sales/a.csv")).BeginAsync(overwrite: true))
            await job.WriteRowsAsync(Many);
        _stages.Folder.Read("data/a.csv").ShouldBe("old");
        Directory.GetFiles(Data).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten_unless_asked()
    {
        _stages.Folder.Write("data/a.csv", "old");
        var target = await _stages.Engine.ToStageAsync("@sales/a.csv");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => target.RunAsync(1));
        _stages.Folder.Read("data/a.csv").ShouldBe("old");
        await target.RunAsync(1, overwrite: true);
        _stages.Folder.Read("data/a.csv").ShouldBe("id,text\n0,some text\n");
    }

    [Fact]
    public async Task A_value_that_the_format_cannot_hold_leaves_nothing()
    {
        var target = await _stages.Engine.ToStageAsync("@sales/a.csv");
        (await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(async () =>
        {
            await using var job = await target.BeginAsync();
            await job.WriteRowsAsync(Many);
            job.Write([1, "\ud800"]);
            await job.CompleteAsync(Token);
        })).Message.ShouldContain("'text'");
        NothingIsThere();
    }

    [Fact]
    public async Task Columns_of_the_same_name_leave_nothing()
    {
        var target = await _stages.Engine.ToStageAsync("@sales/a.csv");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => ExportJob.BeginAsync(target, ["a", "a"], new ExportOptions(), Token));
        NothingIsThere();
    }

    [Fact]
    public async Task A_cancelled_export_leaves_nothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var target = await _stages.Engine.ToStageAsync("@sales/a.csv");
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using var job = await target.BeginAsync(token: stop.Token);
            await job.WriteRowsAsync(Many);
            await stop.CancelAsync();
            await job.CompleteAsync(stop.Token);
        });
        NothingIsThere();
    }

    [Theory]
    [InlineData(Many)]
    [InlineData(2_000_000)]
    public async Task A_disk_that_is_full_in_the_middle_is_told_of_and_leaves_nothing(int rows)
    {
        using var disk = SmallDisk.MountOrSkip();
        var target = new ExportTarget(Target.LocalFile(disk.Path + "/a.csv"), StageKey.Parse("a.csv"), new FileFormat { Format = RowFormat.Csv });
        await StageErrorCode.StoreFull.ShouldFailAsync(() => target.RunAsync(rows));
        Directory.GetFiles(disk.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_vanishes_in_the_middle_is_told_of()
    {
        var target = await _stages.Engine.ToStageAsync("@sales/a.csv");
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(async () =>
        {
            await using var job = await target.BeginAsync();
            await job.WriteRowsAsync(Many);
            Directory.Delete(Data, recursive: true);
            await job.CompleteAsync(Token);
        });
        Directory.Exists(Data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_export_never_leaves_half_a_file()
    {
        await (await _stages.Engine.ToStageAsync("@sales/whole.csv")).RunAsync(40_000);
        var whole = await File.ReadAllBytesAsync(Path.Combine(Data, "whole.csv"), Token);
        var random = new Random(1);
        for (var round = 0; round < 8; round++)
        {
            using (var worker = await Worker.StartReadyAsync("export", _stages.Folder.Home.Folder, "@sales/a.csv"))
            {
                await Task.Delay(random.Next(0, 250), Token);
                await worker.KillAsync();
            }

            if (File.Exists(Path.Combine(Data, "a.csv")))
                (await File.ReadAllBytesAsync(Path.Combine(Data, "a.csv"), Token)).AsSpan().SequenceEqual(whole).ShouldBeTrue();
        }

        (await _stages.ListAsync("@sales")).ShouldAllBe(static name => name == "a.csv" || name == "whole.csv");
    }

    private void NothingIsThere() => Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
}
