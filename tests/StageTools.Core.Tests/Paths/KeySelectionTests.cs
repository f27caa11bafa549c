using StageTools.Paths;

namespace StageTools.Core.Tests.Paths;

public sealed class KeySelectionTests
{
    [Theory]
    [InlineData("2026", "2026/a.csv", true)]
    [InlineData("2026", "2026", true)]
    [InlineData("2026", "2026-old/a.csv", false)]
    [InlineData("", "anything/at/all", true)]
    public void A_key_selects_the_file_or_all_below_the_folder(string text, string key, bool selected) =>
        KeySelection.Parse(text, isLiteral: true).IsMatch(key).ShouldBe(selected);

    [Theory]
    [InlineData("2026/", "2026", false)]
    [InlineData("2026/", "2026/a.csv", true)]
    [InlineData("20*", "2026", true)]
    [InlineData("20*/", "2026", false)]
    [InlineData("20*/", "2026/q/a.csv", true)]
    [InlineData("2026/*/", "2026/a.csv", false)]
    [InlineData("2026/*/", "2026/q/a.csv", true)]
    [InlineData("2026/**/", "2026/a.csv", false)]
    [InlineData("2026/**/", "2026/q/r/a.csv", true)]
    [InlineData("*/", "a.csv", false)]
    [InlineData("./2026/", "2026/", true)]
    [InlineData("/", "a.csv", true)]
    public void A_slash_at_the_end_means_the_folder(string text, string key, bool selected) =>
        KeySelection.Parse(text, isLiteral: false).IsMatch(key).ShouldBe(selected);

    [Theory]
    [InlineData("q", "2026/q1.csv", true)]
    [InlineData("/q", "2026/q1.csv", true)]
    [InlineData("q", "2026/a/q1.csv", false)]
    public void A_prefix_goes_on_behind_the_folder(string prefix, string key, bool selected) =>
        KeySelection.Parse("2026", isLiteral: true, prefix).IsMatch(key).ShouldBe(selected);

    [Theory]
    [InlineData(@"q\d\.csv", "2026/q1.csv", true)]
    [InlineData(@"2026/q\d\.csv", "2026/q1.csv", false)]
    public void A_pattern_is_asked_of_what_follows_the_folder(string pattern, string key, bool selected) =>
        KeySelection.Parse("2026", isLiteral: true, pattern: pattern).IsMatch(key).ShouldBe(selected);

    [Fact]
    public void A_pattern_is_asked_of_what_follows_the_prefix() =>
        KeySelection.Parse("2026", isLiteral: true, "q", @"\d\.csv").IsMatch("2026/q1.csv").ShouldBeTrue();

    [Fact]
    public void A_pattern_is_asked_of_the_name_of_a_single_file() =>
        KeySelection.Parse("2026/q1.csv", isLiteral: true, pattern: @"q1\.csv").IsMatch("2026/q1.csv").ShouldBeTrue();

    [Fact]
    public void A_wildcard_and_a_prefix_do_not_go_together() =>
        StageErrorCode.OptionInvalid.ShouldFail(() => KeySelection.Parse("*.csv", isLiteral: false, "q"));

    [Fact]
    public void A_wildcard_taken_literally_is_a_name() => KeySelection.Parse("*.csv", isLiteral: true).Exact!.Value.ShouldBe("*.csv");

    [Fact]
    public void An_escaped_wildcard_is_a_name() => KeySelection.Parse("`*.csv", isLiteral: false).Exact!.Value.ShouldBe("*.csv");

    [Theory]
    [InlineData("../x", false, null)]
    [InlineData("..`/*", false, null)]
    [InlineData("a", true, "../x")]
    [InlineData("a", true, "..")]
    public void Nothing_is_selected_outside_the_stage(string text, bool isLiteral, string? prefix) =>
        StageErrorCode.PathOutsideStage.ShouldFail(() => KeySelection.Parse(text, isLiteral, prefix));
}
