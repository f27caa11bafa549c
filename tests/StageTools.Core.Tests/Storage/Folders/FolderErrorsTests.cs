using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>What each error of the operating system's is to who works with a folder, and what a job's files are called.</summary>
public sealed class FolderErrorsTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private readonly TestFolder _folder = new();

    /// <summary>An error, its code, and a part of its sentence.</summary>
    public static TheoryData<Exception, StageErrorCode, string> Errors => new()
    {
        { new IOException("x", 28), StageErrorCode.StoreFull, "No space is left" },
        { new IOException("x", 122), StageErrorCode.StoreFull, "No space is left" },
        { new IOException("x", 69), StageErrorCode.StoreFull, "No space is left" },
        { new IOException("x", unchecked((int)0x80070070)), StageErrorCode.StoreFull, "No space is left" },
        { new IOException("x", unchecked((int)0x80070027)), StageErrorCode.StoreFull, "No space is left" },
        { new IOException("x", 40), StageErrorCode.PathInvalid, "run in a circle" },
        { new IOException("x", 30), StageErrorCode.AccessDenied, "refuses access to 'a/b'" },
        { new IOException("x", 20), StageErrorCode.ItemKindMismatch, "A part of 'a/b' is a file" },
        { new IOException("It broke: '/proc/self/fd/7'", 5), StageErrorCode.StoreUnavailable, "failed for 'a/b': It broke" },
        { new UnauthorizedAccessException(), StageErrorCode.AccessDenied, "refuses access to 'a/b'" },
        { new FileNotFoundException(), StageErrorCode.FileNotFound, "'a/b'" },
        { new DirectoryNotFoundException(), StageErrorCode.FileNotFound, "'a/b'" },
        { new PathTooLongException(), StageErrorCode.PathInvalid, "is too long" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public void Each_error_is_told_in_one_sentence(Exception error, StageErrorCode code, string sentence)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are Linux's.");
        var told = FileStoreErrors.Explain(error, _folder.Path, "a/b");
        (told.Code, told.InnerException).ShouldBe((code, error));
        told.Message.ShouldContain(sentence);
        told.Message.ShouldNotContain("/proc/self");
        FileStoreErrors.IsFull(error).ShouldBe(code is StageErrorCode.StoreFull);
        FileStoreErrors.Is(error).ShouldBeTrue();
        FileStoreErrors.Explain(error, _folder.At("gone"), "a/b").Code.ShouldBe(StageErrorCode.StoreUnavailable);
    }

    [Fact]
    public void Of_the_folder_itself_its_path_is_told_and_what_is_no_error_of_the_systems_is_none()
    {
        FileStoreErrors.Explain(new UnauthorizedAccessException(), _folder.Path, "").Message.ShouldContain($"access to '{_folder.Path}' in");
        FileStoreErrors.Is(new InvalidOperationException()).ShouldBeFalse();
        FileStoreErrors.IsFull(new UnauthorizedAccessException()).ShouldBeFalse();
        FileStoreErrors.Link("l", leadsToFolder: true).Code.ShouldBe(StageErrorCode.ItemKindMismatch);
        FileStoreErrors.Link("l", leadsToFolder: false).Code.ShouldBe(StageErrorCode.FileNotFound);
    }

    [Fact]
    public void A_jobs_files_are_hidden_and_known_by_its_id()
    {
        var job = JobName.Of(StageKey.Parse("dir"), "a.csv", Id);
        JobName.OfJournal(job.Journal.Value).ShouldBe(job);
        JobName.OfJournal(job.List.Value).ShouldBeNull();
        JobName.OfJournal($"dir/{JobName.Prefix}x-{Id}.journal").ShouldBeNull();
        foreach (var key in (string[])[job.Journal.Value, job.List.Value, $"dir/{JobName.NewStaged(Id)}"])
            (JobName.IsHidden(key), JobName.IsHidden(key + ".csv"), JobName.IsHidden(key.Replace(".stage", "stage", StringComparison.Ordinal))).ShouldBe((true, false, false));
        JobName.IsHidden($"{JobName.NewStaged(Id)}/a.csv").ShouldBeFalse();
        JobName.IsStaged(JobName.NewStaged(Id), Id).ShouldBeTrue();
        JobName.IsStaged(JobName.NewStaged(Id[..^1] + "0"), Id).ShouldBeFalse();
        JobName.IsStaged(JobName.NewStaged(Id) + "x", Id).ShouldBeFalse();
        job.IsNamedAfter($"a/b/data_{Id}_0000_00000000.csv").ShouldBeTrue();
        job.IsNamedAfter($"data_{Id}").ShouldBeTrue();
        job.IsNamedAfter($"a/{Id}/data.csv").ShouldBeFalse();
        job.IsNamedAfter($"{Id}/a/data.csv").ShouldBeFalse();
        JobOwner.Read(JobOwner.Now().ToJson())!.By.ShouldContain($"process {Environment.ProcessId}");
        JobOwner.Read("{}"u8).ShouldBeNull();
        JobOwner.Read("no"u8).ShouldBeNull();
        var foreign = new JobOwner($"a\u001b[31m\n{new string('x', 300)}", default);
        JobOwner.Read(foreign.ToJson())!.By.ShouldBe($"a[31m{new string('x', 195)}");
    }
}
