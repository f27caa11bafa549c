using StageTools.Export.Parts;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Jobs;

namespace StageTools.Core.Tests.Export;

/// <summary>Exports of which each machine writes a part: a part that is written again replaces its own files and no others, whoever writes it at the same time.</summary>
public sealed class ShardExportTests : ShardTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Names_carry_the_shard_and_a_shard_that_is_written_again_replaces_its_own_files_alone()
    {
        var many = Third with { MaxFileSize = 200 };
        (await WriteAsync(many with { Shard = Shard.Of(4, 16) }, "b", 3)).Files.ShouldBe(["@sales/out/data_04-of-16_0000_00000000.csv"]);
        var first = await WriteAsync(many, "a", 100);
        first.Files.Count.ShouldBeGreaterThan(2);
        first.Files[1].ShouldBe("@sales/out/data_03-of-16_0000_00000001.csv");
        (await WriteAsync(many, "a", 50)).Files.Count.ShouldBeLessThan(first.Files.Count);
        Rows().ShouldBe([.. Expected("a", 50), .. Expected("b", 3)]);
        await WriteAsync(Third, "a", 10);
        Rows().ShouldBe([.. Expected("a", 10), .. Expected("b", 3)]);
        await WriteAsync(Third, "a", 20);
        Rows().ShouldBe([.. Expected("a", 20), .. Expected("b", 3)]);
        Directory.EnumerateFileSystemEntries(Out).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Of_two_that_write_one_shard_at_once_all_files_are_the_ones_or_the_others()
    {
        var options = Third with { MaxFileSize = 300 };
        await using (var orphan = await BeginAsync(options))
        {
            await orphan.WriteRowsAsync(500, "orphan");
            await using var again = await BeginAsync(options);
            await again.WriteRowsAsync(400, "again");
            await Task.WhenAll(orphan.CompleteAsync(Token), again.CompleteAsync(Token));
        }

        var rows = Rows();
        rows.ShouldBe(rows[0].EndsWith("orphan", StringComparison.Ordinal) ? Expected("orphan", 500) : Expected("again", 400));

        // One that comes late, after the other is done, has all rows too.
        await using var late = await BeginAsync(options);
        await late.WriteRowsAsync(300, "late");
        await WriteAsync(options, "early", 200);
        await late.CompleteAsync(Token);
        Rows().ShouldBe(Expected("late", 300));
        Directory.EnumerateFiles(Out, ".*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_died_while_its_files_got_their_names_leaves_none_beside_those_of_who_comes_after_it(bool replaces)
    {
        var options = Third with { MaxFileSize = 300 };
        await WriteAsync(options, "before", 100);
        var store = await Stages.StoreAsync("sales");
        var (job, files) = (JobName.Of(StageKey.Parse("out"), "data_03-of-16", Id), new List<PendingFile>());
        var lease = await store.Jobs.TakeAsync(job, JobOwner.Now(), Token);
        for (var number = 0; number < 40; number++)
        {
            await using var writer = await store.CreateAsync(StageKey.Parse($"out/data_03-of-16_0000_{number:D8}.csv"), new WriteOptions(Overwrite: true), Token);
            await writer.Stream.WriteAsync("id,text\n1,dead\n"u8.ToArray(), Token);
            files.Add(await writer.StageAsync(Id, Token));
        }

        var older = await store.ListAsync("out/", Token).ToListAsync();
        await store.Jobs.WriteListAsync(job, JobList.Of(files, replaces ? older : null).ToJson(job, store.Jobs), Token);
        foreach (var file in files.Take(20))
            await store.Jobs.PublishAsync(file, overwrite: true, Token);

        await lease.EndAsync(keep: true);
        await WriteAsync(options, "again", 80);
        Rows().ShouldBe(Expected("again", 80));
        Directory.EnumerateFiles(Out, ".*").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_died_before_its_files_got_their_names_adds_none_to_the_one_file_of_who_comes_after_it()
    {
        await WriteAsync(Third, "before", 5);
        var store = await Stages.StoreAsync("sales");
        var (job, files) = (JobName.Of(StageKey.Parse("out"), "data_03-of-16_0000", Id), new List<PendingFile>());
        var lease = await store.Jobs.TakeAsync(job, JobOwner.Now(), Token);
        for (var number = 0; number < 2; number++)
        {
            await using var writer = await store.CreateAsync(StageKey.Parse($"out/data_03-of-16_0000_{number:D8}.csv"), new WriteOptions(Overwrite: true), Token);
            await writer.Stream.WriteAsync("id,text\n1,dead\n"u8.ToArray(), Token);
            files.Add(await writer.StageAsync(Id, Token));
        }

        var older = await store.ListAsync("out/", Token).ToListAsync();
        await store.Jobs.WriteListAsync(job, JobList.Of(files, older).ToJson(job, store.Jobs), Token);
        await lease.EndAsync(keep: true);
        await WriteAsync(Third, "again", 8);
        await WriteAsync(Third with { Shard = Shard.Of(4, 16), MaxFileSize = 20 }, "other", 9);
        Rows().ShouldBe([.. Expected("again", 8), .. Expected("other", 9)]);
    }

    [Fact]
    public async Task Folders_of_a_source_that_all_shards_read_are_each_one_shards_also_when_their_rows_have_gone_elsewhere()
    {
        var options = new ExportOptions { PartitionBy = ["text"], SharesFolders = true };
        string[] texts = [.. Enumerable.Range(0, 12).Select(static n => $"t{n}")];
        for (var round = 0; round < 2; round++)
        {
            var total = 0L;
            for (var i = 1; i <= 3; i++)
            {
                await using var job = await BeginAsync(options with { Shard = Shard.Of(i, 3) });
                foreach (var text in texts)
                    await job.WriteRowsAsync(5, text);

                total += (await job.CompleteAsync(Token)).RowsUnloaded;
            }

            total.ShouldBe(5 * texts.Length);
            var folders = Directory.EnumerateFiles(Out, "*.csv", SearchOption.AllDirectories).Select(static f => Path.GetFileName(Path.GetDirectoryName(f)!)).ToList();
            folders.Order(StringComparer.Ordinal).ShouldBe(texts.Select(static t => "text=" + t).Order(StringComparer.Ordinal));
            texts = [.. texts.Skip(6).Append("other")];
        }
    }

    [Fact]
    public async Task A_row_that_cannot_be_written_is_counted_among_all_rows()
    {
        var options = new ExportOptions { PartitionBy = ["text"], SharesFolders = true, Shard = Shard.Of(1, 1_000_000) };
        await using var job = await BeginAsync(options);
        await job.WriteRowsAsync(41);
        job.Write([1, new[] { 1, 2 }]);
        (await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => job.CompleteAsync(Token))).Message.ShouldContain("row 42");
    }

    [Fact]
    public async Task Files_of_another_number_of_shards_or_of_none_are_not_added_to()
    {
        await WriteAsync(Third, "a", 5);
        var other = await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(Third with { Shard = Shard.Of(3, 8), Append = true }, "b", 5));
        other.Message.ShouldContain("data_03-of-16_0000_00000000.csv");
        other.Message.ShouldContain("of 16 shards, and this one has 8");
        await (await Stages.Engine.ToStageAsync("@sales/out/")).RunAsync(5);
        (await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => WriteAsync(Third, "b", 5))).Message.ShouldContain("without shards");
        await WriteAsync(Third with { Append = true }, "b", 7);
        Rows().Count.ShouldBe(12);
    }

    [Theory]
    [InlineData("@sales/out.csv", false, false, "name a folder")]
    [InlineData("@sales/out/", true, false, "by itself")]
    [InlineData("@sales/out/", false, true, "partition them")]
    public async Task What_every_shard_would_write_is_refused(string path, bool overwrite, bool shares, string part)
    {
        var options = Third with { Overwrite = overwrite, SharesFolders = shares };
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => BeginAsync(options, path))).Message.ShouldContain(part);
    }
}
