using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

public sealed class FileStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private FileStore Store => _folder.Store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a b.txt")]
    [InlineData("[1].txt")]
    [InlineData("*.txt")]
    [InlineData("a?.txt")]
    [InlineData("100%.txt")]
    [InlineData("%41.txt")]
    [InlineData("#1.txt")]
    [InlineData("C:.txt")]
    [InlineData("it's \"it\".txt")]
    [InlineData("販売/été 😀.txt")]
    [InlineData("back\\slash.txt")]
    [InlineData("..\\up.txt")]
    [InlineData("line\nend.txt")]
    [InlineData(" leading and trailing ")]
    [InlineData("...")]
    [InlineData("~")]
    [InlineData("-rf")]
    public async Task A_name_is_kept_as_it_is(string key)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps some of these characters for itself");
        await Store.WriteTextAsync(key, key);
        (await Store.KeysAsync()).ShouldBe([key]);
        (await Store.ReadTextAsync(key)).ShouldBe(key);
        _folder.Files.ShouldBe([key]);
        (await Store.RemoveAsync(key)).ShouldBeNull();
        (await Store.KeysAsync()).ShouldBeEmpty();
    }

    // https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    [Fact]
    public void What_Windows_keeps_for_itself_is_no_name_there()
    {
        string[] devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(static n => new[] { $"com{n}", $"lpt{n}" })];
        string[] kept =
        [
            .. devices.SelectMany(static name => new[] { name, name.ToUpperInvariant(), char.ToUpperInvariant(name[0]) + name[1..], name + ".txt", name + ".tar.gz" }),
            .. "<>:\"|?*\\\0\t\n\u001F".SelectMany(static sign => new[] { $"{sign}", $"a{sign}b" }), "a.", "a ", "...", " ",
        ];
        string[] free = [.. devices.SelectMany(static name => new[] { name + "x", "x" + name, "x." + name, name + "_.txt" }), "com", "com10", "a b", " a", ".a", "a..b", "日本", "~", "-rf", "'%$#@!"];
        kept.Where(static name => FolderBoundary.IsNameOnWindows(name)).ShouldBeEmpty();
        free.Where(static name => !FolderBoundary.IsNameOnWindows(name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_that_differ_in_case_are_two_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file system may not tell them apart");
        await Store.WriteTextAsync("a.txt", "lower");
        await Store.WriteTextAsync("A.txt", "upper");
        (await Store.KeysAsync()).ShouldBe(["A.txt", "a.txt"]);
        (await Store.ReadTextAsync("a.txt")).ShouldBe("lower");
    }

    [Fact]
    public Task An_empty_segment_is_refused() => StageErrorCode.PathInvalid.ShouldFailAsync(() => Store.WriteTextAsync("a//b"));

    [Theory]
    [InlineData(".stagetools-1.part")]
    [InlineData("a/.stagetools-1.part")]
    [InlineData(".stagetools-1.part/a.txt")]
    public async Task A_name_that_would_be_taken_for_an_unfinished_file_is_refused(string key)
    {
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => Store.WriteTextAsync(key));
        _folder.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("new/.stagetools-1.part", StageErrorCode.PathInvalid)]
    [InlineData("new/a\0b", StageErrorCode.PathInvalid)]
    [InlineData("new/..", StageErrorCode.PathOutsideStage)]
    [InlineData("new/.", StageErrorCode.PathOutsideStage)]
    [InlineData("new/", StageErrorCode.PathInvalid)]
    public async Task No_folder_is_made_for_a_name_that_is_refused(string key, StageErrorCode code)
    {
        foreach (var overwrite in (bool[])[false, true])
            await code.ShouldFailAsync(() => Store.CreateAsync(StageKey.FromStore(key), new WriteOptions(overwrite), Token));

        Directory.Exists(_folder.At("new")).ShouldBeFalse();
    }

    [Fact]
    public Task The_stage_itself_is_no_file() => StageErrorCode.PathInvalid.ShouldFailAsync(() => Store.WriteTextAsync(""));

    [Fact]
    public Task A_name_too_long_for_the_file_system_is_refused() => StageErrorCode.PathInvalid.ShouldFailAsync(() => Store.WriteTextAsync(new string('a', 300)));

    [Fact]
    public async Task Reading_begins_where_it_is_told_to()
    {
        _folder.Write("a.txt", "0123456789");
        (await Store.ReadTextAsync("a.txt", 4)).ShouldBe("456789");
    }

    [Fact]
    public async Task Reading_what_is_not_there_says_so() =>
        (await StageErrorCode.FileNotFound.ShouldFailAsync(() => Store.ReadTextAsync("a.txt"))).Target.ShouldBe(_folder.At("a.txt"));

    [Fact]
    public Task Reading_a_folder_says_so()
    {
        _folder.Folder("a");
        return StageErrorCode.ItemKindMismatch.ShouldFailAsync(() => Store.ReadTextAsync("a"));
    }

    [Fact]
    public Task Writing_over_a_folder_says_so()
    {
        _folder.Folder("a");
        return StageErrorCode.ItemKindMismatch.ShouldFailAsync(() => Store.WriteTextAsync("a"));
    }

    [Fact]
    public async Task Writing_below_a_file_leaves_the_file()
    {
        _folder.Write("a", "file");
        await Should.ThrowAsync<StageException>(() => Store.WriteTextAsync("a/b"));
        _folder.Read("a").ShouldBe("file");
    }

    [Fact]
    public async Task What_lies_below_a_file_is_not_found()
    {
        _folder.Write("a");
        (await Store.FindAsync("a/b")).ShouldBeNull();
    }

    [Fact]
    public async Task Removing_goes_on_after_a_file_that_cannot_be_removed()
    {
        _folder.Write("a");
        _folder.Write("c");
        var failures = await Store.RemoveAsync([StageKey.Parse("a"), StageKey.Parse("b"), StageKey.Parse("c")], Token);
        failures.ShouldHaveSingleItem().Error.Code.ShouldBe(StageErrorCode.FileNotFound);
        _folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Removing_a_file_does_not_remove_a_folder()
    {
        _folder.Write("a/b");
        (await Store.RemoveAsync("a"))!.Code.ShouldBe(StageErrorCode.ItemKindMismatch);
        _folder.Files.ShouldBe(["a/b"]);
    }

    [Fact]
    public async Task A_folder_that_holds_files_is_removed_only_with_them()
    {
        _folder.Write("a/b/c");
        await StageErrorCode.FolderNotEmpty.ShouldFailAsync(() => Store.RemoveFolderAsync(StageKey.Parse("a"), recurse: false, Token));
        _folder.Files.ShouldBe(["a/b/c"]);
        await Store.RemoveFolderAsync(StageKey.Parse("a"), recurse: true, Token);
        Directory.Exists(_folder.At("a")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_is_moved()
    {
        _folder.Write("a", "moved");
        await MoveAsync("a", "new/b");
        _folder.Files.ShouldBe(["new/b"]);
        _folder.Read("new/b").ShouldBe("moved");
    }

    [Fact]
    public async Task A_move_replaces_a_file_only_when_told_to()
    {
        _folder.Write("a", "new");
        _folder.Write("b", "old");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => MoveAsync("a", "b"));
        _folder.Read("b").ShouldBe("old");
        await MoveAsync("a", "b", overwrite: true);
        _folder.Read("b").ShouldBe("new");
    }

    [Fact]
    public async Task A_name_gets_other_capitals_where_the_file_system_folds_them()
    {
        _folder.Write("a.csv", "moved");
        Assert.SkipUnless(File.Exists(_folder.At("A.csv")), "the file system tells them apart");
        await MoveAsync("a.csv", "A.csv", overwrite: true);
        _folder.Files.ShouldBe(["A.csv"]);
        _folder.Read("A.csv").ShouldBe("moved");
    }

    [Fact]
    public async Task A_folder_is_moved_with_all_that_is_in_it()
    {
        _folder.Write("a/b/c");
        await MoveAsync("a", "x/y");
        _folder.Files.ShouldBe(["x/y/b/c"]);
    }

    [Fact]
    public async Task A_folder_cannot_be_moved_into_itself()
    {
        _folder.Write("a/b");
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => MoveAsync("a", "a/c"));
        _folder.Files.ShouldBe(["a/b"]);
    }

    [Fact]
    public async Task The_stage_itself_cannot_be_moved()
    {
        _folder.Write("a/b");
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => MoveAsync("", "a/c"));
    }

    [Fact]
    public Task Moving_what_is_not_there_says_so() => StageErrorCode.FileNotFound.ShouldFailAsync(() => MoveAsync("a", "b"));

    [Fact]
    public async Task A_folder_is_made_with_those_above_it()
    {
        await Store.CreateFolderAsync(StageKey.Parse("a/b"), Token);
        (await Store.FindAsync("a/b"))!.Value.IsFolder.ShouldBeTrue();
    }

    [Fact]
    public Task A_folder_is_not_made_over_a_file()
    {
        _folder.Write("a");
        return StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => Store.CreateFolderAsync(StageKey.Parse("a"), Token));
    }

    private Task MoveAsync(string from, string to, bool overwrite = false) => Store.MoveAsync(StageKey.Parse(from), StageKey.Parse(to), overwrite, Token);
}
