using StageTools.Core.Tests.Statements.Running;
using StageTools.Statements.Scripting;

namespace StageTools.Core.Tests.Statements.Scripting;

/// <summary>What each system is told of a stage, word by word: Scripts.txt has it.</summary>
public sealed class ScriptTextTests : IDisposable
{
    private readonly TestRun _run = new();

    /// <summary>The statements that make a stage, the system that is told of it, and what it is told.</summary>
    public static TheoryData<string, string, string> Scripts => [.. Read()];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_system_is_told_of_a_stage_what_it_knows_in_its_own_words(string made, string system, string said)
    {
        await _run.RunAsync(made);
        var words = system.Split(", ");
        var script = new StageScript(Enum.Parse<StageSystem>(words[0]), withoutSecrets: words.Length > 1);
        string.Join('\n', script.Of(await _run.Stages.GetAsync("s"))).ShouldBe(said);
    }

    private static IEnumerable<(string Made, string System, string Said)> Read()
    {
        using var stream = typeof(ScriptTextTests).Assembly.GetManifestResourceStream(typeof(ScriptTextTests), "Scripts.txt")!;
        using var reader = new StreamReader(stream);
        foreach (var made in reader.ReadToEnd().ReplaceLineEndings("\n").Replace("\n  ", " ", StringComparison.Ordinal).Split("\n== ").Skip(1))
        {
            var parts = made.Split("\n## ");
            foreach (var said in parts.Skip(1).Select(static part => part.Split('\n', 2)))
                yield return (parts[0], said[0], said[1].TrimEnd());
        }
    }
}
