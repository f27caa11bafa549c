using System.Net.Sockets;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>A named pipe, a socket or a device among files: one error that names it and its kind; it is never opened, since that may wait for ever.</summary>
public sealed class SpecialFileTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly TestFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public static TheoryData<string, bool> Specials => new MatrixTheoryData<string, bool>(["pipe", "socket", "device"], [true, false]);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "made by Linux's programs");
        _folder.Write("a.txt", "a");
        _folder.Write("empty.txt", "");
        _folder.Write("z.txt", "z");
        await Child.RunAsync("mkfifo", [_folder.At("pipe")]);
        _socket.Bind(new UnixDomainSocketEndPoint(_folder.At("socket")));
        if (Environment.IsPrivilegedProcess)
            await Child.RunAsync("mknod", [_folder.At("device"), "c", "1", "5"]);
        else
            File.CreateSymbolicLink(_folder.At("device"), "/dev/zero");
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Specials))]
    public async Task Reading_one_is_an_error_that_names_its_kind(string key, bool confined)
    {
        var error = await FailAsync(() => Store(confined).ReadTextAsync(key));
        error.Message.ShouldContain(key);
        if (error.Code is not StageErrorCode.PathOutsideStage)
            error.Message.ShouldContain(key is "pipe" ? "a named pipe" : "a " + key);
    }

    [Theory]
    [MemberData(nameof(Specials))]
    public async Task Writing_over_one_is_refused_and_it_stays(string key, bool confined)
    {
        await FailAsync(() => Store(confined).WriteTextAsync(key));
        Path.Exists(_folder.At(key)).ShouldBeTrue();
        new FileInfo(_folder.At(key)).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_listing_tells_each_and_goes_on(bool confined)
    {
        var items = await Store(confined).ListAsync("", TestContext.Current.CancellationToken).ToListAsync();
        items.Where(static i => i.Error is null).Select(static i => i.Key).ShouldBe(["a.txt", "empty.txt", "z.txt"]);
        items.Where(static i => i.Error is not null).Select(static i => i.Key).ShouldBe(
            Environment.IsPrivilegedProcess || !confined ? ["device", "pipe", "socket"] : ["pipe", "socket"]);
        items.ShouldAllBe(static i => i.Error == null || i.Error.Code == StageErrorCode.ItemKindMismatch);
    }

    [Fact]
    public async Task Who_cannot_go_on_without_it_is_refused()
    {
        await StageErrorCode.ItemKindMismatch.ShouldFailAsync(() => Selected("", onError: null));
        (await Selected("*.txt", onError: null)).ShouldBe(["a.txt", "empty.txt", "z.txt"]);
        var told = new List<string>();
        (await Selected("p*", e => told.Add(e.Message))).ShouldBeEmpty();
        told.ShouldHaveSingleItem().ShouldContain("a named pipe");
    }

    [Fact]
    public async Task A_tree_that_holds_them_is_removed()
    {
        await new FileStore(Path.GetDirectoryName(_folder.Path)!).RemoveFolderAsync(StageKey.Parse(Path.GetFileName(_folder.Path)), recurse: true, TestContext.Current.CancellationToken);
        Directory.Exists(_folder.Path).ShouldBeFalse();
        Directory.CreateDirectory(_folder.Path);
    }

    private FileStore Store(bool confined) => new(_folder.Path, confined: confined);

    private async Task<List<string>> Selected(string keys, Action<StageException>? onError)
    {
        var found = new List<string>();
        await foreach (var item in new FileSet(Store(confined: true), KeySelection.Parse(keys, isLiteral: false)).ListAsync(TestContext.Current.CancellationToken, onError))
            found.Add(item.Key);
        return found;
    }

    private static async Task<StageException> FailAsync(Func<Task> work) =>
        await Should.ThrowAsync<StageException>(() => Task.Run(work, TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken));
}
