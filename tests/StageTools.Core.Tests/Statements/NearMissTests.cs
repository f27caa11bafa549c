using StageTools.Statements.Parts;

namespace StageTools.Core.Tests.Statements;

/// <summary>A word is proposed for one that a slip of the fingers made of it, whichever letters it met.</summary>
public sealed class NearMissTests
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("LIST")]
    [InlineData("STAGE")]
    [InlineData("REMOVE")]
    [InlineData("FILE_FORMAT")]
    public void One_slip_at_any_place_is_seen_through(string word)
    {
        foreach (var slip in Slips(word).Where(slip => slip != word).Distinct(StringComparer.Ordinal))
            NearMiss.Find(slip, ["ENTIRELYOTHER", word]).ShouldBe(word, slip);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("LIST")]
    [InlineData("STAGE")]
    public void Two_slips_in_a_short_word_make_another_one(string word) => NearMiss.Find("QQ" + word[2..], [word]).ShouldBeNull();

    [Fact]
    public void The_word_itself_is_no_miss_in_any_case() => NearMiss.Find("list", ["LIST", "LISTS"]).ShouldBeNull();

    private static IEnumerable<string> Slips(string word)
    {
        for (var at = 0; at < word.Length; at++)
        {
            yield return word.Insert(at, "Q");
            yield return word.Remove(at, 1);
            yield return word.Remove(at, 1).Insert(at, "Q");
            if (at > 0)
                yield return word.Remove(at, 1).Insert(at - 1, word[at..(at + 1)]);
        }

        yield return word + "Q";
    }
}
