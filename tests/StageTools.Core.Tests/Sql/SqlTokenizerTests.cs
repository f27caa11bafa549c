using FsCheck.Fluent;
using StageTools.Sql;

namespace StageTools.Core.Tests.Sql;

/// <summary>SQL comes apart into the very pieces that it was put together from.</summary>
public sealed class SqlTokenizerTests
{
    private static readonly string[] Blanks =
    [
        " ", "\n", "\t\u00A0", " -- it's \" $$\n", "/* ' */", " /* /* $$ */ \" */ ",
        .. "\r\f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u202F\u205F\u2060\u3000\uFEFF".Select(static c => c.ToString()),
    ];

    // What stands between the quotes of a text; in the second list a backslash before a quote takes it for the text.
    private static readonly string[] Bodies = ["", "a", "it''s", "''", "\\", "a\\", "; -- x", "/*", "$$", "\""];
    private static readonly string[] EscapedBodies = ["", "a", "it''s", "\\'", "a\\\\", "\\';\\'", "; -- x"];

    private static readonly (SqlTokenKind Kind, string Text)[] Pieces =
    [
        .. Of(SqlTokenKind.Text, from mark in (string[])["", "x", "X", "b", "B"] from body in Bodies select $"{mark}'{body}'"),
        .. Of(SqlTokenKind.Text, from mark in (string[])["e", "E"] from body in EscapedBodies select $"{mark}'{body}'"),
        .. Of(SqlTokenKind.DollarText, from tag in (string[])["", "x", "_é"] from body in (string[])["", "a", "'", "$ ", " $y$ ", "--"] select $"${tag}$ {body}${tag}$"),
        .. Of(SqlTokenKind.DollarText, "$$$$", "$x$$x$", "$x$$$$$x$", "$$'$$"),
        .. Of(SqlTokenKind.QuotedName, from quote in (string[])["\"", "`"] from body in (string[])["a", "a b", "\\", "'", "$$", "--", quote + quote] select quote + body + quote),
        .. Of(SqlTokenKind.Word, "SELECT", "x", "X", "b", "B", "e", "E", "_a$1", "été", "xb"),
        .. Of(SqlTokenKind.Number, "0", "9", "90", "12.5", "1e5", "1E+5", "1.5e-10", "0x1F", "1_000"),
        .. Of(SqlTokenKind.Parameter, "$1", "$23", "$name"),
        .. Of(SqlTokenKind.Symbol, "(", ")", ",", ";", "*", "=", ".", "$"),
    ];

    [Fact]
    public void Every_piece_is_one_token_whatever_stands_beside_it() => Property.Check(
        Gen.Elements(Pieces).SelectMany(static piece => Gen.Elements(Blanks).Select(blank => (piece.Kind, piece.Text, Blank: blank))).ListOf(),
        static pieces => Tokens(string.Concat(pieces.Select(static piece => piece.Text + piece.Blank))).ShouldBe(pieces.Select(static piece => (piece.Kind, piece.Text))),
        cases: 2000);

    [Fact]
    public void Every_piece_is_one_token_between_brackets()
    {
        foreach (var (kind, text) in Pieces)
            Tokens($"({text})").ShouldBe([(SqlTokenKind.Symbol, "("), (kind, text), (SqlTokenKind.Symbol, ")")]);
    }

    [Theory]
    [InlineData("'a")]
    [InlineData("x'a'' ; b")]
    [InlineData("E'a\\'")]
    [InlineData("$$a")]
    [InlineData("$x$a$$")]
    [InlineData("\"a")]
    public void What_never_ends_is_one_token_to_the_end(string text) => Tokens($"1 {text}").Select(static token => token.Text).ShouldBe(["1", text]);

    private static List<(SqlTokenKind Kind, string Text)> Tokens(string sql)
    {
        var (tokenizer, tokens) = (new SqlTokenizer(sql), new List<(SqlTokenKind, string)>());
        for (var token = tokenizer.Next(); token.Kind is not SqlTokenKind.End; token = tokenizer.Next())
            tokens.Add((token.Kind, token.Text));
        return tokens;
    }

    private static IEnumerable<(SqlTokenKind Kind, string Text)> Of(SqlTokenKind kind, IEnumerable<string> texts) => texts.Select(text => (kind, text));

    private static IEnumerable<(SqlTokenKind Kind, string Text)> Of(SqlTokenKind kind, params string[] texts) => texts.Select(text => (kind, text));
}
