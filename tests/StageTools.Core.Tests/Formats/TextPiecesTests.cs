using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Formats.Csv;
using StageTools.Formats.Json;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Texts without their escapes, put together of pieces: as the .NET reader of JSON has them, as text and as bytes.</summary>
public sealed class TextPiecesTests
{
    private static readonly Gen<string> Escaped = Gen.Elements(
        "\\\"", @"\\", @"\/", @"\b", @"\f", @"\n", @"\r", @"\t", @"\u0000", @"\u0041", @"\u00e9", @"\u20AC", @"\uFFFF", @"\ud83d\ude00",
        @"\uD834\udd1e", "a", "ä€", "😀", "plain text", "u0041", "n", "/").ListOf().Select(static parts => string.Concat(parts));

    [Fact]
    public void JSON_is_read_as_its_own_reader_does() => Prop.ForAll(Escaped.ToArbitrary(), static text =>
    {
        var read = JsonSerializer.Deserialize<string>($"\"{text}\"")!;
        var utf8 = Encoding.UTF8.GetBytes(text);
        var room = new byte[utf8.Length];
        return TextPieces.ToText(new JsonPieces(utf8, new byte[4]), utf8.Length) == read
            && TextPieces.ToText(new JsonPieces(utf8, new byte[4]), int.MaxValue) == read
            && room.AsSpan(0, TextPieces.CopyTo(new JsonPieces(utf8, new byte[4]), room)).SequenceEqual(Encoding.UTF8.GetBytes(read));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(@"\ud83d")]
    [InlineData(@"a\ud83d\u0041")]
    [InlineData(@"\ude00\ud83d")]
    [InlineData(@"\ud83dude00")]
    public void Half_of_a_surrogate_pair_is_none(string text) => Should.Throw<InvalidOperationException>(
        () => TextPieces.ToText(new JsonPieces(Encoding.UTF8.GetBytes(text), new byte[4]), int.MaxValue));

    [Theory]
    [InlineData("", "")]
    [InlineData("a\"\"b", "a\"b")]
    [InlineData("\"\"\"\"", "\"\"")]
    [InlineData(@"a\bc\\", @"abc\")]
    [InlineData("\\\"ä\\ä\"\"", "\"ää\"")]
    public void CSV_loses_the_first_of_two_quotes_and_each_escape(string field, string text) =>
        TextPieces.ToText(new QuotedPieces(Encoding.UTF8.GetBytes(field), "\""u8, (byte)'\\'), int.MaxValue).ShouldBe(text);

    [Theory]
    [InlineData("a««b", "a«b")]
    [InlineData("a¬««««¬", "a¬««¬")]
    public void A_quote_of_several_bytes_is_told_from_what_begins_like_it(string field, string text) =>
        TextPieces.ToText(new QuotedPieces(Encoding.UTF8.GetBytes(field), "«"u8, escape: null), field.Length).ShouldBe(text);

    [Theory]
    [InlineData(@"a\«b\«««c", "a«b««c")]
    [InlineData(@"\¬««\\", @"¬«\")]
    public void A_quote_of_several_bytes_and_another_escape_each_protect_what_is_behind(string field, string text) =>
        TextPieces.ToText(new QuotedPieces(Encoding.UTF8.GetBytes(field), "«"u8, (byte)'\\'), int.MaxValue).ShouldBe(text);

    [Theory]
    [InlineData(@"a\tb\nc\\d", "a\tb\nc\\d")]
    [InlineData(@"\\n\\\n", "\\n\\\n")]
    [InlineData(@"C:\xyz\0", "C:\\xyz\0")]
    [InlineData("a\\\u0001b", "a\u0001b")]
    [InlineData("\\\uFEFFa", "\uFEFFa")]
    [InlineData(@"a\«»b", "a«»b")]
    [InlineData(@"a\¬b", @"a\¬b")]
    public void TSV_has_letters_behind_a_backslash_and_marks_escaped_by_it(string field, string text)
    {
        var layout = DelimitedLayout.From(new FileFormat { Format = RowFormat.Tsv, Delimiter = "«»" });
        var utf8 = Encoding.UTF8.GetBytes(field);
        TextPieces.ToText(new BackslashPieces(utf8, new TsvEscapes(layout)), utf8.Length).ShouldBe(text);
        TextPieces.ToText(new BackslashPieces(utf8, new TsvEscapes(layout)), int.MaxValue).ShouldBe(text);
    }

    /// <summary>Of which the first look for the other character went on to the end, each time.</summary>
    [Fact]
    public void A_megabyte_of_escapes_is_read_at_once()
    {
        var field = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(@"\a", 1 << 20)));
        TextPieces.ToText(new QuotedPieces(field, "\""u8, (byte)'\\'), field.Length).ShouldBe(new string('a', 1 << 20));
    }
}
