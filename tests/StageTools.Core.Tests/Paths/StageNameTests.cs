using FsCheck;
using FsCheck.Fluent;
using StageTools.Paths;

namespace StageTools.Core.Tests.Paths;

/// <summary>DESIGN, "Stage paths": a letter or _, then letters, digits, _, $, -; up to 64; compared without case, shown as created.</summary>
public sealed class StageNameTests
{
    private const string First = "aZ_éßДあक\u0958";
    private const string Rest = First + "09$-٣";

    private static Gen<string> Names =>
        from first in Gen.Elements<char>(First)
        from rest in Gen.Elements<char>(Rest).ListOf()
        let name = (first + string.Concat(rest)).Normalize()
        where name.Length <= StageName.MaxLength && !name.Contains('\u093C')
        select name;

    [Theory]
    [InlineData("sales")]
    [InlineData("_")]
    [InlineData("a")]
    [InlineData("Sales_2026-q1$")]
    [InlineData("été")]
    [InlineData("販売")]
    public void A_letter_or_underscore_begins_a_name(string text) => StageName.Parse(text).Value.ShouldBe(text);

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("1a")]
    [InlineData("-a")]
    [InlineData("$a")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("~a")]
    [InlineData("@@a")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("a😀")]
    [InlineData("a\ud800")]
    [InlineData("..")]
    public void Anything_else_is_refused(string text) => StageErrorCode.StageNameInvalid.ShouldFail(() => StageName.Parse(text)).Target.ShouldBe(text);

    [Fact]
    public void A_name_of_64_characters_is_one() => StageName.Parse(new string('a', 64)).Value.Length.ShouldBe(64);

    [Fact]
    public void A_name_of_65_characters_is_none() => StageErrorCode.StageNameInvalid.ShouldFail(() => StageName.Parse(new string('a', 65)));

    [Fact]
    public void A_leading_at_sign_is_not_part_of_the_name() => StageName.Parse("@sales").Value.ShouldBe("sales");

    [Theory]
    [InlineData("~")]
    [InlineData("@~")]
    public void The_tilde_is_the_user_stage(string text) => StageName.Parse(text).IsUser.ShouldBeTrue();

    [Fact]
    public void No_other_name_is_the_user_stage() => StageName.Parse("user").IsUser.ShouldBeFalse();

    [Fact]
    public void An_accent_written_as_a_character_of_its_own_makes_the_same_name() => StageName.Parse("e\u0301te").ShouldBe(StageName.Parse("éte"));

    [Fact]
    public void A_name_is_one_again_when_it_is_read_back()
    {
        // Composing takes U+0958 apart, into a letter and a mark: such a name could be made, and never be read from the catalog again.
        if (StageName.TryParse("\u0958", out var name))
            StageName.Parse(name.Value).ShouldBe(name);
        else
            StageErrorCode.StageNameInvalid.ShouldFail(() => StageName.Parse("\u0958"));
    }

    [Fact]
    public void Any_name_by_the_rules_is_read() => Property.Check(Names, static text => StageName.Parse(text).Value.ShouldBe(text));

    [Fact]
    public void Names_that_differ_in_case_are_the_same() => Property.Check(Names, static text =>
    {
        var (name, other) = (StageName.Parse(text), StageName.Parse(text.ToUpperInvariant()));
        name.ShouldBe(other);
        name.GetHashCode().ShouldBe(other.GetHashCode());
    });

    [Fact]
    public void No_text_makes_a_name_that_breaks_the_rules() =>
        Property.Check(Property.Texts("a", "Z", "_", "$", "-", "~", "@", "0", " ", "/", ".", "é", "e\u0301", "\u0958", "😀", "\ud800", "\0"), static text =>
        {
            if (!StageName.TryParse(text, out var name) || name.IsUser)
                return;
            name.Value.Length.ShouldBeInRange(1, StageName.MaxLength);
            (char.IsLetter(name.Value[0]) || name.Value[0] == '_').ShouldBeTrue();
            name.Value.ShouldAllBe(static c => char.IsLetterOrDigit(c) || c == '_' || c == '$' || c == '-');
        });
}
