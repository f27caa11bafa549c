using System.IO.Compression;
using System.Text;
using FsCheck.Fluent;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

public sealed class CompressionTests
{
    private const string Name = "data/rows.csv.gz";

    private static readonly byte[] Text =
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(static n => $"{n},{n * 7919 % 1000}\n")));

    public static TheoryData<Compression> All => [Compression.None, Compression.Gzip, Compression.Brotli, Compression.Zlib, Compression.Deflate];

    public static TheoryData<Compression> Compressing => [Compression.Gzip, Compression.Brotli, Compression.Zlib, Compression.Deflate];

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
    public void Of_a_file_that_is_cut_off_nothing_comes_that_is_not_in_it(Compression compression)
    {
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(static i => $"{i},row-{i * 7919 % 1000}\n")));
        var file = Compress(rows, compression);
        for (var length = file.Length / 2; length < file.Length; length += 97)
        {
            using var reading = CompressionStreams.ForReading(new MemoryStream(file[..length]), compression, Name);
            var back = new MemoryStream();
            Should.Throw<StageException>(() => reading.CopyTo(back));
            rows.AsSpan().StartsWith(back.ToArray()).ShouldBeTrue($"{length} of {file.Length}");
        }
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

    [Theory]
    [InlineData(Compression.Zlib, Compression.Deflate)]
    [InlineData(Compression.Deflate, Compression.Zlib)]
    public void Zlib_and_deflate_may_be_taken_for_each_other(Compression written, Compression said) =>
        Expand(Compress(Text, written), said).ShouldBe(Text);

    [Fact]
    public void Bare_data_is_read_whatever_its_first_two_bytes_but_those_of_zlib()
    {
        // A stored block, whose length is its second byte, with rubbish where zeros belong; and a last one that is empty.
        foreach (var (first, low) in from first in Enumerable.Range(0, 32) from low in Enumerable.Range(0, 256) select ((byte)(first << 3), (byte)low))
        {
            byte[] file = [first, low, 0, (byte)~low, 0xFF, .. Enumerable.Repeat((byte)'x', low), 1, 0, 0, 0xFF, 0xFF];
            if ((first & 0x0F) != 8 || first > 0x78 || ((first << 8) | low) % 31 != 0)
                Expand(file, Compression.Deflate).ShouldBe(file[5..(5 + low)], $"{first:x2} {low:x2}");
        }
    }

    [Theory]
    [InlineData(Compression.Zstd)]
    [InlineData(Compression.Snappy)]
    public void What_only_Parquet_has_is_refused(Compression compression)
    {
        StageErrorCode.OptionInvalid.ShouldFail(() => CompressionStreams.ForWriting(new MemoryStream(), compression)).Message.ShouldContain("Parquet");
        StageErrorCode.OptionInvalid.ShouldFail(() => CompressionStreams.ForReading(new MemoryStream(), compression, Name)).Message.ShouldContain("Parquet");
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public async Task Files_of_many_blocks_survive_in_order(Compression compression)
    {
        var bytes = new byte[(20 * DeflateTarget.BlockSize) + 12_345];
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)((at * 7) ^ (at >> 9));
        var file = new MemoryStream();
        await using (var writing = CompressionStreams.ForWriting(file, compression, leaveOpen: true))
        {
            for (var at = 0; at < bytes.Length; at += 300_001)
                await writing.WriteAsync(bytes.AsMemory(at, Math.Min(300_001, bytes.Length - at)), TestContext.Current.CancellationToken);
        }

        Expand(file.ToArray(), compression).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public void Blocks_make_one_member_hardly_larger_than_a_single_stream()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200_000).Select(static n => $"{n},{n * 7919 % 1000},text {n % 97}\n")));
        var single = new MemoryStream();
        using (var gzip = new GZipStream(single, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(text);
        ((double)Compress(text, Compression.Gzip).Length).ShouldBeLessThan(single.Length * 1.01);
    }

    [Fact]
    public async Task A_target_that_fails_fails_the_writing_and_gets_no_end()
    {
        var full = new SmallTarget(3_000_000);
        var noise = new byte[40 * DeflateTarget.BlockSize];
        new Random(3).NextBytes(noise);
        var writing = CompressionStreams.ForWriting(full, Compression.Gzip);
        await Should.ThrowAsync<IOException>(async () => await writing.WriteAsync(noise, TestContext.Current.CancellationToken));
        await writing.DisposeAsync();
        full.ToArray().Length.ShouldBeLessThanOrEqualTo(3_000_000);
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

    /// <summary>A disk with little room.</summary>
    private sealed class SmallTarget(int room) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Length + buffer.Length > room ? throw new IOException("No space is left.") : base.WriteAsync(buffer, cancellationToken);
    }
}
