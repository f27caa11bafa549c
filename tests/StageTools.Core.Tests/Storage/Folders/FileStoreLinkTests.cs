using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>DESIGN, "Stage paths": no link ever leads outside its stage.</summary>
public sealed class FileStoreLinkTests : IDisposable
{
    private const string Secret = "outside";

    private readonly TestFolder _folder = new();
    private readonly FileStore _store;

    public FileStoreLinkTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links want a privilege on Windows");
        _folder.Write("outside/secret.txt", Secret);
        _folder.Write("stage/inside.txt", "inside");
        _store = new FileStore(_folder.At("stage"));
        Link("file.txt", "../outside/secret.txt");
        Link("folder", "../outside");
    }

    public static TheoryData<string> Outside => ["file.txt", "folder/secret.txt"];

    public void Dispose()
    {
        var content = _folder.Read("outside/secret.txt");
        _folder.Dispose();
        content.ShouldBe(Secret);
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public Task Read_refuses_a_link_that_leads_outside(string key) => StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.ReadTextAsync(key));

    [Theory]
    [MemberData(nameof(Outside))]
    [InlineData("folder/new.txt")]
    public async Task Write_refuses_a_link_that_leads_outside(string key)
    {
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.WriteTextAsync(key));
        Directory.GetFiles(_folder.At("outside")).Length.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public Task Find_refuses_a_link_that_leads_outside(string key) => StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.FindAsync(key));

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task Remove_refuses_a_link_that_leads_outside(string key) =>
        (await _store.RemoveAsync(key))!.Code.ShouldBe(StageErrorCode.PathOutsideStage);

    [Fact]
    public async Task Move_refuses_a_link_that_leads_outside()
    {
        var (inside, outside) = (StageKey.Parse("inside.txt"), StageKey.Parse("folder/secret.txt"));
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.MoveAsync(inside, outside, overwrite: true, TestContext.Current.CancellationToken));
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.MoveAsync(outside, inside, overwrite: true, TestContext.Current.CancellationToken));
        _folder.Read("stage/inside.txt").ShouldBe("inside");
    }

    [Fact]
    public Task Removing_a_folder_refuses_a_link_that_leads_outside() => StageErrorCode.PathOutsideStage.ShouldFailAsync(
        () => _store.RemoveFolderAsync(StageKey.Parse("folder"), recurse: true, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Removing_a_folder_that_holds_such_a_link_leaves_what_the_link_leads_to()
    {
        _folder.Folder("stage/sub");
        Link("sub/link", "../../outside");
        await _store.RemoveFolderAsync(StageKey.Parse("sub"), recurse: true, TestContext.Current.CancellationToken);
        Directory.Exists(_folder.At("stage/sub")).ShouldBeFalse();
    }

    [Fact]
    public async Task Links_that_lead_outside_are_left_out_of_listings()
    {
        (await _store.KeysAsync()).ShouldBe(["inside.txt"]);
        (await _store.FolderAsync("")).ShouldBe(["inside.txt"]);
    }

    [Fact]
    public Task Listing_below_a_link_that_leads_outside_is_refused() => StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.KeysAsync("folder/"));

    [Fact]
    public Task A_link_that_leads_outside_by_way_of_another_is_refused()
    {
        Link("second", "folder");
        return StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.ReadTextAsync("second/secret.txt"));
    }

    [Fact]
    public Task A_link_to_a_folder_whose_name_begins_like_the_stages_is_refused()
    {
        _folder.Write("stage-other/a.txt");
        Link("other", "../stage-other");
        return StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _store.ReadTextAsync("other/a.txt"));
    }

    [Fact]
    public async Task A_link_to_a_file_inside_is_listed_with_what_it_leads_to_and_read()
    {
        Link("link.txt", "inside.txt");
        var item = (await _store.FindAsync("link.txt"))!.Value;
        item.Size.ShouldBe("inside".Length);
        (await _store.KeysAsync("link")).ShouldBe(["link.txt"]);
        (await _store.ReadTextAsync("link.txt")).ShouldBe("inside");
    }

    [Fact]
    public async Task A_file_is_written_and_read_through_a_link_to_a_folder_inside()
    {
        _folder.Folder("stage/real");
        Link("link", "real");
        await _store.WriteTextAsync("link/a.txt", "through");
        _folder.Read("stage/real/a.txt").ShouldBe("through");
        (await _store.ReadTextAsync("link/a.txt")).ShouldBe("through");
    }

    [Fact]
    public async Task A_stage_whose_own_folder_is_a_link_works()
    {
        File.CreateSymbolicLink(_folder.At("alias"), "stage");
        Link("link.txt", "inside.txt");
        (await new FileStore(_folder.At("alias")).ReadTextAsync("link.txt")).ShouldBe("inside");
    }

    [Fact]
    public async Task Links_that_run_in_a_circle_are_left_out_of_listings()
    {
        Link("a", "b");
        Link("b", "a");
        Link("self", ".");
        (await _store.KeysAsync()).ShouldBe(["inside.txt"]);
    }

    [Fact]
    public async Task A_link_to_a_file_that_is_gone_is_left_out_of_listings()
    {
        Link("dangling", "gone.txt");
        (await _store.KeysAsync()).ShouldBe(["inside.txt"]);
    }

    [Fact]
    public async Task Among_the_users_own_files_each_link_that_stands_for_no_file_is_an_error_and_the_rest_is_listed()
    {
        Link("dangling", "gone.txt");
        Link("a", "b");
        Link("b", "a");
        var items = await new FileStore(_folder.At("stage"), confined: false).ListAsync("", TestContext.Current.CancellationToken).ToListAsync();
        items.Where(static i => i.Error is null).Select(static i => i.Key).ShouldBe(["file.txt", "inside.txt"]);
        items.Where(static i => i.Error is not null).Select(static i => (i.Key, i.Error!.Code)).ShouldBe([
            ("a", StageErrorCode.PathInvalid),
            ("b", StageErrorCode.PathInvalid),
            ("dangling", StageErrorCode.FileNotFound),
            ("folder", StageErrorCode.ItemKindMismatch),
        ]);
    }

    [Fact]
    public async Task A_link_to_a_file_that_is_gone_is_not_found()
    {
        Link("dangling", "gone.txt");
        (await _store.FindAsync("dangling")).ShouldBeNull();
    }

    [Theory]
    [InlineData("link.txt", "inside.txt")]
    [InlineData("Inside.txt", "inside.txt")]
    [InlineData("inside.txt", "link.txt")]
    [InlineData("hard.txt", "inside.txt")]
    [InlineData("here/inside.txt", "inside.txt")]
    public async Task A_file_takes_no_place_that_is_its_own_by_a_link(string source, string target)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file system may not tell names apart by their case");
        Link("link.txt", "inside.txt");
        Link("Inside.txt", "inside.txt");
        Link("here", ".");
        UnixCalls.Link(_folder.At("stage/inside.txt"), _folder.At("stage/hard.txt")).ShouldBe(0);
        foreach (var opening in (Opening[])[Opening.Kernel, Opening.Descriptor, Opening.Portable])
        {
            var store = new FileStore(_folder.At("stage"), opening: opening);
            var error = await StageErrorCode.PathInvalid.ShouldFailAsync(() => MoveAsync(store, source, target));
            error.Message.ShouldContain("one and the same file");
            _folder.Read("stage/" + source).ShouldBe("inside");
            _folder.Read("stage/" + target).ShouldBe("inside");
        }

        await MoveAsync(_store, "link.txt", "other.txt");
        await MoveAsync(_store, "inside.txt", "moved.txt");
        (await _store.ReadTextAsync("hard.txt")).ShouldBe("inside");
    }

    private static Task MoveAsync(FileStore store, string source, string target) =>
        store.MoveAsync(StageKey.Parse(source), StageKey.Parse(target), overwrite: true, TestContext.Current.CancellationToken);

    private void Link(string key, string target) => File.CreateSymbolicLink(_folder.At("stage/" + key), target);
}
