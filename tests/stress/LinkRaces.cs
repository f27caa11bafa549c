using System.Text;
using StageTools.Core.Tests;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Stress;

/// <summary>A folder of a stage is swapped for a link that leads out while files are read, written, removed and moved: nothing outside is read, or changed.</summary>
public sealed class LinkRaces : IDisposable
{
    private const string Secret = "outside";

    private readonly TestFolder _folder = new();
    private readonly string _before;
    private readonly SortedDictionary<StageErrorCode, int> _refused = [];

    public LinkRaces()
    {
        foreach (var file in (string[])["a.txt", "only-outside.txt", "sub/b.txt", "sub/only-outside.txt"])
            _folder.Write("outside/" + file, Secret);
        _folder.Write("stage/K/a.txt", "inside");
        _folder.Write("stage/K/sub/b.txt", "inside");
        Link("stage/L", "../outside");
        _before = Outside();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Openings => [nameof(Opening.Kernel), nameof(Opening.Descriptor)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Put(string opening) => RaceAsync(opening, 150, async (store, round) =>
    {
        var (name, overwrite) = round % 2 == 0 ? ("K/a.txt", true) : ($"K/new{round}.txt", false);
        await store.WriteAsync(StageKey.Parse(name), Content(), new WriteOptions(overwrite), Token);
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Put_into_new_folders(string opening) => RaceAsync(opening, 150, async (store, round) =>
        await store.WriteAsync(StageKey.Parse($"K/new{round}/deep/a.txt"), Content(), new WriteOptions(), Token));

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Get(string opening) => RaceAsync(opening, 400, async (store, _) =>
    {
        using var reader = new StreamReader(await store.OpenReadAsync(new StoreItem("K/a.txt", 6, default), 0, Token));
        (await reader.ReadToEndAsync(Token)).ShouldBe("inside");
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Remove(string opening) => RaceAsync(opening, 150, async (store, _) =>
    {
        await store.WriteAsync(StageKey.Parse("K/sub/b.txt"), Content(), new WriteOptions(Overwrite: true), Token);
        if (await store.RemoveAsync([StageKey.Parse("K/sub/b.txt"), StageKey.Parse("K/only-outside.txt")], Token) is [var failure, ..])
            throw failure.Error;
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Remove_a_folder(string opening) => RaceAsync(opening, 150, async (store, round) =>
    {
        await store.WriteAsync(StageKey.Parse("K/sub/b.txt"), Content(), new WriteOptions(Overwrite: true), Token);
        await store.RemoveFolderAsync(StageKey.Parse("K/sub"), recurse: round % 2 == 0, Token);
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task Remove_a_tree_in_which_folders_are_swapped(string opening)
    {
        var store = Store(opening);
        var (swaps, rounds) = (0L, Stress.Rounds(80));
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < 20; i++)
                _folder.Write($"stage/T/d/sub/{i}.txt", "inside");
            Link("stage/T/l", "../../outside");
            Link("stage/T/d/l", "../../../outside/sub");
            using var swap = new FolderSwap(Stress.Seed, (_folder.At("stage/T/d"), _folder.At("stage/T/l")), (_folder.At("stage/T/d/sub"), _folder.At("stage/T/d/l")));
            await TryAsync(() => store.RemoveFolderAsync(StageKey.Parse("T"), recurse: true, Token));
            swap.Dispose();
            swaps += swap.Swaps;
            if (Directory.Exists(_folder.At("stage/T")))
                Directory.Delete(_folder.At("stage/T"), recursive: true);
        }

        Outside().ShouldBe(_before);
        Stress.Tell($"{rounds} rounds, {swaps} swaps");
    }

    [Theory]
    [MemberData(nameof(Openings))]
    public Task List(string opening) => RaceAsync(opening, 150, async (store, round) =>
    {
        var items = round % 2 == 0 ? store.ListAsync("", Token) : store.ListFolderAsync(StageKey.Parse("K"), NameSelection.All, Token);
        await foreach (var item in items)
            item.Key.ShouldNotContain("only-outside");
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Move(string opening) => RaceAsync(opening, 150, async (store, round) =>
    {
        await store.WriteAsync(StageKey.Parse("K/a.txt"), Content(), new WriteOptions(Overwrite: true), Token);
        if (round % 2 == 0)
            await store.MoveAsync(StageKey.Parse("K/a.txt"), StageKey.Parse("moved.txt"), overwrite: true, Token);
        else
            await store.MoveAsync(StageKey.Parse("moved.txt"), StageKey.Parse("K/a.txt"), overwrite: true, Token);
        if (File.Exists(_folder.At("stage/moved.txt")))
            _folder.Read("stage/moved.txt").ShouldBe("inside");
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Export(string opening) => RaceAsync(opening, 100, async (store, round) =>
    {
        // As an export writes: a file is begun, filled in pieces while other things happen, and committed.
        await using var writer = await store.CreateAsync(StageKey.Parse($"K/part{round}.csv"), new WriteOptions(), Token);
        for (var i = 0; i < 5; i++)
        {
            await writer.Stream.WriteAsync(Encoding.UTF8.GetBytes("a,b,c\n"), Token);
            await Task.Yield();
        }

        await writer.CommitAsync(Token);
    });

    [Theory]
    [MemberData(nameof(Openings))]
    public Task Remove_leftovers(string opening) => RaceAsync(opening, 80, async (store, _) =>
    {
        await store.RemoveLeftoversAsync(TimeSpan.Zero, Token);
    });

    private static MemoryStream Content() => new(Encoding.UTF8.GetBytes("inside"));

    private FileStore Store(string opening) => new(_folder.At("stage"), createRoot: null, confined: true, shownAs: "@s", Enum.Parse<Opening>(opening));

    private async Task RaceAsync(string opening, int share, Func<FileStore, int, Task> work)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "renameat2 and openat2 are Linux's");
        var store = Store(opening);
        var (done, rounds) = (0, Stress.Rounds(share));
        using (var swap = new FolderSwap(Stress.Seed, (_folder.At("stage/K"), _folder.At("stage/L"))))
        {
            for (var round = 0; round < rounds; round++)
                done += await TryAsync(() => work(store, round)) ? 1 : 0;
            swap.Dispose();
            Stress.Tell($"{rounds} rounds, {done} done, refused: {string.Join(", ", _refused.Select(static r => $"{r.Key} {r.Value}"))}; {swap.Swaps} swaps");
        }

        Outside().ShouldBe(_before);
        Directory.GetFiles(_folder.At("stage"), ".stagetools-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    /// <summary>Refused is as good as done, so long as it is refused in our words.</summary>
    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (StageException e)
        {
            e.Message.ShouldNotContain("/proc/self");
            e.Code.ShouldBeOneOf(
                StageErrorCode.PathOutsideStage, StageErrorCode.FileNotFound, StageErrorCode.StoreUnavailable, StageErrorCode.ItemKindMismatch, StageErrorCode.FileAlreadyExists,
                StageErrorCode.FolderNotEmpty, StageErrorCode.AccessDenied);
            _refused[e.Code] = _refused.GetValueOrDefault(e.Code) + 1;
            return false;
        }
    }

    private void Link(string path, string target)
    {
        if (new FileInfo(_folder.At(path)).LinkTarget is null)
            File.CreateSymbolicLink(_folder.At(path), target);
    }

    private string Outside() => string.Join('\n', Directory.EnumerateFileSystemEntries(_folder.At("outside"), "*", SearchOption.AllDirectories)
        .Append(_folder.At("outside")).Order(StringComparer.Ordinal)
        .Select(static path => File.Exists(path)
            ? $"{path} {File.GetLastWriteTimeUtc(path).Ticks} {File.ReadAllText(path)}"
            : $"{path}/ {Directory.GetLastWriteTimeUtc(path).Ticks}"));
}
