using StageTools.Paths;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Storage.Folders;

/// <summary>
/// DESIGN, "Guards stand where the truth is": whatever links a tree holds, each operation does what it says inside, and nothing outside. Compared with a
/// walk of its own, component by component; by every means of opening that the module has.
/// </summary>
public sealed class LinkTreeTests
{
    private const int Trees = 40;
    private const int Operations = 25;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Openings => [.. Enum.GetNames<Opening>()];

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task Every_read_and_every_listing_agrees_with_a_walk_of_the_tree(string opening)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the means of Linux");
        for (var seed = 0; seed < Trees; seed++)
        {
            using var tree = new LinkTrees(seed);
            var store = Store(tree, opening);
            for (var i = 0; i < Operations; i++)
            {
                var key = tree.RandomKey();
                var real = tree.Real(key);
                var shown = $"seed {seed}: {key} -> {real}";
                if (real is null)
                {
                    (await CodeOfAsync(() => store.ReadTextAsync(key))).ShouldBeOneOf([StageErrorCode.FileNotFound, StageErrorCode.PathOutsideStage, StageErrorCode.PathInvalid, StageErrorCode.ItemKindMismatch], shown);
                }
                else if (!tree.IsInside(real))
                {
                    (await CodeOfAsync(() => store.FindAsync(key))).ShouldBe(StageErrorCode.PathOutsideStage, shown);
                    (await CodeOfAsync(() => store.ReadTextAsync(key))).ShouldBe(StageErrorCode.PathOutsideStage, shown);
                    if (Directory.Exists(real))
                        (await CodeOfAsync(() => store.KeysAsync(key + "/"))).ShouldBe(StageErrorCode.PathOutsideStage, shown);
                }
                else if (Directory.Exists(real))
                {
                    (await store.FindAsync(key))!.Value.IsFolder.ShouldBeTrue(shown);
                    Lines(await store.FolderAsync(key)).ShouldBe(Lines(tree.FilesBelow(real, key + "/", deep: false)), shown);
                    Lines(await store.KeysAsync(key + "/")).ShouldBe(Lines(tree.FilesBelow(real, key + "/", deep: true)), shown);
                }
                else
                {
                    (await store.FindAsync(key))!.Value.Size.ShouldBe(new FileInfo(real).Length, shown);
                    (await store.ReadTextAsync(key)).ShouldBe(await File.ReadAllTextAsync(real, Token), shown);
                    store.Identify(StageKey.Parse(key)).ShouldBe("file://" + real, shown);
                    store.Locate(StageKey.Parse(key)).Path.ShouldBe(real, shown);
                }
            }

            Lines(await store.KeysAsync()).ShouldBe(Lines(tree.FilesBelow(tree.Stage, "", deep: true)), $"seed {seed}");
            tree.RequireOutsideUnchanged();
        }
    }

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task Every_change_is_made_inside_or_refused(string opening)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the means of Linux");
        for (var seed = 0; seed < Trees; seed++)
        {
            using var tree = new LinkTrees(seed);
            var store = Store(tree, opening);
            for (var i = 0; i < Operations; i++)
                await ChangeAsync(tree, store, $"seed {seed}, {i}");
            tree.RequireOutsideUnchanged();
        }
    }

    private static async Task ChangeAsync(LinkTrees tree, FileStore store, string shown)
    {
        var (key, other) = (StageKey.Parse(tree.RandomKey()), StageKey.Parse(tree.RandomKey()));
        var (real, parent) = (tree.Real(key.Value), tree.Real(key.Parent.Value));
        var change = tree.Next(6);
        var leadsNowhere = real is null && parent is not null && new FileInfo(Path.Combine(parent, key.Name)).LinkTarget is not null;
        Func<Task> work = change switch
        {
            0 or 1 => () => store.WriteTextAsync(key.Value, "written", overwrite: true),
            2 => async () => _ = await store.RemoveAsync(key.Value) is { } error ? throw error : true,
            3 => () => store.RemoveFolderAsync(key, recurse: tree.Next(2) == 0, Token),
            4 => () => store.CreateFolderAsync(key, Token),
            _ => () => store.MoveAsync(key, other, overwrite: true, Token),
        };
        shown += $": {change} of {key} ({real}), {other} ({tree.Real(other.Value)})";
        var code = await CodeOfAsync(work);
        if ((real is not null && !tree.IsInside(real)) || (parent is not null && !tree.IsInside(parent) && Directory.Exists(parent)))
        {
            code.ShouldNotBeNull(shown);
            if (real is not null)
                code.ShouldBe(StageErrorCode.PathOutsideStage, shown);
            return;
        }

        // What lies inside, or can be made there, is changed as it says; a link that leads nowhere may be refused.
        if (code is StageErrorCode.PathOutsideStage or StageErrorCode.PathInvalid && leadsNowhere)
            return;
        if (change <= 1 && parent is not null && Directory.Exists(parent) && !Directory.Exists(real))
        {
            code.ShouldBeNull(shown);
            (await File.ReadAllTextAsync(Path.Combine(parent, key.Name), Token)).ShouldBe("written", shown);
        }
        else if (change is 2 && File.Exists(real))
        {
            code.ShouldBeNull(shown);
            (Path.Exists(Path.Combine(parent!, key.Name)) || new FileInfo(Path.Combine(parent!, key.Name)).LinkTarget is not null).ShouldBeFalse(shown);
        }
        else if (change is 4 && real is null && parent is not null && Directory.Exists(parent) && new FileInfo(Path.Combine(parent, key.Name)).LinkTarget is null)
        {
            code.ShouldBeNull(shown);
            Directory.Exists(Path.Combine(parent, key.Name)).ShouldBeTrue(shown);
        }
    }

    private static string Lines(IEnumerable<string> keys) => string.Join('\n', keys.Order(StringComparer.Ordinal));

    private static FileStore Store(LinkTrees tree, string opening) =>
        new(tree.Stage, createRoot: null, confined: true, shownAs: "@s", Enum.Parse<Opening>(opening));

    private static async Task<StageErrorCode?> CodeOfAsync(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (StageException e)
        {
            return e.Code;
        }
    }
}
