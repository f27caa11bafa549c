using StageTools.Paths;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Paths;

/// <summary>DESIGN, "Stage paths": a key never has a segment . or .., and leads outside its stage in no way.</summary>
public sealed class StageKeyTests
{
    private static readonly FsCheck.Gen<string> Keys = Property.Texts(
        "/", "//", ".", "..", "../", "./", "%2e", "%2E", "%2f", "%5c", "\\", "a", "b c", "é", "~", "@", "*", ":", "C:", "\n", "\0");

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/..")]
    [InlineData("a/../b")]
    [InlineData("/../a")]
    [InlineData("a/./b")]
    [InlineData("%2e%2e/a")]
    [InlineData("a/%2E%2e")]
    [InlineData("a/.%2e/b")]
    [InlineData("%2e")]
    public void A_segment_of_one_or_two_dots_is_refused_however_it_is_written(string text) =>
        StageErrorCode.PathOutsideStage.ShouldFail(() => StageKey.Parse(text)).Target.ShouldBe(text);

    [Theory]
    [InlineData("...")]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData("..a/b")]
    [InlineData("%2ea")]
    [InlineData("a%2f..%2fb")]
    public void Dots_in_a_longer_name_are_characters_like_any_other(string text) => StageKey.Parse(text).Value.ShouldBe(text);

    [Theory]
    [InlineData("/a/b")]
    [InlineData("a/b/")]
    [InlineData("//a/b//")]
    public void Slashes_around_a_key_are_dropped(string text) => StageKey.Parse(text).Value.ShouldBe("a/b");

    [Fact]
    public void Nul_is_refused() => StageErrorCode.PathInvalid.ShouldFail(() => StageKey.Parse("a\0b"));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Nothing_is_the_stage_itself(string text) => StageKey.Parse(text).ShouldBeSameAs(StageKey.Root);

    [Fact]
    public void Case_matters() => StageKey.Parse("A").ShouldNotBe(StageKey.Parse("a"));

    [Fact]
    public void The_name_is_the_last_segment() => StageKey.Parse("2026/q1/a.csv").Name.ShouldBe("a.csv");

    [Fact]
    public void The_parent_is_what_stands_before_it() => StageKey.Parse("2026/q1/a.csv").Parent.Value.ShouldBe("2026/q1");

    [Fact]
    public void The_parent_of_a_key_at_the_top_is_the_stage() => StageKey.Parse("a.csv").Parent.ShouldBe(StageKey.Root);

    [Fact]
    public void A_folder_as_a_prefix_ends_with_a_slash() => StageKey.Parse("2026").AsPrefix.ShouldBe("2026/");

    [Fact]
    public void The_stage_as_a_prefix_is_empty() => StageKey.Root.AsPrefix.ShouldBeEmpty();

    [Fact]
    public void Appending_cannot_climb_up() => StageErrorCode.PathOutsideStage.ShouldFail(() => StageKey.Parse("a/b").Append("../../c"));

    [Fact]
    public void A_key_read_back_is_the_same_key() => Property.Check(Keys, static text =>
    {
        if (TryParse(text) is { } key)
            StageKey.Parse(key.ToString()).ShouldBe(key);
    });

    [Fact]
    public void No_key_leads_outside_the_folder() => Property.Check(Keys, static text =>
    {
        if (TryParse(text) is not { } key)
            return;
        var root = Path.Combine(Path.GetTempPath(), "stage");
        string path;
        try
        {
            path = new FolderBoundary(root, confined: true).RealPathOf(key);
        }
        catch (StageException)
        {
            return;
        }

        (Path.GetFullPath(path) + "/").ShouldStartWith(root + "/");
    });

    [Fact]
    public void A_stage_path_is_a_name_and_a_key()
    {
        var path = StagePath.Parse("@sales/2026/a.csv");
        path.Stage.ShouldBe(StageName.Parse("sales"));
        path.Key.ShouldBe(StageKey.Parse("2026/a.csv"));
        path.ToString().ShouldBe("@sales/2026/a.csv");
    }

    [Fact]
    public void A_stage_path_does_without_the_at_sign() => StagePath.Parse("~/a.csv").ToString().ShouldBe("@~/a.csv");

    [Fact]
    public void A_stage_path_cannot_climb_up() => StageErrorCode.PathOutsideStage.ShouldFail(() => StagePath.Parse("@sales/../other/a.csv"));

    private static StageKey? TryParse(string text)
    {
        try
        {
            return StageKey.Parse(text);
        }
        catch (StageException e) when (e.Code is StageErrorCode.PathOutsideStage or StageErrorCode.PathInvalid)
        {
            return null;
        }
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("a//b", false)]
    [InlineData("a/../b", false)]
    public void A_path_of_a_drive_leads_to_what_has_names_alone(string key, bool isPath) => StageKey.IsPath(key).ShouldBe(isPath);

    [Fact]
    public void A_backslash_is_no_part_of_a_name_in_paths_of_Windows() => StageKey.IsPath(@"a\b").ShouldBe(!OperatingSystem.IsWindows());
}
