using StageTools.Storage.Folders;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>PUT, GET, COPY FILES: each file is there whole and verified, or not at all.</summary>
public sealed class CopyJobTests : IDisposable
{
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TestFolder _from = new();
    private readonly TestFolder _to = new();

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task What_goes_to_a_stage_and_comes_back_is_the_same()
    {
        using var stages = new Stages.TestStages();
        await stages.CreateAsync("sales");
        var stage = await stages.StoreAsync("sales");
        var bytes = new byte[(3 << 20) + 11];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(_from.At("large.bin"), bytes, TestContext.Current.CancellationToken);
        _from.Write("empty.txt", "");
        _from.Write("a/b c/[1] %20.txt", "text");
        (await Copies.All(_from.Place, stage, "in").RunAsync()).ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        (await Copies.Folder(stage, "in", _to.Place).RunAsync())
            .ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        _to.Files.ShouldBe(_from.Files);
        foreach (var file in _to.Files)
            File.ReadAllBytes(_to.At(file)).AsSpan().SequenceEqual(File.ReadAllBytes(_from.At(file))).ShouldBeTrue(file);
    }

    [Fact]
    public async Task A_result_tells_from_where_to_where_and_how_much()
    {
        _from.Write("a.txt", "12345");
        var copy = (await Copies.All(_from.Place, _to.InStage("sales")).RunAsync()).ShouldHaveSingleItem();
        copy.ShouldBe(new StageCopy(_from.At("a.txt"), "@sales/a.txt", 5, CopyStatus.Copied));
    }

    [Fact]
    public async Task A_name_that_no_stage_can_hold_fails_alone()
    {
        _from.Write("%2e%2e", "dots");
        _from.Write("a.txt", "text");
        var copies = await Copies.All(_from.Place, _to.InStage("sales")).RunAsync();
        copies.Single(static c => c.Status == CopyStatus.Failed).Error!.Code.ShouldBe(StageErrorCode.PathOutsideStage);
        _to.Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_copy_keeps_the_time()
    {
        File.SetLastWriteTimeUtc(_from.Write("a.txt"), Time);
        await Copies.All(_from.Place, _to.Place).RunAsync();
        File.GetLastWriteTimeUtc(_to.At("a.txt")).ShouldBe(Time);
    }

    [Fact]
    public async Task A_file_that_is_there_makes_its_copy_fail()
    {
        _from.Write("a.txt", "new");
        _to.Write("a.txt", "old");
        var copy = (await Copies.All(_from.Place, _to.Place).RunAsync()).ShouldHaveSingleItem();
        copy.Status.ShouldBe(CopyStatus.Failed);
        copy.Error!.Code.ShouldBe(StageErrorCode.FileAlreadyExists);
        _to.Read("a.txt").ShouldBe("old");
    }

    [Fact]
    public async Task Replace_replaces_it()
    {
        _from.Write("a.txt", "new");
        _to.Write("a.txt", "old");
        (await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Replace)).Statuses().ShouldBe([CopyStatus.Copied]);
        _to.Read("a.txt").ShouldBe("new");
    }

