using FsCheck.Fluent;
using StageTools.Paths;

namespace StageTools.Core.Tests.Paths;

/// <summary>Wildcards as PowerShell writes them, over keys as stages have them.</summary>
public sealed class KeyGlobTests
{
    [Theory]
    [InlineData("*.csv", "a.csv", true)]
    [InlineData("*.csv", "a/b.csv", false)]
    [InlineData("*.csv", ".csv", true)]
    [InlineData("*.csv", "a.CSV", false)]
    [InlineData("a?.csv", "ab.csv", true)]
    [InlineData("a?.csv", "a.csv", false)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("q[1-3].csv", "q2.csv", true)]
    [InlineData("q[1-3].csv", "q4.csv", false)]
    [InlineData("q[abc]", "qc", true)]
    [InlineData("[A-Z]", "a", false)]
    [InlineData("a[.-0]b", "a/b", false)]
    [InlineData("2026/**/a.csv", "2026/a.csv", true)]
    [InlineData("2026/**/a.csv", "2026/x/y/a.csv", true)]
    [InlineData("2026/**/a.csv", "2026/x/b.csv", false)]
    [InlineData("**.csv", "x/y/a.csv", true)]
    [InlineData("**", "x/y", true)]
    [InlineData("`*.csv", "*.csv", true)]
    [InlineData("`[1].csv*", "[1].csv", true)]
    [InlineData("a``*", "a`b", true)]
    [InlineData("a.c*", "abc", false)]
    [InlineData("a+(b)$*", "a+(b)$c", true)]
    [InlineData("*", "line\nend", true)]
    public void A_wildcard_matches_as_PowerShell_would_inside_a_segment(string glob, string key, bool matches) =>
        KeyGlob.Parse(glob).IsMatch(key, below: false).ShouldBe(matches);

    [Theory]
    [InlineData("20*", "2026/q1/a.csv", true)]
    [InlineData("20*/q1", "2026/q1/a.csv", true)]
    [InlineData("20*/q1", "2026/q10/a.csv", false)]
    public void What_lies_below_a_matching_folder_matches_too(string glob, string key, bool matches) => KeyGlob.Parse(glob).IsMatch(key).ShouldBe(matches);

    [Fact]
    public void What_lies_below_a_matching_folder_does_not_match_itself() => KeyGlob.Parse("20*").IsMatch("2026/a.csv", below: false).ShouldBeFalse();

    [Theory]
    [InlineData("a*.csv", "/t/d", "/t/d/a*.csv")]
    [InlineData("a.csv", "/t/d[1]", "/t/d`[1]/a.csv")]
    [InlineData("[a]`*.csv", "/t/[a]*", "/t/`[a]`*/[a]`*.csv")]
    [InlineData("a``?", "/t/b`?", "/t/b```?/a``?")]
    [InlineData("\uE000*", "/t/\uE001[1]", "/t/\uE001`[1]/\uE000*")]
    public void What_is_put_in_front_of_a_wildcard_is_meant_as_it_stands(string given, string folder, string expected) =>
        KeyGlob.Complete(given, text => $"{folder}/{text}").ShouldBe(expected);

    [Theory]
    [InlineData("20?6/*.csv", "2026", true)]
    [InlineData("20?6/*.csv", "2025", false)]
    [InlineData("20?6/*.csv", "2026/q1", false)]
    [InlineData("*/q1/a.csv", "2026/q2", false)]
    [InlineData("?mp/x/**", "proc", false)]
    [InlineData("?mp/x/**", "tmp/y", false)]
    [InlineData("?mp/x/**", "tmp/x/y/z", true)]
    [InlineData("**/x", "y", true)]
    [InlineData("a*`/x/f", "ab", true)]
    [InlineData("[a/b]*/f", "ab", true)]
    public void A_folder_that_can_hold_nothing_that_matches_is_known_by_its_name(string glob, string folder, bool mayHold) =>
        KeyGlob.Parse(glob).MayHold(folder, itself: true).ShouldBe(mayHold);

    [Theory]
    [InlineData("2026/q1/a*.csv", "2026/q1/a", "2026/q1/")]
    [InlineData("*", "", "")]
    [InlineData("`*/`[a`]?", "*/[a]", "*/")]
    [InlineData("a/[bc]/d", "a/", "a/")]
    public void What_stands_before_the_first_wildcard_is_all_a_store_need_list(string glob, string prefix, string folder)
    {
        var parsed = KeyGlob.Parse(glob);
        parsed.LiteralPrefix.ShouldBe(prefix);
        parsed.Folder.ShouldBe(folder);
    }

