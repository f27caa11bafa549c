using System.Runtime.Versioning;
using StageTools.Core.Worker;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;
using StageTools.Storage.Jobs;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>Jobs of several files in a folder: what is left where one dies between two steps, and where the folder refuses one of them.</summary>
public sealed class FolderJobsTests : IDisposable
{
    private static readonly JobName Job = JobName.Of(StageKey.Parse("out"), string.Empty, "0123456789abcdef0123456789abcdef");

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_dead_job_that_has_its_list_is_undone_or_where_it_replaces_ended(bool replaces, bool isEmpty)
    {
        var content = isEmpty ? string.Empty : "new";
        var list = JobList.Of([await StageAsync("out/new.csv", content)], replaces ? [] : null);
        await DieAsync(async () => await _folder.Place.Jobs.WriteListAsync(Job, list.ToJson(Job, _folder.Place.Jobs), Token));
        (await _folder.Place.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        _folder.Files.ShouldBe(replaces ? ["out/new.csv"] : []);
        if (replaces)
            _folder.Read("out/new.csv").ShouldBe(content);
    }

    [Fact]
    public async Task A_dead_job_whose_list_could_not_be_read_is_undone_as_soon_as_it_can()
    {
        var list = JobList.Of([await StageAsync("out/new.csv", "new")], older: null).ToJson(Job, _folder.Place.Jobs);
        await DieAsync(() => _folder.Place.Jobs.WriteListAsync(Job, list.AsMemory()[1..], Token));
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => _folder.Place.RemoveLeftoversAsync(TimeSpan.Zero, Token));
        File.Delete(Directory.GetFiles(_folder.At("out"), "*.list").Single());
        await _folder.Place.Jobs.WriteListAsync(Job, list, Token);
        (await _folder.Place.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_job_without_a_list_leaves_nothing_and_takes_nothing_of_others()
    {
        _folder.Write("out/old.csv");
        await DieAsync(() => StageAsync("out/new.csv", "new"));
        (await _folder.Place.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        _folder.Files.ShouldBe(["out/old.csv"]);
    }

    [Fact]
    public async Task Of_many_dead_jobs_each_that_begins_deals_with_some_and_a_repair_with_all()
    {
        for (var n = 0; n < 40; n++)
            await (await _folder.Place.Jobs.TakeAsync(JobName.OfNoTarget(Job.Folder), JobOwner.Now(), Token)).EndAsync(keep: true);
        (await StoreJob.SettleAsync(_folder.Place, JobName.OfNoTarget(Job.Folder), isAlone: false, Token)).Count.ShouldBe(JobRecovery.MostDead);
        (await _folder.Place.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(40 - JobRecovery.MostDead);
        Directory.EnumerateFileSystemEntries(_folder.At("out")).ShouldBeEmpty();
    }

    /// <summary>A journal that others may read tells them too whether its job lives; where it is nobody else's to read, the job may live.</summary>
    [Theory]
    [InlineData(0x1A4, true)]
    [InlineData(0x180, false)]
    [UnsupportedOSPlatform("windows")]
    public async Task A_dead_job_of_another_user_is_known_as_dead(int mode, bool isKnown)
    {
        AnotherUser.Require();
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ED);
        var lease = await _folder.Place.Jobs.TakeAsync(Job, JobOwner.Now(), Token);
        File.SetUnixFileMode(_folder.At(Job.Journal.Value), (UnixFileMode)mode);
        AnotherUser.Run(() => Look(JobState.Living).ReleaseAsync().AsTask().Wait());
        await lease.EndAsync(keep: true);
        AnotherUser.Run(() =>
        {
            var first = Look(isKnown ? JobState.Dead : JobState.Living);
            Look(JobState.Living);
            first.ReleaseAsync().AsTask().Wait();
        });

        JobSign Look(JobState expected)
        {
            using var folder = OpenedItem.Root(_folder.At("out"));
            var sign = FolderLease.Look(folder, Job.Journal.Name);
            sign.State.ShouldBe(expected);
            return sign;
        }
    }

    /// <summary>Where another user may remove what a dead job left, it goes; where not, only a job of the same target hears of it.</summary>
    [Theory]
    [InlineData(0x1FF, true)]
    [InlineData(0x3FF, false)]
    [UnsupportedOSPlatform("windows")]
    public async Task What_another_users_dead_job_left_goes_or_is_in_nobodys_way(int mode, bool isRemoved)
    {
        AnotherUser.Require();
        await DieAsync(() => StageAsync("out/new.csv", "new"));
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1ED);
        File.SetUnixFileMode(_folder.At("out"), (UnixFileMode)mode);
        var same = JobName.Of(Job.Folder, string.Empty, "1123456789abcdef0123456789abcdef");
        var before = _folder.Files;
        AnotherUser.Run(() =>
        {
            if (!isRemoved)
                StageErrorCode.AccessDenied.ShouldFail(() => Settle(same, isAlone: true));
            Settle(same, isAlone: false).ShouldBe(isRemoved ? 1 : 0);
            Settle(JobName.OfNoTarget(Job.Folder), isAlone: false).ShouldBe(0);
        });
        _folder.Files.ShouldBe(isRemoved ? [] : before);

        // All of it on the one thread that has the user's rights.
        int Settle(JobName job, bool isAlone) => StoreJob.SettleAsync(_folder.Place, job, isAlone, Token).GetAwaiter().GetResult().Count;
    }

    /// <summary>Two files take their names and one leaves: each may be refused before it is done, or be done and its answer lost.</summary>
    [Fact]
    public async Task A_step_that_is_refused_once_while_files_are_replaced_is_taken_again()
    {
        var completed = 0;
        for (var step = 1; await ReplaceAsync(step) is { } isCompleted; step++)
            completed += isCompleted ? 1 : 0;
        completed.ShouldBe(3 * 2);
    }

    // With a journal, and nobody who holds it.
    private async Task DieAsync(Func<Task> work)
    {
        var lease = await _folder.Place.Jobs.TakeAsync(Job, JobOwner.Now(), Token);
        await work();
        await lease.EndAsync(keep: true);
    }

    private async Task<PendingFile> StageAsync(string key, string content)
    {
        await using var writer = await _folder.Place.CreateAsync(key);
        await writer.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), Token);
        return await writer.StageAsync(Job.Id, Token);
    }

