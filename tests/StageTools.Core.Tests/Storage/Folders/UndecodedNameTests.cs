using System.Globalization;
using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;
using StageTools.Storage.Folders;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>Files that .NET has no name, or no time, for: each is told, none is passed over as if it were not there, and the rest goes on.</summary>
public sealed class UndecodedNameTests : IAsyncLifetime
{
    private const string File = "caf\uFFFD.csv";
    private const string Folder = "sub/d\uFFFD";

    private readonly TestFolder _folder = new();
    private readonly TestFolder _to = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FileStore Store => new(_folder.At("in"), shownAs: "@s");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names are bytes on Linux");
        _folder.Write("in/ok.csv");
        _folder.Write("in/sub/ok.csv");
        await Child.RunAsync(
            "sh",
            ["-c", "cd \"$0\" && odd=$(printf '\\351') && echo 1 > \"caf$odd.csv\" && mkdir \"sub/d$odd\" && echo 2 > \"sub/d$odd/b.csv\"", _folder.At("in")]);
    }

    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsLinux())
            await Child.RunAsync("rm", ["-r", _folder.At("in")]);
        _folder.Dispose();
        _to.Dispose();
    }

    [Theory]
    [InlineData(nameof(Opening.Kernel))]
    [InlineData(nameof(Opening.Portable))]
    public async Task A_listing_tells_each_and_goes_on(string opening)
    {
        var store = new FileStore(_folder.At("in"), shownAs: "@s", opening: Enum.Parse<Opening>(opening));
        var items = await store.ListAsync("", Token).ToListAsync();
        items.Where(static item => item.Error is null).Select(static item => item.Key).ShouldBe(["ok.csv", "sub/ok.csv"]);
        var errors = items.Where(static item => item.Error is not null).ToList();
        errors.Select(static item => (item.Key, item.IsFolder)).ShouldBe([(File, false), (Folder, true)]);
        errors.ShouldAllBe(static item => item.Error!.Code == StageErrorCode.PathInvalid && item.Error.Message.Contains("not UTF-8"));
        errors[0].Error!.Message.ShouldContain($"'@s/{File}'");
    }

    [Theory]
    [InlineData("*.csv", File)]
    [InlineData("ok.csv")]
    [InlineData("sub/*.csv")]
    [InlineData("sub/*/*.csv", Folder)]
    [InlineData("", File, Folder)]
    public async Task A_selection_is_told_of_those_that_it_may_mean(string keys, params string[] told)
    {
        var files = new FileSet(Store, KeySelection.Parse(keys, isLiteral: false)) { Recurse = false };
        var errors = new List<string>();
        await files.ListAsync(Token, error => errors.Add((string)error.Target!)).ToListAsync();
        errors.ShouldBe(told.Select(static key => "@s/" + key));
        if (told.Length > 0)
            await StageErrorCode.PathInvalid.ShouldFailAsync(() => files.ListAsync(Token).ToListAsync());
    }

    [Fact]
    public async Task A_copy_of_the_folder_fails_for_each_and_copies_the_rest()
    {
        var copies = await Copies.All(Store, _to.Place).RunAsync();
        copies.Where(static copy => copy.Error is not null).Select(static copy => copy.Error!.Code).ShouldBe([StageErrorCode.PathInvalid, StageErrorCode.PathInvalid]);
        _to.Files.ShouldBe(["ok.csv", "sub/ok.csv"]);
    }

    [Fact]
    public async Task A_move_to_another_stage_fails_and_all_of_it_stays()
    {
        var item = new StageItem(StageName.Parse("s"), (await _folder.Store.FindAsync("in"))!.Value);
        var to = new Target(_to.Store, StageKey.Parse("out"), IsFolder: true);
        await StageErrorCode.PathInvalid.ShouldFailAsync(() => ItemTransfer.MoveAsync(_folder.Store, item, StageKey.Parse("in"), to, overwrite: false, Token));
        (await CountAsync("in")).ShouldBe(4);
        Directory.GetDirectories(_to.At("out"), "*", SearchOption.AllDirectories).ShouldBe([_to.At("out/sub")]);
    }

    [Fact]
    public async Task A_move_inside_the_stage_takes_them_along()
    {
        await _folder.Store.MoveAsync(StageKey.Parse("in/sub"), StageKey.Parse("in/moved"), overwrite: false, Token);
        (await CountAsync("in/moved")).ShouldBe(2);
    }

    [Theory]
    [InlineData("in", 2)]
    [InlineData("in/sub", 1)]
    public async Task A_removal_of_the_folder_names_one_and_leaves_them(string folder, int count)
    {
        var removing = () => _folder.Store.RemoveFolderAsync(StageKey.Parse(folder), recurse: true, Token);
        (await StageErrorCode.PathInvalid.ShouldFailAsync(removing)).Message.ShouldContain("\uFFFD");
        (await CountAsync(folder)).ShouldBeGreaterThanOrEqualTo(count);
    }

    [Theory]
    [InlineData("@300000000000", 9999)]
    [InlineData("@-90000000000", 1)]
    public async Task A_time_that_a_calendar_has_not_is_the_nearest(string time, int year)
    {
        using var disk = SmallDisk.MountOrSkip();
        foreach (var name in (string[])["a.csv", "odd.csv", "z.csv"])
            await System.IO.File.WriteAllTextAsync(Path.Combine(disk.Path, name), name, Token);
        await Child.RunAsync("touch", ["-d", time, Path.Combine(disk.Path, "odd.csv")]);
        var store = new FileStore(disk.Path);
        (await store.ListAsync("", Token).ToListAsync()).Select(static item => item.Key).ShouldBe(["a.csv", "odd.csv", "z.csv"]);
        (await store.FindAsync("odd.csv"))!.Value.LastModified.Year.ShouldBe(year);
        (await Copies.All(store, _to.Place).RunAsync()).ShouldAllBe(static copy => copy.Status == CopyStatus.Copied);
        _to.Read("odd.csv").ShouldBe("odd.csv");
    }

    private async Task<int> CountAsync(string folder) =>
        int.Parse(await Child.RunAsync("sh", ["-c", "find \"$0\" -type f | wc -l", _folder.At(folder)]), CultureInfo.InvariantCulture);
}
