using System.Buffers;
using System.Numerics;
using StageTools.Formats;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

/// <summary>What holds for the writers of every format.</summary>
public sealed class RowWritersTests
{
    public static TheoryData<FileFormat> All => [RowFile.Csv, RowFile.Tsv, RowFile.NdJson, RowFile.Json];

    [Theory]
    [MemberData(nameof(All))]
    public void Two_columns_of_one_name_are_refused(FileFormat format) => Refuses(format, "a", "b", "a").Message.ShouldContain("'a'");

    [Theory]
    [MemberData(nameof(All))]
    public void Names_that_differ_in_case_are_two_names(FileFormat format) =>
        RowFile.Read(format, RowFile.Write(format, ["a", "A"], [[1, 2]]))[0].Columns.ShouldBe(["a", "A"]);

    [Fact]
    public void A_header_without_a_name_is_refused() => Refuses(RowFile.Csv, "a", "").Message.ShouldContain("no name");

    [Theory]
    [MemberData(nameof(All))]
    public void Nasty_names_survive(FileFormat format) =>
        ValueRoundTripTests.Check(Nasty.Text, name =>
        {
            if (name.Length == 0)
                return;
            string[] columns = [name, name + "2", "\uFEFF" + name];
            RowFile.Read(format, RowFile.Write(format, columns, [[1, 2, 3]])).ShouldHaveSingleItem().Columns.ShouldBe(columns);
        });

    [Theory]
    [MemberData(nameof(All))]
    public void Half_of_a_surrogate_pair_is_refused(FileFormat format)
    {
        foreach (var text in (string[])["\uD83D", "a\uDE00b", "\"\uD83D", "\uD83D,\n"])
            RowFile.WriteFails(format, text).Message.ShouldContain("surrogate");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Half_of_a_surrogate_pair_in_a_name_is_refused(FileFormat format) =>
        Should.Throw<StageException>(() => RowFile.Write(format, ["\uD83D"], [])).Code.ShouldBe(StageErrorCode.ValueNotRepresentable);

    [Theory]
    [MemberData(nameof(All))]
    public void An_integer_too_long_to_be_read_is_refused(FileFormat format) =>
        RowFile.WriteFails(format, BigInteger.Pow(10, 10_001)).Message.ShouldContain("10000 digits");

    [Theory]
    [MemberData(nameof(All))]
    public void A_value_nobody_knows_is_its_text(FileFormat format) =>
        RowFile.WriteOne(format, new Uri("https://example.com/ä")).ShouldContain("https://example.com/ä");

    [Fact]
    public void A_null_text_that_a_value_may_be_written_as_is_refused() =>
        Refuses(RowFile.Csv with { NullText = "0" }, "a").Message.ShouldContain("'0'");

    [Fact]
    public void A_format_that_is_not_said_is_refused() => Refuses(FileFormat.Unspecified, "a").Message.ShouldContain("type");

    private static StageException Refuses(FileFormat format, params string[] columns)
    {
        var error = Should.Throw<StageException>(() => RowWriters.Create(format, new ArrayBufferWriter<byte>(), columns));
        error.Code.ShouldBe(StageErrorCode.OptionInvalid);
        return error;
    }
}
