using StageTools.Core.Tests.Transfer;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Stages;

/// <summary>Files of a stage that several machines share out: listed and copied, each by one of them.</summary>
public sealed class ShardedFilesTests : IAsyncLifetime
{
    private const int Count = 40;

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Keys => Enumerable.Range(0, Count).Select(static n => $"in/{n % 3}/part-{n:D3}.csv");

    public async ValueTask InitializeAsync()
    {
        await _stages.CreateExternalAsync("lake", "lake");
        foreach (var key in Keys)
            await _stages.WriteAsync("lake", key);
    }

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("@lake")]
    [InlineData("@lake/in")]
    [InlineData("@lake/in/*/*.csv")]
    [InlineData("@lake", true)]
    public async Task Every_file_is_listed_by_one_shard(string path, bool fromDirectoryTable = false)
    {
        await _stages.RefreshAsync("lake");
        var (stage, keys) = StagePath.Select(path, isLiteral: false, prefix: null, pattern: null);
        var listed = new List<List<string>>();
        for (var i = 1; i <= 3; i++)
        {
            listed.Add(await _stages.Engine.Files.ListAsync(stage, keys, fromDirectoryTable, Token, shard: Shard.Of(i, 3))
                .Select(static file => file.Name).ToListAsync());
        }

        listed.ShouldAllBe(static part => part.Count > 5 && part.Count < 25);
        listed.SelectMany(static part => part).Order(StringComparer.Ordinal).ShouldBe(Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_named_is_one_shards_and_one_that_is_not_there_is_every_shards_error()
    {
        var key = Keys.First();
        var found = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            found.AddRange(await Set(key, i).ListAsync(Token).Select(static item => item.Key).ToListAsync());
            found.AddRange((await Set("in/0", i).FindNamedAsync(["part-000.csv"], pattern: null, Token)).Select(static item => item.Key));
            await StageErrorCode.FileNotFound.ShouldFailAsync(() => Set("gone.csv", i).ListAsync(Token).ToListAsync());
        }

        found.ShouldBe([key, key]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("in")]
    [InlineData("in/*/part-*")]
    [InlineData("in/0/part-000.csv")]
    public async Task Every_file_is_copied_by_one_shard(string keys)
    {
        var to = _stages.Folder.Folder("to");
        var copied = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            var items = CopyPlan.Select(Set(keys, i), Target.LocalFolder(to), Token);
            copied.AddRange((await items.RunAsync()).Select(static copy => Path.GetFileName(copy.Source)));
        }

        var expected = Keys.Where(key => keys.Length < 10 || keys.Contains('*') || key == keys).Select(static key => Path.GetFileName(key));
        copied.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
        Directory.EnumerateFiles(to, "*", SearchOption.AllDirectories).Count().ShouldBe(copied.Count);
    }

    private FileSet Set(string keys, int index) =>
        new(_stages.StoreAsync("lake").Result, KeySelection.Parse(keys, isLiteral: false)) { Shard = Shard.Of(index, 3) };
}