    [Fact]
    public async Task Update_skips_a_file_of_the_same_size_and_time()
    {
        // rclone's rule: it is not even read.
        File.SetLastWriteTimeUtc(_from.Write("a.txt", "new"), Time);
        File.SetLastWriteTimeUtc(_to.Write("a.txt", "old"), Time);
        (await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Skipped]);
        _to.Read("a.txt").ShouldBe("old");
    }

    [Fact]
    public async Task Update_skips_a_file_of_the_same_bytes_and_another_time()
    {
        File.SetLastWriteTimeUtc(_from.Write("a.txt", "same"), Time);
        _to.Write("a.txt", "same");
        (await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Skipped]);
    }

    [Theory]
    [InlineData("old")]
    [InlineData("older")]
    public async Task Update_replaces_a_file_of_other_bytes(string old)
    {
        File.SetLastWriteTimeUtc(_from.Write("a.txt", "new"), Time);
        _to.Write("a.txt", old);
        (await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Copied]);
        _to.Read("a.txt").ShouldBe("new");
    }

    [Fact]
    public async Task Update_run_again_skips_everything()
    {
        _from.Write("a.txt");
        _from.Write("b/c.txt");
        await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Update);
        (await Copies.All(_from.Place, _to.Place).RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Skipped, CopyStatus.Skipped]);
    }

    [Fact]
    public async Task One_file_that_fails_does_not_stop_the_others()
    {
        foreach (var key in (string[])["a.txt", "b.txt", "c.txt"])
            _from.Write(key);
        _to.Folder("b.txt");
        (await Copies.All(_from.Place, _to.Place).RunAsync()).Statuses().ShouldBe([CopyStatus.Copied, CopyStatus.Failed, CopyStatus.Copied]);
        _to.Files.ShouldBe(["a.txt", "c.txt"]);
    }

    [Fact]
    public async Task A_file_that_vanished_after_it_was_listed_fails_alone()
    {
        foreach (var key in (string[])["a.txt", "b.txt"])
            _from.Write(key);
        var items = await Copies.All(_from.Place, _to.Place).ToListAsync();
        File.Delete(_from.At("a.txt"));
        (await items.ToAsync().RunAsync()).Statuses().ShouldBe([CopyStatus.Failed, CopyStatus.Copied]);
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("longer than it was when it was listed")]
    public async Task A_file_that_changed_after_it_was_listed_is_an_error(string changed)
    {
        _from.Write("a.txt", "as it was listed");
        _to.Write("a.txt", "old");
        var items = await Copies.All(_from.Place, _to.Place).ToListAsync();
        _from.Write("a.txt", changed);
        (await items.ToAsync().RunAsync(IfFileExists.Replace)).ShouldHaveSingleItem().Error!.Code.ShouldBe(StageErrorCode.ChecksumMismatch);
        _to.Files.ShouldBe(["a.txt"]);
        _to.Read("a.txt").ShouldBe("old");
    }

    [Theory]
    [InlineData("sales", "sales")]
    [InlineData("sales", "SALES")]
    public async Task A_file_of_a_stage_cannot_be_copied_onto_itself(string from, string to)
    {
        _from.Write("a.txt", "content");
        var copies = await Copies.All(_from.InStage(from), _from.InStage(to)).RunAsync(IfFileExists.Replace);
        copies.ShouldHaveSingleItem().Error!.Code.ShouldBe(StageErrorCode.PathInvalid);
        _from.Read("a.txt").ShouldBe("content");
    }

    [Fact]
    public async Task A_file_of_the_users_cannot_be_copied_onto_itself()
    {
        _from.Write("a.txt", "content");
        (await Copies.All(_from.Place, _from.Place).RunAsync(IfFileExists.Replace)).ShouldHaveSingleItem().Error!.Code.ShouldBe(StageErrorCode.PathInvalid);
        _from.Read("a.txt").ShouldBe("content");
    }

    [Fact]
    public async Task Files_that_cannot_be_listed_at_all_are_an_error() =>
        await StageErrorCode.StoreUnavailable.ShouldFailAsync(
            () => Copies.All(new FileStore(_from.At("gone")), _to.Place).RunAsync());

    [Fact]
    public async Task Progress_counts_what_was_found_and_done()
    {
        _from.Write("a.txt", "12345");
        _from.Write("b.txt", "123");
        _to.Write("b.txt", "123");
        var job = new CopyJob(new CopyOptions { Existing = IfFileExists.Update });
        await job.RunAsync(Copies.All(_from.Place, _to.Place), TestContext.Current.CancellationToken).ToListAsync();
        (job.Progress.FilesFound, job.Progress.FilesDone, job.Progress.BytesFound, job.Progress.BytesDone).ShouldBe((2, 2, 8, 8));
    }

    [Fact]
    public async Task A_full_disk_fails_each_file_that_does_not_fit_and_no_other()
    {
        using var disk = SmallDisk.MountOrSkip();
        await File.WriteAllBytesAsync(_from.At("a-small.bin"), new byte[1000], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_from.At("b-large.bin"), new byte[2 << 20], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_from.At("c-small.bin"), new byte[1000], TestContext.Current.CancellationToken);
        var copies = await Copies.All(_from.Place, FileStore.Local(disk.Path)).RunAsync();
        copies.Statuses().ShouldBe([CopyStatus.Copied, CopyStatus.Failed, CopyStatus.Copied]);
        copies.Single(static copy => copy.Error is not null).Error!.Code.ShouldBe(StageErrorCode.StoreFull);
        Directory.GetFiles(disk.Path).Length.ShouldBe(2);
    }

    [Fact]
    public void One_command_gives_a_name_to_one_file_alone()
    {
        var taken = new TakenTargets();
        taken.TryTake("file:///t/a", "file:///p/a", static () => true).ShouldBeTrue();
        taken.TryTake("file:///t/a", "file:///p/a", static () => true).ShouldBeTrue("the same file once more");
        taken.TryTake("file:///t/a", "file:///q/a", static () => false).ShouldBeFalse();
        taken.TryTake("file:///t/b", "file:///q/a", static () => true).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_that_differ_in_case_alone_are_one_where_a_folder_does_not_tell_them_apart(bool folds)
    {
        var taken = new TakenTargets();
        taken.TryTake("t/a", "p/a", () => folds).ShouldBeTrue();
        taken.TryTake("t/A", "p/A", () => folds).ShouldBe(!folds);
        taken.TryTake("t/A", "q/A", () => folds).ShouldBeFalse();
        taken.TryTake("t/a", "p/a", () => folds).ShouldBeTrue();
    }

    [Theory]
    [InlineData(IfFileExists.Replace)]
    [InlineData(IfFileExists.Update)]
    public async Task A_link_in_the_way_is_replaced_and_what_it_leads_to_is_another_file(IfFileExists existing)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links want rights there");
        _from.Write("jan.csv", "new");
        _from.Write("latest.csv", "newest");
        _to.Write("jan.csv", "old");
        File.CreateSymbolicLink(_to.At("latest.csv"), "jan.csv");
        (await Copies.All(_from.Place, _to.Place).RunAsync(existing)).ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        (File.ReadAllText(_to.At("jan.csv")), File.ReadAllText(_to.At("latest.csv"))).ShouldBe(("new", "newest"));
    }

    [Fact]
    public void A_folder_shows_whether_it_tells_names_apart_by_their_case()
    {
        _to.Write("d/A");
        var folds = File.Exists(_to.At("d/a"));
        _to.Store.FoldsCase(StageTools.Paths.StageKey.Parse("d/b")).ShouldBe(folds);
        _to.Store.FoldsCase(StageTools.Paths.StageKey.Parse("new/b")).ShouldBe(folds);
        _to.Files.ShouldBe(["d/A"]);
    }
}
