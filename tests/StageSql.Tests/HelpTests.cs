using StageTools.Statements;
using StageTools.Statements.Parsing;
using StageTools.Terminal.Teaching;

namespace StageTools.Terminal.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void Help_names_options_exit_codes_and_every_statement_with_an_example()
    {
        var help = _client.Run("", "--help").Succeeded();
        string[] options = ["--command", "--format", "--no-header", "--parameter", "--parameter-env", "--database", "--allow-path", "--shard", "--continue-on-error", "--quiet", "--version", "130", "141", "143"];
        foreach (var word in options.Concat(StatementTopics.All.Select(t => t.Name)))
        {
            help.ShouldContain(word);
        }
    }

    [Fact]
    public void Every_statement_of_the_two_systems_is_taught_and_every_example_reads()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["key"] = "k", ["secret"] = "s" };
        var taught = StatementTopics.All.SelectMany(t => t.Examples).Select(e => StatementScript.Parse(e, parameters).Single().Statement!.GetType()).ToHashSet();
        var all = typeof(Statement).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Statement)) && !t.IsAbstract);
        all.Except(taught).ShouldBeEmpty();
    }

    [Fact]
    public void Help_in_a_file_has_no_blanks_at_the_ends_of_its_lines()
    {
        foreach (var line in _client.Run("", "--help").Succeeded().Split('\n'))
        {
            line.ShouldBe(line.TrimEnd());
        }
    }

    [Fact]
    public void Help_says_more_about_one_statement()
    {
        var help = _client.Run("", "help", "copy", "into").Succeeded();
        help.ShouldContain("DETAILED_OUTPUT");
        help.ShouldContain("COPY INTO books");
        _client.Run("", "help", "nonsense").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void The_version_is_that_of_the_build()
    {
        var version = typeof(StatementTopics).Assembly.GetName().Version!;
        _client.Run("", "--version").Succeeded().ShouldBe($"stagesql {version.ToString(3)}\n");
    }
}
