using StageTools.Databases;
using StageTools.Hosting;
using StageTools.Paths;

namespace StageTools.Core.Tests.Paths;

/// <summary>Texts of megabytes where names and paths are wanted: refused before anybody takes them apart, in a sentence that a person can read.</summary>
public sealed class LongTextTests
{
    private static readonly string Name = new('a', 5_000_000);
    private static readonly string Segments = string.Concat(Enumerable.Repeat("x/", 500_000));

    public static TheoryData<string> Readers => [.. All.Keys];

    private static Dictionary<string, Action> All { get; } = new(StringComparer.Ordinal)
    {
        ["a stage's name"] = static () => StageName.Parse(Name),
        ["a stage path"] = static () => StagePath.Parse("@s/" + Segments),
        ["a key"] = static () => StageKey.Parse(Name),
        ["a key of segments"] = static () => StageKey.Parse(Segments),
        ["a wildcard"] = static () => KeyGlob.Parse(string.Concat(Enumerable.Repeat("*/", 500_000))),
        ["a pattern"] = static () => KeyPattern.Parse(Name),
        ["no pattern"] = static () => KeyPattern.Parse(Name + "("),
        ["files"] = static () => StagePath.Select("@s/" + Segments, isLiteral: false),
        ["a prefix"] = static () => StagePath.Select("@s", isLiteral: false, prefix: Segments),
        ["a folder"] = static () => KnownStores.All.ParseUrl("/" + Segments, "/"),
        ["a folder's URL"] = static () => KnownStores.All.ParseUrl("file:///" + Segments, "/"),
        ["a bucket"] = static () => KnownStores.All.ParseUrl($"s3://{Name}/", "/"),
        ["a bucket's prefix"] = static () => KnownStores.All.ParseUrl("s3://bucket/" + Segments, "/"),
        ["another scheme"] = static () => KnownStores.All.ParseUrl(Name + "://x", "/"),
        ["a database"] = static () => DatabaseOpening.FileNameOf("postgres://" + Name),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void Megabytes_are_refused_in_a_sentence(string what)
    {
        var error = Should.Throw<StageException>(All[what]);
        error.Message.Length.ShouldBeLessThan(1100);
        error.Told(StatementAdvice.Of).Message.Length.ShouldBeLessThan(1100);
        error.Message.ShouldEndWith(".");
    }

    [Fact]
    public void A_sentence_is_never_cut_within_a_character()
    {
        var error = new StageException(StageErrorCode.PathInvalid, string.Concat(Enumerable.Repeat("😀", 5000)) + ".");
        error.Message.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
        error.Message.Length.ShouldBeLessThan(1100);
    }

    [Fact]
    public void The_longest_path_is_taken()
    {
        StageUrl.RequireShort(new string('a', StageUrl.MaxLength));
        Should.Throw<StageException>(static () => StageUrl.RequireShort(new string('a', StageUrl.MaxLength + 1))).Code.ShouldBe(StageErrorCode.PathInvalid);
    }

    [Fact]
    public void The_longest_key_is_taken() => StageKey.Parse(new string('a', StageKey.MaxLength)).Value.Length.ShouldBe(StageKey.MaxLength);
}
