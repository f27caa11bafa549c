using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Paths;

namespace StageTools.Core.Tests.Export;

/// <summary>What a shard that is written again takes away below its target: what it wrote there itself for sure, and nothing that may be another export's.</summary>
public sealed class ShardFolderTests : ShardTests
{
    [Fact]
    public async Task A_shard_of_partitions_leaves_what_lies_in_other_folders_than_they_would()
    {
        var partitioned = Third with { PartitionBy = ["text"], SharesFolders = false };
        await WriteAsync(partitioned, "a", 5);
        await using (var other = await BeginAsync(Third, "@sales/out/orders/"))
        {
            await other.WriteRowsAsync(3, "orders");
            await other.CompleteAsync(Token);
        }

        await using (var fewer = await BeginAsync(Third with { Shard = Shard.Of(1, 4) }, "@sales/out/items/"))
        {
            await fewer.WriteRowsAsync(2, "items");
            await fewer.CompleteAsync(Token);
        }

        await WriteAsync(partitioned, "b", 4);
        Directory.EnumerateFiles(Out, "*.csv", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Out, Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal).ShouldBe(["items", "orders", "text=b"]);
    }

    [Fact]
    public async Task A_shard_whose_folders_a_query_names_replaces_what_lies_in_them_and_never_what_lies_in_others()
    {
        var named = Third with { HasFolderValue = true, SharesFolders = false };
        await WriteToAsync("date=2026-11-28", 3);
        await WriteToAsync("date=2026-11-29", 2);

        // A folder that is named by the same columns is a partition's for sure.
        Rows().ShouldBe(Expected("date=2026-11-29", 2));
        Directory.Delete(Out, recursive: true);
        await WriteToAsync("eu", 5);
        await WriteToAsync("eu", 4);
        Rows().ShouldBe(Expected("eu", 4));
        await using (var other = await BeginAsync(Third with { Shard = Shard.Of(1, 4) }, "@sales/out/items/"))
        {
            await other.WriteRowsAsync(2, "items");
            await other.CompleteAsync(Token);
        }

        // Of this shard by its name: of an earlier run with other values, or of somebody else's export to a folder down there.
        var error = await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteToAsync("us", 2));
        error.Message.ShouldContain("'@sales/out/eu/data_03-of-16_0000_00000000.csv' is of an earlier export of this shard, or of another export");
        File.Delete(Path.Combine(Out, "eu", "data_03-of-16_0000_00000000.csv"));
        await WriteToAsync("us", 2);
        Rows().ShouldBe([.. Expected("items", 2), .. Expected("us", 2)]);

        async Task WriteToAsync(string folder, int rows)
        {
            await using var job = await ExportJob.BeginAsync(await Stages.Engine.ToStageAsync("@sales/out/"), ["id", "text"], named, Token);
            for (var id = 0; id < rows; id++)
                job.Write([id, folder, folder]);
            await job.CompleteAsync(Token);
        }
    }

    [Theory]
    [InlineData("kind=x/", "month", false)]
    [InlineData("kind=x/", "text", false)]
    [InlineData("", "month", false)]
    [InlineData("", "TEXT", true)]
    public async Task A_shard_takes_away_what_lies_in_folders_of_its_own_columns_alone(string folder, string column, bool isOwn)
    {
        var options = new ExportOptions { Shard = Third.Shard, Append = false };
        var target = await Stages.Engine.ToStageAsync($"@sales/out/{folder}");
        await using (var other = await ExportJob.BeginAsync(target, ["id", column], options with { PartitionBy = [column] }, Token))
        {
            await other.WriteRowsAsync(5, "a");
            await other.CompleteAsync(Token);
        }

        var before = Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).Single();
        foreach (var by in new[] { options with { PartitionBy = ["text"] }, options with { HasFolderValue = true } })
        {
            var error = await Task.Run(() => RunAsync(by), Token).ErrorAsync();
            error?.Code.ShouldBe(StageErrorCode.FileAlreadyExists);
            (error is null).ShouldBe(isOwn);
            File.Exists(before).ShouldBe(!isOwn);
        }

        async Task RunAsync(ExportOptions by)
        {
            await using var job = await BeginAsync(by);
            job.Write(by.HasFolderValue ? [1, "b", "text=b"] : [1, "b"]);
            await job.CompleteAsync(Token);
        }
    }

    [Fact]
    public async Task A_shard_is_not_added_to_another_number_of_shards_whatever_columns_they_are_partitioned_by()
    {
        foreach (var shard in new[] { Shard.Of(1, 2), null })
        {
            await using (var other = await BeginAsync(new ExportOptions { PartitionBy = ["id"], Shard = shard, Append = false }))
            {
                await other.WriteRowsAsync(5, "a");
                await other.CompleteAsync(Token);
            }

            var before = Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).ToList();
            foreach (var by in new[] { new ExportOptions { PartitionBy = ["id", "text"] }, new ExportOptions { HasFolderValue = true } })
            {
                await StageErrorCode.FileAlreadyExists.ShouldFailAsync(async () =>
                {
                    await using var job = await BeginAsync(by with { Shard = Third.Shard, Append = false });
                });
                Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).ShouldBe(before, ignoreOrder: true);
            }

            Directory.Delete(Out, recursive: true);
        }
    }

    [Fact]
    public async Task A_shard_that_was_partitioned_before_and_is_not_now_is_not_added_to_itself()
    {
        var partitioned = Third with { PartitionBy = ["text"], SharesFolders = false };
        await WriteAsync(partitioned, "a", 5);
        (await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(Third, "b", 4))).Message.ShouldContain("text=a/data_03-of-16_0000");
        (await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(Third with { Shard = Shard.Of(3, 8) }, "b", 4))).Message.ShouldContain("of 16 shards");
        Directory.Delete(Path.Combine(Out, "text=a"), recursive: true);
        await WriteAsync(Third, "b", 4);

        // The other way round its own files leave.
        await WriteAsync(partitioned, "a", 5);
        Rows().Count.ShouldBe(5);
    }
}