    [Theory]
    [InlineData("a[")]
    [InlineData("a[]")]
    [InlineData("a[]b")]
    [InlineData("a[bc")]
    [InlineData("[z-a]")]
    public void A_class_without_characters_or_end_is_refused(string glob) => StageErrorCode.PatternInvalid.ShouldFail(() => KeyGlob.Parse(glob));

    [Fact]
    public void A_wildcard_cannot_climb_up() => StageErrorCode.PathOutsideStage.ShouldFail(() => KeyGlob.Parse("../*.csv"));

    [Theory]
    [InlineData("a*", true)]
    [InlineData("a`*", false)]
    [InlineData("a``*", true)]
    [InlineData("a]", false)]
    [InlineData("a[", true)]
    [InlineData("a`", false)]
    public void An_escaped_wildcard_is_none(string text, bool has) => KeyGlob.HasWildcards(text).ShouldBe(has);

    [Theory]
    [InlineData("a`*b", "a*b")]
    [InlineData("a``b", "a`b")]
    [InlineData("a`", "a`")]
    public void A_backtick_goes_when_the_text_is_taken_literally(string text, string plain) => KeyGlob.Unescape(text).ShouldBe(plain);

    [Fact]
    public void A_wildcard_matches_what_a_naive_matcher_matches() =>
        Property.Check(
            Property.Texts("*", "**", "**/", "?", "[a-c]", "[/-]", "`*", "`a", "a", "b", ".", "/", "c").Zip(Property.Texts("a", "b", "c", "/", ".", "*", "d")),
            static pair =>
            {
                var (glob, key) = pair;
                if (glob.Split('/').Any(static segment => segment.Replace("`", "", StringComparison.Ordinal) is "." or ".."))
                    return;
                var parsed = KeyGlob.Parse(glob);
                parsed.IsMatch(key, below: false).ShouldBe(Naive(glob, key), $"{glob} {key}");
                parsed.IsMatch(key).ShouldBe(Naive(glob, key) || FoldersOf(key).Any(folder => Naive(glob, folder)), $"{glob} {key}, below");
                foreach (var folder in FoldersOf(key))
                {
                    (parsed.MayHold(folder, itself: true) || !parsed.IsMatch(key, below: false)).ShouldBeTrue($"{glob} {key} in {folder}");
                    (parsed.MayHold(folder, itself: false) || !parsed.IsMatch(key)).ShouldBeTrue($"{glob} {key} in or below {folder}");
                }
            });

    // One that tried all ways to share the key out among its stars would never end.
    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*b")]
    [InlineData("**a**a**a**a**a**a**a**b")]
    [InlineData("*[a/]*[a/]*[a/]*[a/]*[a/]*[a/]*[a/]*[a/]*[a/]*[a/]b")]
    [InlineData("**/*a/**/*a/**/*a/**/*a/**/*a/**/*a/**/*b")]
    public void A_wildcard_is_soon_matched_whatever_its_stars(string glob)
    {
        KeyGlob.Parse(glob).IsMatch(new string('a', 1024)).ShouldBeFalse();
        KeyGlob.Parse(glob).IsMatch(string.Concat(Enumerable.Repeat("aa/", 341))).ShouldBeFalse();
    }

    private static IEnumerable<string> FoldersOf(string key) => Enumerable.Range(0, key.Length).Where(i => key[i] == '/').Select(i => key.Substring(0, i));

    private static bool Naive(ReadOnlySpan<char> glob, ReadOnlySpan<char> key)
    {
        if (glob.IsEmpty)
            return key.IsEmpty;
        if (glob.StartsWith("**/"))
            return Naive(glob[3..], key) || AfterAnySlash(glob[3..], key);
        if (glob.StartsWith("**"))
            return Naive(glob[2..], key) || (!key.IsEmpty && Naive(glob, key[1..]));
        if (glob[0] == '*')
            return Naive(glob[1..], key) || (key is [not '/', ..] && Naive(glob, key[1..]));
        if (key.IsEmpty)
            return false;
        if (glob[0] == '[')
        {
            var end = glob.IndexOf(']');
            var isIn = glob[1..end] is "a-c" ? key[0] is 'a' or 'b' or 'c' : key[0] == '-';
            return isIn && Naive(glob[(end + 1)..], key[1..]);
        }

        if (glob[0] == '?')
            return key[0] != '/' && Naive(glob[1..], key[1..]);
        var literal = glob is ['`', _, ..] ? glob[1..] : glob;
        return key[0] == literal[0] && Naive(literal[1..], key[1..]);
    }

    private static bool AfterAnySlash(ReadOnlySpan<char> glob, ReadOnlySpan<char> key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] == '/' && Naive(glob, key[(i + 1)..]))
                return true;
        }

        return false;
    }
}
