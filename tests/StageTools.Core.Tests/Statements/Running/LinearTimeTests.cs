using System.Reflection;
using System.Text.RegularExpressions;
using StageTools.Paths;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>What users write to be matched is matched in time linear in what it is matched with, or refused.</summary>
public sealed class LinearTimeTests : IDisposable
{
    /// <summary>Expressions that take a backtracking engine longer than anybody lives.</summary>
    private static readonly string Names = string.Concat(Enumerable.Repeat("a", 5000)) + "!";

    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void No_matcher_of_users_texts_can_backtrack()
    {
        object[] matchers = [KeyPattern.Parse("(a+)+b"), new LikePattern("%a%a%"), KeyGlob.Parse("*a*[ab]?")];
        foreach (var matcher in matchers)
        {
            var regexes = matcher.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(static f => f.FieldType == typeof(Regex)).ToList();
            regexes.ShouldNotBeEmpty(matcher.GetType().Name);
            regexes.ShouldAllBe(f => ((Regex)f.GetValue(matcher)!).Options.HasFlag(RegexOptions.NonBacktracking));
        }
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)+b")]
    [InlineData("(.*)*(.*)*(.*)*b")]
    [InlineData("(a?){30}a{30}b")]
    public void An_expression_that_would_explode_is_matched(string pattern) => KeyPattern.Parse(pattern).IsMatch(Names).ShouldBeFalse();

    [Fact]
    public async Task An_endpoint_that_would_explode_is_read()
    {
        var host = "s3" + string.Concat(Enumerable.Repeat("-a", 60)) + ".x";
        await _run.RunAsync($"CREATE STAGE explodes URL = \"endpoint\"='{host}/bucket/'");
        (await _run.RunAsync("CREATE STAGE known URL = \"endpoint\"='my.bucket.s3.eu-west-1.amazonaws.com/d/'")).ShouldNotBeNull();
        (await _run.RunAsync("DESC STAGE known")).Rows.SelectMany(static row => row).ShouldContain(static value => $"{value}".Contains("my.bucket/d", StringComparison.Ordinal));
    }

    [Fact]
    public void A_LIKE_that_would_explode_is_matched() => new LikePattern(string.Concat(Enumerable.Repeat("%a", 100)) + "b").IsMatch(Names).ShouldBeFalse();

    [Theory]
    [InlineData("(?=a)b", "linear time")]
    [InlineData("(?<!a)b", "linear time")]
    [InlineData(@"(a)\1", "linear time")]
    [InlineData("(?>a)b", "linear time")]
    [InlineData("((a{200}){200}){200}", "linear time")]
    [InlineData("(a", "is not a regular expression")]
    public async Task An_expression_that_cannot_be_matched_in_linear_time_is_refused_with_the_reason(string pattern, string reason)
    {
        await _run.RunAsync("CREATE STAGE s");
        foreach (var sql in new[] { "LIST @s PATTERN = '{0}'", "REMOVE @s PATTERN = '{0}'", "SELECT * FROM LIST_STAGE(LOCATION => '@s', PATTERN => '{0}')", "GET @s 'out' PATTERN = '{0}'" })
            (await _run.ShouldFailAsync(StageErrorCode.PatternInvalid, string.Format(null, sql, pattern))).Message.ShouldContain(reason);
    }
}
