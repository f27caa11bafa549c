using System.IO.Compression;
using System.Text;
using FsCheck.Fluent;
using StageTools.Formats;
using StageTools.Stages;

namespace StageTools.Core.Tests.Formats;

public sealed class CompressionTests
{
    private const string Name = "data/rows.csv.gz";

    private static readonly byte[] Text =
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(static n => $"{n},{n * 7919 % 1000}\n")));

    public static TheoryData<Compression> All => [Compression.None, Compression.Gzip, Compression.Brotli];

    public static TheoryData<Compression> Compressing => [Compression.Gzip, Compression.Brotli];

    [Theory]
    [MemberData(nameof(All))]
    public void Bytes_survive(Compression compression) =>
        ValueRoundTripTests.Check(ArbMap.Default.ArbFor<byte[]>(), bytes => Expand(Compress(bytes, compression), compression).ShouldBe(bytes));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Long_files_survive_waiting_for_each_read(Compression compression)
    {
        var bytes = new byte[1_000_000];
        new Random(1).NextBytes(bytes.AsSpan(0, 500_000));
        await using var reading = CompressionStreams.ForReading(new MemoryStream(Compress(bytes, compression)), compression, Name);
        var back = new MemoryStream();
        await reading.CopyToAsync(back, TestContext.Current.CancellationToken);
        back.ToArray().ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void An_empty_file_is_one_that_other_tools_take_for_whole(Compression compression)
    {
        var file = Compress([], compression);
        file.ShouldNotBeEmpty();
        Expand(file, compression).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Few_bytes_at_a_time_make_no_difference(Compression compression)
    {
        using var reading = CompressionStreams.ForReading(new DripStream(Compress(Text, compression)), compression, Name);
        ReadAll(reading, 13).ShouldBe(Text);
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void A_file_cut_off_anywhere_is_noticed(Compression compression)
    {
        var file = Compress(Text, compression);
        for (var length = 0; length < file.Length; length += length < 40 || length > file.Length - 40 ? 1 : 7)
            Refused(file[..length], compression);
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void A_stored_file_cut_off_anywhere_is_noticed(Compression compression)
    {
        var random = new byte[300];
        new Random(2).NextBytes(random);
        var file = Compress(random, compression, CompressionLevel.NoCompression);
        for (var length = 0; length < file.Length; length++)
            Refused(file[..length], compression);
    }

    [Fact]
    public void The_second_member_of_a_gzip_file_cut_off_is_noticed()
    {
        var member = Compress("a\n1\n"u8.ToArray(), Compression.Gzip);
        for (var length = 1; length < member.Length; length++)
            Refused([.. member, .. member[..length]], Compression.Gzip);
    }

    [Fact]
    public void Gzip_files_of_several_members_are_read_whole()
    {
        byte[][] members = ["a\n"u8.ToArray(), [], "1\n"u8.ToArray()];
        var file = members.SelectMany(static member => Compress(member, Compression.Gzip)).ToArray();
        Expand(file, Compression.Gzip).ShouldBe("a\n1\n"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Something_else_behind_the_data_is_noticed(Compression compression) =>
        Refused([.. Compress(Text, compression), .. "more"u8], compression);

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        var file = Compress(Text, Compression.Gzip);
        file[^5] ^= 1;
        Refused(file, Compression.Gzip);
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void A_file_that_is_not_compressed_is_refused(Compression compression) => Refused("a,b\n1,2\n"u8.ToArray(), compression);

    [Theory]
    [MemberData(nameof(All))]
    public void The_inner_stream_is_closed_unless_it_is_to_stay_open(Compression compression)
    {
        foreach (var leaveOpen in (bool[])[false, true])
        {
            var written = new MemoryStream();
            CompressionStreams.ForWriting(written, compression, leaveOpen: leaveOpen).Dispose();
            written.CanWrite.ShouldBe(leaveOpen);
            var read = new MemoryStream(Text);
            CompressionStreams.ForReading(read, compression, Name, leaveOpen).Dispose();
            read.CanRead.ShouldBe(leaveOpen);
        }
    }

    private static byte[] Compress(byte[] bytes, Compression compression, CompressionLevel level = CompressionLevel.Optimal)
    {
        var file = new MemoryStream();
        using (var writing = CompressionStreams.ForWriting(file, compression, level, leaveOpen: true))
            writing.Write(bytes);
        return file.ToArray();
    }

    private static byte[] Expand(byte[] file, Compression compression)
    {
        using var reading = CompressionStreams.ForReading(new MemoryStream(file), compression, Name);
        return ReadAll(reading, 4096);
    }

    private static byte[] ReadAll(Stream reading, int atATime)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[atATime];
        for (int count; (count = reading.Read(buffer, 0, buffer.Length)) > 0;)
            bytes.Write(buffer, 0, count);
        return bytes.ToArray();
    }

    private static void Refused(byte[] file, Compression compression)
    {
        var error = Should.Throw<StageException>(() => Expand(file, compression), $"{file.Length} bytes");
        error.Code.ShouldBe(StageErrorCode.DataInvalid);
        error.Message.ShouldContain(Name);
    }
}
