using StageTools.Paths;
using StageTools.Stages;
using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>Which files a copy is about, and the names they get.</summary>
public sealed class CopyPlanTests : IDisposable
{
    private readonly TestFolder _from = new();
    private readonly TestFolder _to = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public CopyPlanTests()
    {
        foreach (var key in (string[])["2026/q1.csv", "2026/q2.csv", "2026/old/q1.csv", "2025/q1.csv", "readme.txt"])
            _from.Write(key);
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Theory]
    [InlineData("readme.txt", false, "", new[] { "readme.txt" })]
    [InlineData("2026/q1.csv", false, "in", new[] { "in/q1.csv" })]
    [InlineData("2026", true, "in", new[] { "in/old/q1.csv", "in/q1.csv", "in/q2.csv" })]
    [InlineData("", true, "all", new[] { "all/2025/q1.csv", "all/2026/old/q1.csv", "all/2026/q1.csv", "all/2026/q2.csv", "all/readme.txt" })]
    [InlineData("2026/*.csv", false, "in", new[] { "in/q1.csv", "in/q2.csv" })]
    [InlineData("20*/q1.csv", false, "in", new[] { "in/2025/q1.csv", "in/2026/q1.csv" })]
    [InlineData("2026/**.csv", false, "in", new[] { "in/old/q1.csv", "in/q1.csv", "in/q2.csv" })]
    [InlineData("20*", false, "in", new string[0])]
    [InlineData("20*", true, "in", new[] { "in/2025/q1.csv", "in/2026/old/q1.csv", "in/2026/q1.csv", "in/2026/q2.csv" })]
    public async Task Files_keep_their_place_below_what_was_named(string keys, bool recurse, string target, string[] targets) =>
        (await Copies.Select(_from.Place, keys, recurse, _to.Place, target).ToListAsync()).Select(static item => item.Target.Value).ShouldBe(targets);

    [Fact]
    public async Task A_single_file_can_get_a_name_of_its_own() =>
        (await Copies.Select(_from.Place, "readme.txt", recurse: false, _to.Place, "new.txt", targetIsFolder: false).ToListAsync())
            .ShouldHaveSingleItem().Target.Value.ShouldBe("new.txt");

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    public async Task A_folder_wants_recurse(string keys) =>
        (await StageErrorCode.ItemKindMismatch.ShouldFailAsync(() => Copies.Select(_from.Place, keys, recurse: false, _to.Place).ToListAsync()))
            .Message.ShouldContain("-Recurse");

    [Fact]
    public async Task A_file_that_is_not_there_is_named() =>
        (await StageErrorCode.FileNotFound.ShouldFailAsync(() => Copies.Select(_from.Place, "gone.txt", recurse: false, _to.Place).ToListAsync()))
            .Message.ShouldContain("gone.txt");

    [Theory]
    [InlineData("gone/", StageErrorCode.FileNotFound)]
    [InlineData("gone//", StageErrorCode.FileNotFound)]
    [InlineData("gone/deeper/", StageErrorCode.FileNotFound)]
    [InlineData("readme.txt/", StageErrorCode.ItemKindMismatch)]
    public async Task A_folder_that_is_not_there_is_no_empty_one(string path, StageErrorCode code)
    {
        foreach (var isLiteral in (bool[])[false, true])
        {
            var files = FileSet.Local(_from.At(path), isLiteral);
            foreach (var recurse in (bool[])[false, true])
            {
                var copying = () => CopyPlan.Select(files with { Recurse = recurse }, Target.LocalFolder(_to.Path), Token).ToListAsync();
                (await code.ShouldFailAsync(copying)).Message.ShouldContain($"'{_from.At(path.TrimEnd('/'))}'");
            }

            await code.ShouldFailAsync(() => files.ListAsync(Token).ToListAsync());
        }

        (await CopyPlan.Select(FileSet.Local(_from.At("2025/"), isLiteral: false), Target.LocalFolder(_to.Path), Token).ToListAsync())
            .ShouldHaveSingleItem().Target.Value.ShouldBe("q1.csv");
    }

    [Fact]
    public void A_place_in_a_stage_is_shown_as_a_stage_path() =>
        _from.InStage("sales").Show(StageKey.Parse("a/b")).ShouldBe("@sales/a/b");

    [Fact]
    public void A_place_in_a_folder_is_shown_as_a_path() => _from.Place.Show(StageKey.Parse("a/b")).ShouldBe(_from.At("a/b"));
}
