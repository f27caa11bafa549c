using System.Text;
using FsCheck.Fluent;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Where a stream happens to pause never matters.</summary>
public sealed class ChunkTests
{
    public static TheoryData<FileFormat> All => ValueRoundTripTests.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Rows_are_the_same_however_few_bytes_come_at_a_time(FileFormat format) =>
        ValueRoundTripTests.Check(Nasty.Tables, table => SameInDrips(format, RowFile.Write(format, Nasty.ColumnsOf(table), table)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_of_a_UTF16_file_are_the_same_however_few_bytes_come_at_a_time(bool bigEndian) =>
        ValueRoundTripTests.Check(Nasty.Tables, table =>
            SameInDrips(RowFile.Csv, ToUtf16(RowFile.Write(RowFile.Csv, Nasty.ColumnsOf(table), table), bigEndian)));

    [Theory]
    [MemberData(nameof(All))]
    public void Tables_survive_whole(FileFormat format) =>
        ValueRoundTripTests.Check(Nasty.Tables, table =>
        {
            var back = RowFile.Read(format, RowFile.Write(format, Nasty.ColumnsOf(table), table), new RowReadOptions(AsText: true));
            back.Select(static row => row.Values).ShouldBe(table.Select(AsText));
        });

    [Theory]
    [MemberData(nameof(All))]
    public void Files_longer_than_any_buffer_are_read_whole(FileFormat format)
    {
        var rows = Enumerable.Range(0, 20_000).Select(static n => new object?[] { (long)n, new string('x', n % 97) + "\"\n" }).ToList();
        rows.Add([-1L, new string('y', 300_000)]);
        var back = RowFile.Read(format, RowFile.Write(format, ["n", "t"], rows));
        back.Select(static row => row.Values).ShouldBe(rows);
    }

    private static void SameInDrips(FileFormat format, byte[] file)
    {
        var drops = RowFile.ReadAsync(format, new DripStream(file)).GetAwaiter().GetResult();
        var whole = RowFile.Read(format, file);
        drops.Select(static row => row.Values).ShouldBe(whole.Select(static row => row.Values));
    }

    private static byte[] ToUtf16(byte[] utf8, bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(Encoding.UTF8.GetString(utf8))];
    }

    private static object?[] AsText(object?[] row) =>
        [.. row.Select(static value => value is null ? null : (object)ValueRoundTripTests.Printed(value))];
}