    // Null where there are not so many steps.
    private async Task<bool?> ReplaceAsync(int refused)
    {
        foreach (var left in _folder.Files)
            File.Delete(_folder.At(left));
        _folder.Write("out/a.csv", "old");
        _folder.Write("out/b.csv", "old");
        var older = await _folder.Place.ListAsync("out/", Token).ToListAsync(Token);
        PendingFile[] files = [await StageAsync("out/a.csv", "new"), await StageAsync("out/c.csv", "new")];
        var steps = new Steps(refused, new StageException(StageErrorCode.StoreUnavailable, "Not now."));
        var job = (StoreJob?)null;
        var isCompleted = false;
        try
        {
            job = await StoreJob.BeginAsync(new SteppedStore(_folder.Place, steps), Job, isAlone: true, Token);
            await job.CompleteAsync(files, older, Token);
            isCompleted = true;
        }
        catch (StageException e)
        {
            e.Code.ShouldBe(StageErrorCode.StoreUnavailable);
        }

        if (job is not null)
            await job.DisposeAsync(files);
        await _folder.Place.RemoveLeftoversAsync(TimeSpan.Zero, Token);
        var named = _folder.Files.Where(static file => file.EndsWith(".csv", StringComparison.Ordinal));
        string[] all = [.. named.Select(file => $"{file} {_folder.Read(file)}")];
        if (isCompleted || all.Contains("out/a.csv new"))
            all.ShouldBe(["out/a.csv new", "out/c.csv new"]);
        else
            all.ShouldBe(["out/a.csv old", "out/b.csv old"]);
        return steps.Count < refused ? null : isCompleted;
    }
}
