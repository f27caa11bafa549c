using System.Runtime.Versioning;
using StageTools.Catalog;
using StageTools.Core.Tests.Storage;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>DESIGN, rule 1: every user has one; it is never created, altered, dropped or listed.</summary>
public sealed class UserStageTests : IDisposable
{
    private readonly TestStages _stages = new();

    public static TheoryData<IfStageExists> All => [.. Enum.GetValues<IfStageExists>()];

    public void Dispose() => _stages.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public Task It_cannot_be_created(IfStageExists ifExists) => StageErrorCode.UserStageFixed.ShouldFailAsync(() => _stages.CreateAsync("~", ifExists));

    [Fact]
    public Task It_cannot_be_altered() => StageErrorCode.UserStageFixed.ShouldFailAsync(() => _stages.SetAsync("~", new StageChange { Enabled = false }));

    [Fact]
    public Task It_cannot_be_renamed() => StageErrorCode.UserStageFixed.ShouldFailAsync(() => _stages.RenameAsync("~", "mine"));

    [Fact]
    public async Task No_stage_can_take_its_name()
    {
        await _stages.CreateAsync("sales");
        await StageErrorCode.UserStageFixed.ShouldFailAsync(() => _stages.RenameAsync("sales", "~"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_cannot_be_dropped(bool keepFiles)
    {
        await _stages.WriteAsync("~", "a.txt");
        await StageErrorCode.UserStageFixed.ShouldFailAsync(() => _stages.RemoveAsync("~", keepFiles));
        (await _stages.ListAsync("@~")).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task It_is_never_listed()
    {
        await _stages.WriteAsync("~", "a.txt");
        await _stages.CreateAsync("sales");
        (await _stages.NamesAsync()).ShouldBe(["sales"]);
        (await _stages.Engine.Stages.ListNamesAsync("", TestContext.Current.CancellationToken)).ShouldBe(["sales"]);
    }

    [Fact]
    public async Task It_is_described_when_it_is_named()
    {
        var stage = await _stages.GetAsync("~");
        stage.Type.ShouldBe(StageKind.User);
        stage.Name.ShouldBe("~");
        stage.Enabled.ShouldBeTrue();
        stage.CreatedOn.ShouldBeNull();
    }

    [Fact]
    public async Task Its_files_are_written_read_listed_and_removed()
    {
        await _stages.WriteAsync("~", "a/b.txt", "mine");
        var store = await _stages.StoreAsync("~");
        (await store.ReadTextAsync("a/b.txt")).ShouldBe("mine");
        (await _stages.ListAsync("@~/a")).ShouldBe(["a/b.txt"]);
        (await store.RemoveAsync("a/b.txt")).ShouldBeNull();
        (await _stages.ListAsync("@~")).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_empty_before_the_first_file() => (await _stages.ListAsync("@~")).ShouldBeEmpty();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_can_reach_its_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        await _stages.WriteAsync("~", "a.txt");
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.GetUnixFileMode(await _stages.FolderOfAsync("~")).ShouldBe(owner);
        File.GetUnixFileMode(_stages.Folder.Home.Folder).ShouldBe(owner);
    }
}
