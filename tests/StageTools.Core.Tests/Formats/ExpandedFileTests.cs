using System.Text;
using StageTools.Core.Tests.Export;
using StageTools.Core.Tests.Query;
using StageTools.Core.Tests.Stages;
using StageTools.Export.Parts;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

/// <summary>Files of bzip2 and xz, made by Python's own modules, are read like others, and are not written.</summary>
public sealed class ExpandedFileTests
{
    private const string Name = "a.csv";

    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 4000).Select(static i => $"{i},{i * 7919 % 1009},text {i}\n")));

    public static TheoryData<Compression> Kinds => [Compression.Bzip2, Compression.Xz];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_is_what_it_was_before_however_few_bytes_come_at_a_time(Compression compression)
    {
        var file = Compressed(Text, compression);
        Expanded(new MemoryStream(file), compression).ShouldBe(Text);
        Expanded(new DripStream(file), compression).ShouldBe(Text);
        await using var reading = CompressionStreams.ForReading(new MemoryStream(file), compression, Name);
        var whole = new MemoryStream();
        await reading.CopyToAsync(whole, Token);
        whole.ToArray().ShouldBe(Text);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_inner_stream_is_closed_unless_it_is_to_stay_open(Compression compression)
    {
        foreach (var leaveOpen in (bool[])[false, true])
        {
            var file = new MemoryStream();
            CompressionStreams.ForReading(file, compression, Name, leaveOpen).Dispose();
            file.CanRead.ShouldBe(leaveOpen);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Several_streams_behind_each_other_are_one_file(Compression compression) =>
        Expanded(new MemoryStream([.. Compressed(Text, compression), .. Compressed("1,2,3\n"u8.ToArray(), compression)]), compression)
            .ShouldBe([.. Text, .. "1,2,3\n"u8]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_cut_off_anywhere_is_noticed(Compression compression)
    {
        var file = Compressed(Text[..2000], compression);
        for (var length = 0; length < file.Length; length++)
            StageErrorCode.DataInvalid.ShouldFail(() => Expanded(new MemoryStream(file[..length]), compression)).Message.ShouldContain($"'{Name}'", customMessage: $"{length} of {file.Length}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_byte_changed_anywhere_is_noticed_or_changes_nothing(Compression compression)
    {
        var file = Compressed(Text[..2000], compression);
        for (var at = 0; at < file.Length; at++)
        {
            var changed = (byte[])file.Clone();
            changed[at] ^= 0x10;
            try
            {
                Expanded(new MemoryStream(changed), compression).ShouldBe(Text[..2000], $"byte {at} of {file.Length}");
            }
            catch (StageException e)
            {
                e.Code.ShouldBe(StageErrorCode.DataInvalid);
            }
        }
    }

    [Fact]
    public void Of_a_damaged_block_of_bzip2_nothing_comes()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 12_000).Select(static i => $"{i},{i * 7919 % 1009},text {i}\n")));
        var file = Made("bz2.compress(given, 1)", text);
        var back = new MemoryStream();
        for (var part = 1; part < 20; part++)
        {
            var changed = (byte[])file.Clone();
            changed[file.Length * part / 20] ^= 1;
            using var reading = CompressionStreams.ForReading(new MemoryStream(changed), Compression.Bzip2, Name);
            back.SetLength(0);
            StageErrorCode.DataInvalid.ShouldFail(() => reading.CopyTo(back)).Message.ShouldContain("damaged");
            text.AsSpan().StartsWith(back.ToArray()).ShouldBeTrue($"part {part}");
        }

        // Of the blocks before the last one, which is damaged now.
        back.Length.ShouldBePositive();
    }

    [Theory]
    [InlineData(Compression.Xz, 4, true)]
    [InlineData(Compression.Xz, 8, true)]
    [InlineData(Compression.Xz, 3, false)]
    [InlineData(Compression.Bzip2, 4, false)]
    public void Between_and_behind_streams_of_xz_zeros_may_stand_by_fours(Compression compression, int zeros, bool isValid)
    {
        byte[] more = [.. new byte[zeros], .. Compressed("1,2,3\n"u8.ToArray(), compression)];
        foreach (var (rest, text) in ((byte[], byte[])[])[(more, [.. Text, .. "1,2,3\n"u8]), (new byte[zeros], Text)])
        {
            byte[] file = [.. Compressed(Text, compression), .. rest];
            if (isValid)
                Expanded(new DripStream(file), compression).ShouldBe(text);
            else
                StageErrorCode.DataInvalid.ShouldFail(() => Expanded(new MemoryStream(file), compression));
        }
    }

    [Fact]
    public void A_filter_of_xz_that_is_not_served_is_said()
    {
        var file = Made("lzma.compress(given, filters=[{'id': lzma.FILTER_DELTA, 'dist': 1}, {'id': lzma.FILTER_LZMA2}])", Text);
        StageErrorCode.DataInvalid.ShouldFail(() => Expanded(new MemoryStream(file), Compression.Xz)).Message
            .ShouldBe($"'{Name}' is compressed with a filter that is not served; expand it first, for instance with xz -d.");
    }

    [Theory]
    [InlineData(Compression.Bzip2, "bz2")]
    [InlineData(Compression.Xz, "xz")]
    public async Task A_staged_file_is_read_by_its_name_and_is_not_written(Compression compression, string suffix)
    {
        using var stages = new TestStages();
        await stages.CreateExternalAsync("s", "data");
        await File.WriteAllBytesAsync(stages.Folder.At($"data/a.csv.{suffix}"), Compressed("x,y\n1,a\n2,b\n"u8.ToArray(), compression), Token);
        (await stages.RowsAsync($"SELECT x, y FROM '@s/a.csv.{suffix}'")).ShouldBe(["1|a", "2|b"]);
        var target = await stages.Engine.ToStageAsync($"@s/b.csv.{suffix}", FileFormat.Unspecified);
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => StageTools.Export.ExportJob.BeginAsync(target, ["v"], new ExportOptions(), Token));
        error.Message.ShouldContain("not written");
    }

    [Fact]
    public async Task A_zip_archive_is_said_to_be_one()
    {
        using var stages = new TestStages();
        await stages.CreateExternalAsync("s", "data");
        await File.WriteAllBytesAsync(stages.Folder.At("data/a.csv"), Python.Run("import sys, io, zipfile; b = io.BytesIO(); z = zipfile.ZipFile(b, 'w'); z.writestr('a.csv', sys.stdin.read()); z.close(); sys.stdout.buffer.write(b.getvalue())", "x\n1\n"u8.ToArray()), Token);
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => stages.RowsAsync("SELECT * FROM '@s/a.csv'"))).Message.ShouldContain("zip archive, which is not served");
    }

    private static byte[] Compressed(byte[] bytes, Compression compression) =>
        Made($"{(compression == Compression.Xz ? "lzma" : "bz2")}.compress(given)", bytes);

    /// <summary>What an expression of Python makes of bytes.</summary>
    private static byte[] Made(string expression, byte[] given)
    {
        Python.SkipUnlessThere();
        return Python.Run($"import sys, bz2, lzma; given = sys.stdin.buffer.read(); sys.stdout.buffer.write({expression})", given);
    }

    private static byte[] Expanded(Stream file, Compression compression)
    {
        using var reading = CompressionStreams.ForReading(file, compression, Name);
        var bytes = new MemoryStream();
        var buffer = new byte[777];
        for (int count; (count = reading.Read(buffer, 0, buffer.Length)) > 0;)
            bytes.Write(buffer, 0, count);
        return bytes.ToArray();
    }
}
