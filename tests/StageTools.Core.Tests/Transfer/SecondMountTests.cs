using StageTools.Core.Tests.Storage;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage.Folders;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>A folder that is mounted a second time: what its two paths lead to is one, and a move from the one to the other would remove it.</summary>
public sealed class SecondMountTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FileStore _here;
    private readonly FileStore _there;

    public SecondMountTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a folder is mounted twice on Linux only");
        _folder.Write("here/f.csv", "content");
        _folder.Write("here/d/e/g.csv", "deep");
        _folder.Folder("there/m");
        if (SmallDisk.Run("mount", "--bind", _folder.At("here"), _folder.At("there/m")) != 0)
        {
            _folder.Dispose();
            Assert.Skip("this user may not mount a folder");
        }

        (_here, _there) = (new FileStore(_folder.At("here"), shownAs: "@s"), new FileStore(_folder.At("there"), shownAs: "@t"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SmallDisk.Run("umount", "-l", _folder.At("there/m"));
        var content = _folder.Read("here/f.csv");
        _folder.Dispose();
        content.ShouldBe("content");
    }

    [Theory]
    [InlineData("f.csv", "m/f.csv")]
    [InlineData("d", "m/d")]
    [InlineData("d", "m/d/e/new")]
    [InlineData("d/e", "m/d")]
    public async Task Nothing_is_moved_or_copied_onto_itself_from_one_stage_to_another(string source, string target)
    {
        var item = await _here.FindAsync(source);
        var to = new Target(_there, StageKey.Parse(target), item!.Value.IsFolder);
        var moving = () => ItemTransfer.MoveAsync(
            _here, new StageItem(StageName.Parse("s"), item.Value), StageKey.Parse(source), to, overwrite: true, Token);
        (await StageErrorCode.PathInvalid.ShouldFailAsync(moving)).Message.ShouldContain($"'@s/{source}'");
        _folder.Files.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_copy_that_replaces_tells_of_each_and_one_that_updates_skips_them()
    {
        foreach (var (from, to, keys) in ((FileStore, FileStore, string)[])[(_here, _there, "m"), (_there, _here, "")])
        {
            var copies = () => Copies.Folder(from, from == _here ? "" : "m", to, keys);
            (await copies().RunAsync(IfFileExists.Replace)).ShouldAllBe(static copy => copy.Error!.Code == StageErrorCode.PathInvalid);
            (await copies().RunAsync(IfFileExists.Update)).Statuses().ShouldBe([CopyStatus.Skipped, CopyStatus.Skipped]);
        }
    }

    [Fact]
    public async Task Inside_one_stage_a_file_is_not_moved_onto_itself_and_gets_another_name()
    {
        var store = _folder.Store;
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => MoveAsync("here/f.csv", "there/m/f.csv"));
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => MoveAsync("there/m/d/e/g.csv", "here/d/e/g.csv"));
        await MoveAsync("here/d/e/g.csv", "there/m/new.csv");
        _folder.Read("here/new.csv").ShouldBe("deep");
        Directory.GetFiles(_folder.At("here/d/e")).ShouldBeEmpty();

        Task MoveAsync(string from, string to) => store.MoveAsync(StageKey.Parse(from), StageKey.Parse(to), overwrite: true, Token);
    }
}
