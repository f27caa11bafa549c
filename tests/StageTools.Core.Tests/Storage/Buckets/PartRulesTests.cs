using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using StageTools.Paths;
using StageTools.Storage.Buckets.Services;
using StageTools.Storage.Remote;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>The sums and orders that buckets go by.</summary>
public sealed class PartRulesTests
{
    private const long MiB = 1L << 20;
    private const long TiB = 1L << 40;

    private const long Unknown = -1;

    public static TheoryData<long> Sizes => [Unknown, 0, 1, 8 * MiB, 80_000 * MiB, (80_000 * MiB) + 1, TiB, 5 * TiB];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Parts_of_any_file_are_what_S3_takes(long size)
    {
        var sizes = For(size);
        var sum = 0L;
        for (var number = 1; number <= PartSizes.MostParts; number++)
        {
            var part = sizes.Of(number);
            part.ShouldBeInRange(5 * MiB, Math.Min(5L << 30, Array.MaxLength));
            sum += part;
        }

        sum.ShouldBeGreaterThanOrEqualTo(size == Unknown ? 5 * TiB : size);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Part_sizes_are_read_back_as_they_were_written(long size) => PartSizes.Parse(For(size).ToString()).ShouldBe(For(size));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("Growing")]
    [InlineData("99999999999999999999")]
    public void What_no_part_size_is_is_none(string? text) => PartSizes.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(10L, 0, 0)]
    [InlineData(10L, 1, 1)]
    [InlineData(10L, 10, 1)]
    [InlineData(10L, 11, 2)]
    [InlineData(null, 8L << 20, 1)]
    [InlineData(null, (8L << 20) + 1, 2)]
    [InlineData(null, 2100L << 20, 261)]
    public void Bytes_make_so_many_parts(long? part, long size, long count) => new PartSizes(part).CountFor(size).ShouldBe(count);

    [Fact]
    public void A_tag_is_computed_whatever_pieces_the_bytes_come_in()
    {
        var pieces = Gen.Choose(0, 20).Select(static length => RandomNumberGenerator.GetBytes(length)).ListOf();
        Property.Check(pieces.Zip(Gen.Choose(1, 30)), static made =>
        {
            var (list, part) = made;
            var all = list.SelectMany(static piece => piece).ToArray();
            var tag = ETagCheck.OfParts([.. all.Chunk(part).Select(static bytes => MD5.HashData(bytes))]);
            Matches(tag, new PartSizes(part), list, all.Length).ShouldBeTrue();
            Matches(Convert.ToHexStringLower(MD5.HashData(all)), parts: null, list, all.Length).ShouldBeTrue();
            if (all.Length == 0)
                return;
            all[^1] ^= 1;
            Matches(tag, new PartSizes(part), [all], all.Length).ShouldBeFalse();
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("827ccb0eea8a706c4c34a16891f84e7")]
    [InlineData("827ccb0eea8a706c4c34a16891f84e7g")]
    [InlineData("827ccb0eea8a706c4c34a16891f84e7b-")]
    [InlineData("827ccb0eea8a706c4c34a16891f84e7b-3")]
    [InlineData("CLjt8vLs4oADEAE=")]
    public void A_tag_that_tells_nothing_checks_nothing(string? tag)
    {
        ETagCheck.TryCreate(tag, new PartSizes(10), size: 11).ShouldBeNull();
        ETagCheck.Md5Of(tag).ShouldBeNull();
    }

    [Fact]
    public void Keys_are_in_the_order_of_their_bytes()
    {
        var texts = Property.Texts("a", "b", "/", "é", "\uD7FF", "\uE000", "\uFFFF", "😀", "\U0010FFFF", "-", "0");
        Property.Check(texts.Zip(texts), static pair =>
            Math.Sign(KeyOrder.Compare(pair.Item1, pair.Item2)).ShouldBe(
                Math.Sign(Encoding.UTF8.GetBytes(pair.Item1).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(pair.Item2)))));
    }

    [Fact]
    public void A_key_is_canonical_when_it_is_read_as_itself() =>
        Property.Check(Property.Texts("a", "/", ".", "%2e", "%2E", "\0", "é", " "), static text => StageKey.IsCanonical(text).ShouldBe(IsReadAsItself(text)));

    private static PartSizes For(long size) => PartSizes.For(size == Unknown ? null : size);

    private static bool IsReadAsItself(string text)
    {
        try
        {
            return text.Length > 0 && StageKey.Parse(text).Value == text;
        }
        catch (StageException)
        {
            return false;
        }
    }

    private static bool Matches(string tag, PartSizes? parts, IEnumerable<byte[]> pieces, long size)
    {
        using var check = ETagCheck.TryCreate(tag, parts, size);
        foreach (var piece in pieces)
            check?.Append(piece);
        return check?.IsMatch() == true;
    }
}
