using System.Text.RegularExpressions;

namespace StageTools.Terminal.Tests;

/// <summary>What the README shows of statements is what they do.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly ClientProcess _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void The_script_of_the_README_prints_what_stands_below_it()
    {
        var blocks = Blocks().Match(File.ReadAllText(Path.Combine(ClientProcess.Repository, "README.md")));
        blocks.Success.ShouldBeTrue();
        var folder = Directory.CreateDirectory(Path.Combine(_client.Folder, "users")).FullName;
        var script = _client.Write("users.sql", blocks.Groups["script"].Value.Replace("/srv/users", folder, StringComparison.Ordinal));
        var result = _client.Run("", "--quiet", "--format", "table", script);
        result.ExitCode.ShouldBe(1);
        Steady(result.Output + result.Error.Replace(script, "users.sql", StringComparison.Ordinal)).ShouldBe(Steady(blocks.Groups["shown"].Value));
    }

    private static string Steady(string text) => Time().Replace(text, "(a time)").TrimEnd();

    [GeneratedRegex(
        @"```sql\n(?<script>-- users\.sql.*?)```\s+```\n\$ stagesql --quiet users\.sql\n(?<shown>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 *", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();
}
