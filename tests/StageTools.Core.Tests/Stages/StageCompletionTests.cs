using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>What a path that is being typed may become: stages by the beginning of their names, files of one folder, and nothing of what cannot be read.</summary>
public sealed class StageCompletionTests : IDisposable
{
    private readonly TestStages _stages = new();

    private StageCompletion Completion => new(() => _stages.Engine.Stages, () => _stages.Engine.Files);

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task Names_of_stages_begin_as_what_is_typed()
    {
        foreach (var name in (string[])["sales", "Salaries", "orders"])
            await _stages.CreateAsync(name);
        Asked(() => Completion.StageNames("sal")).ShouldBe(["Salaries", "sales"]);
        Asked(() => Completion.StageNames(""), atLeast: 4).ShouldBe(["~", "orders", "Salaries", "sales"]);
        Completion.StageNames("~").ShouldBe(["~"]);
        Completion.StageNames("x").ShouldBeEmpty();
    }

    [Fact]
    public async Task Items_are_those_of_the_folder_and_of_none_that_cannot_be_read()
    {
        await _stages.CreateAsync("sales");
        foreach (var key in (string[])["2026/q1.csv", "2026/q2.csv", "2026/old/q1.csv", "2026/readme.txt"])
            await _stages.WriteAsync("sales", key);
        Asked(() => Completion.Items("@sales/2026/", ""), atLeast: 4).Select(static item => item.Name).ShouldBe(["old", "q1.csv", "q2.csv", "readme.txt"], ignoreOrder: true);
        Asked(() => Completion.Items("@sales/2026/", "q"), atLeast: 2).Select(static item => item.Name).ShouldBe(["q1.csv", "q2.csv"], ignoreOrder: true);
        Completion.Items("@other/", "").ShouldBeEmpty();
    }

    // A busy machine may not answer within the time that a prompt waits.
    private static IReadOnlyList<T> Asked<T>(Func<IReadOnlyList<T>> ask, int atLeast = 1)
    {
        var answer = ask();
        for (var left = 50; answer.Count < atLeast && left > 0; left--)
            answer = ask();
        return answer;
    }
}
