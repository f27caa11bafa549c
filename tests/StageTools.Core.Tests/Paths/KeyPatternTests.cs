using StageTools.Paths;

namespace StageTools.Core.Tests.Paths;

/// <summary>Databend LIST: PATTERN must match the whole of what follows the path.</summary>
public sealed class KeyPatternTests
{
    [Theory]
    [InlineData(@".*\.csv", "a/b.csv", true)]
    [InlineData(@".*\.csv", "a.csv.gz", false)]
    [InlineData(@"\.csv", "a.csv", false)]
    [InlineData("a|b", "a", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("a", "a\n", false)]
    [InlineData(".*", "line\nend", true)]
    [InlineData("(?i)A", "a", true)]
    [InlineData("A", "a", false)]
    public void A_pattern_matches_the_whole_or_nothing(string pattern, string text, bool matches) => KeyPattern.Parse(pattern).IsMatch(text).ShouldBe(matches);

    [Theory]
    [InlineData("(?=a)a")]
    [InlineData("(?!a)b")]
    [InlineData("(?<=a)b")]
    [InlineData(@"(a)\1")]
    [InlineData("(?>a+)")]
    public void What_cannot_be_matched_in_linear_time_is_refused(string pattern) =>
        StageErrorCode.PatternInvalid.ShouldFail(() => KeyPattern.Parse(pattern)).Message.ShouldContain("linear time");

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData(@"\")]
    public void What_is_no_expression_is_refused(string pattern) => StageErrorCode.PatternInvalid.ShouldFail(() => KeyPattern.Parse(pattern));

    [Theory]
    [InlineData("a)|(?:b")]
    [InlineData(@"a)\z|\A(?:b")]
    public void A_pattern_cannot_break_out_of_its_anchors(string pattern) => StageErrorCode.PatternInvalid.ShouldFail(() => KeyPattern.Parse(pattern));

    [Fact]
    public void A_pattern_that_backtracks_elsewhere_comes_to_an_end_here() =>
        KeyPattern.Parse("(a+)+$").IsMatch(new string('a', 100_000) + "!").ShouldBeFalse();
}
