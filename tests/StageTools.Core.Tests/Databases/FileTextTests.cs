using StageTools.Databases.Columns;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Databases;

/// <summary>Bytes are read as their file writes them.</summary>
public sealed class FileTextTests
{
    [Theory]
    [InlineData("AP8=", true, null, "00FF")]
    [InlineData("AAAA", true, null, "000000")]
    [InlineData("00ff", true, null, "D347DF")]
    [InlineData("0xAB", true, null, "D31001")]
    [InlineData("\\x00ff", true, null, "00FF")]
    [InlineData("\\x00ff", true, BinaryFormat.Base64, "00FF")]
    [InlineData("00ff0", true, null, null)]
    [InlineData("AP8", true, null, null)]
    [InlineData(" AP8=", true, null, null)]
    [InlineData("", true, null, "")]
    [InlineData("00ff", true, BinaryFormat.Hex, "00FF")]
    [InlineData("0x00ff", true, BinaryFormat.Hex, "00FF")]
    [InlineData("AP8=", false, null, null)]
    [InlineData("AAAA", false, null, "AAAA")]
    [InlineData("AAAA", false, BinaryFormat.Base64, "000000")]
    [InlineData("", false, BinaryFormat.Base64, "")]
    public void Bytes_are_read_in_the_form_that_the_file_has_them_in(string text, bool isJson, BinaryFormat? binary, string? hex)
    {
        var file = new FileText(isJson, binary);
        if (hex is null)
            Should.Throw<FormatException>(() => ColumnValue.Convert(text, new ColumnType(ColumnKind.Blob), file)).Message.ShouldEndWith(" is no BLOB");
        else
            Convert.ToHexString((byte[])ColumnValue.Convert(text, new ColumnType(ColumnKind.Blob), file)).ShouldBe(hex);
    }

    [Theory]
    [InlineData("9e107d9d372bb6826bd81d3542a419d6", true)]
    [InlineData("0x0123456789abcd", true)]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789ABCDEF", false)]
    [InlineData("0123456789abcdeg", false)]
    [InlineData("AAAAAAAAAAAAAAAA", false)]
    [InlineData("01234567", false)]
    public void Bytes_of_JSON_that_may_be_in_either_form_are_refused_until_it_is_said(string text, bool isRefused)
    {
        var type = new ColumnType(ColumnKind.Blob);
        ColumnValue.Convert(text, type, new FileText(IsJson: true, BinaryFormat.Base64)).ShouldBe(Convert.FromBase64String(text));
        if (isRefused)
            Should.Throw<FormatException>(() => ColumnValue.Convert(text, type, new FileText(IsJson: true))).Message.ShouldContain("binary_format");
        else
            ColumnValue.Convert(text, type, new FileText(IsJson: true)).ShouldBe(Convert.FromBase64String(text));
    }
}
