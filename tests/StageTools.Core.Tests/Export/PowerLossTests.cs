using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Paths;

namespace StageTools.Core.Tests.Export;

/// <summary>The power goes when an export has said that it is done: its files are on the disk, and nobody takes them for a dead one's afterwards.</summary>
public sealed class PowerLossTests : IDisposable
{
    private readonly SmallDisk _disk = SmallDisk.MountSharingOrSkip();
    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stages.Dispose();
        _disk.Dispose();
    }

    [Theory]
    [InlineData("file")]
    [InlineData("one part")]
    [InlineData("parts")]
    [InlineData("partitions")]
    [InlineData("shard")]
    public async Task What_was_told_as_done_is_done(string layout)
    {
        await _stages.CreateExternalAsync("disk", _disk.Path);
        await WriteAsync(layout, replaces: false, 300);
        await LosePowerAsync(300);
        await WriteAsync(layout, replaces: true, 200);
        await LosePowerAsync(200);
    }

    private async Task WriteAsync(string layout, bool replaces, int rows)
    {
        var options = new ExportOptions { Append = false, Overwrite = replaces };
        options = layout switch
        {
            "one part" => options with { MaxFileSize = 1 << 20 },
            "parts" => options with { MaxFileSize = 500 },
            "partitions" => options with { PartitionBy = ["text"] },
            "shard" => options with { MaxFileSize = 500, Shard = Shard.Of(1, 2), Overwrite = false },
            _ => options,
        };
        var target = await _stages.Engine.ToStageAsync(layout == "file" ? "@disk/out/all.csv" : "@disk/out/");
        await using var job = await ExportJob.BeginAsync(target, ["id", "text"], options, Token);
        for (var id = 0; id < rows; id++)
            job.Write([id, $"text {id % 50}"]);
        await job.CompleteAsync(Token);
    }

    private async Task LosePowerAsync(int rows)
    {
        await _disk.LosePowerAsync();
        Count().ShouldBe(rows);
        await (await _stages.StoreAsync("disk")).RemoveLeftoversAsync(TimeSpan.Zero, Token);
        Count().ShouldBe(rows);
    }

    private int Count() => Directory.EnumerateFiles(_disk.Path, "*.csv", SearchOption.AllDirectories).Sum(static file => File.ReadLines(file).Skip(1).Count());
}
