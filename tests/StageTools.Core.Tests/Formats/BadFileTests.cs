using System.Text;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Formats;

/// <summary>Files that are broken, and files that are not what somebody says: the file, the line, the reason.</summary>
public sealed class BadFileTests
{
    public static TheoryData<FileFormat> All => [RowFile.Csv, RowFile.Tsv, RowFile.NdJson, RowFile.Json];

    public static TheoryData<string, string> Magic => new()
    {
        { "1F8B0800000000000003", "gzip" },
        { "28B52FFD0458", "zstd" },
        { "FD377A585A000004", "xz" },
        { "425A683931415926535900", "bzip2" },
        { "04224D186440", "lz4" },
        { "5041523115041500", "parquet" },
    };

    [Theory]
    [MemberData(nameof(Magic))]
    public void A_file_of_another_kind_is_told_by_its_first_bytes(string start, string kind)
    {
        foreach (var format in All.Select(static row => row.Data))
        {
            var message = RowFile.ReadFails(format, Convert.FromHexString(start)).Message;
            message.ShouldContain("line 1: ");
            message.ShouldContain(kind, Case.Insensitive);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UTF16_without_its_mark_is_told(bool bigEndian)
    {
        var bytes = new UnicodeEncoding(bigEndian, byteOrderMark: false).GetBytes("{\"id\":1}\n{\"id\":2}\n");
        foreach (var format in All.Select(static row => row.Data))
            RowFile.ReadFails(format, bytes).Message.ShouldContain("line 1: every second byte is zero, as in UTF-16");
    }

    // A backslash between the two bytes of a letter: without it they would be one.
    [Theory]
    [InlineData(RowFormat.Csv, 10)]
    [InlineData(RowFormat.Csv, 600)]
    [InlineData(RowFormat.Csv, 2_000_000)]
    [InlineData(RowFormat.NdJson, 10)]
    [InlineData(RowFormat.NdJson, 600)]
    [InlineData(RowFormat.NdJson, 2_000_000)]
    public void What_would_be_UTF8_without_its_escapes_is_none_at_any_length(RowFormat kind, int length)
    {
        var format = new FileFormat { Format = kind, Escape = kind is RowFormat.Csv ? '\\' : null };
        var (start, behind) = kind is RowFormat.Csv ? ("a\n\"", "\"\n") : ("{\"a\":\"", "\"}\n");
        byte[] escaped = kind is RowFormat.Csv ? [0xC3, (byte)'\\', 0xA9] : [0xC3, (byte)'\\', (byte)'"', 0xA9];
        byte[] file = [.. Encoding.UTF8.GetBytes(start + new string('x', length)), .. escaped, .. Encoding.UTF8.GetBytes(behind)];
        RowFile.ReadFails(format, file).Message.ShouldContain("UTF-8");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Latin1_bytes_are_refused_with_their_line(FileFormat format)
    {
        var text = format.Format switch
        {
            RowFormat.Csv or RowFormat.Tsv => "t\nx\n\u00e4\n",
            RowFormat.NdJson => "{\"t\":\"x\"}\n\n{\"t\":\"\u00e4\"}\n",
            _ => "[{\"t\":\"x\"},\n\n{\"t\":\"\u00e4\"}]\n",
        };
        RowFile.ReadFails(format, Encoding.Latin1.GetBytes(text)).Message.ShouldContain("line 3: ");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_mark_of_UTF8_or_UTF16_is_no_data(FileFormat format)
    {
        var text = Encoding.UTF8.GetString(RowFile.Write(format, ["t"], [["\u00e4"]]));
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)])
        {
            var row = RowFile.Read(format, [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).ShouldHaveSingleItem();
            row.Columns.ShouldBe(["t"]);
            row.Values.ShouldBe(["\u00e4"]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Zero_bytes_in_a_text_are_data(FileFormat format)
    {
        foreach (var text in (string[])["\0", "a\0b", "\0\0\0\0", "a\0b\0c\0d\0e\0f\0g\0h\0"])
            RowFile.Return(format, text).ShouldBe(text);
        RowFile.Read(format with { Header = false }, RowFile.Write(format with { Header = false }, ["a\0b"], [["a\0b\0c\0d\0"]]))[0].Values.ShouldBe(["a\0b\0c\0d\0"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task One_line_of_100_MB_is_read(FileFormat format)
    {
        var text = new string('x', 100 * 1024 * 1024);
        var rows = await RowFile.ReadAsync(format, new MemoryStream(RowFile.Write(format, ["a"], [[text]])));
        ((string)rows.ShouldHaveSingleItem().Values[0]!).Length.ShouldBe(text.Length);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_longer_line_than_the_limit_is_refused_before_it_is_read_whole(FileFormat format)
    {
        var endless = new EndlessRecord(format.Format is RowFormat.Csv or RowFormat.Tsv ? "a\n\"" : "{\"a\":\"");
        var error = await Should.ThrowAsync<StageException>(() => RowFile.ReadAsync(format, endless, longestRecord: 1_000_000));
        error.Code.ShouldBe(StageErrorCode.DataInvalid);
        error.Message.ShouldContain("is longer than 1000000 bytes");
        endless.Position.ShouldBeLessThan(5_000_000);
    }

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zlib)]
    [InlineData(Compression.Deflate)]
    public async Task Rows_before_the_place_where_a_file_is_cut_off_come_and_then_the_error(Compression compression)
    {
        var whole = new MemoryStream();
        await using (var writing = CompressionStreams.ForWriting(whole, compression, leaveOpen: true))
            await writing.WriteAsync(RowFile.Write(RowFile.Csv, ["n", "t"], Enumerable.Range(0, 50_000).Select(static n => new object?[] { n, $"row {n * 7919 % 50_000}" })), TestContext.Current.CancellationToken);
        var cut = new MemoryStream(whole.ToArray()[..(int)(whole.Length * 3 / 4)]);
        await using var reading = CompressionStreams.ForReading(cut, compression, RowFile.Name);
        var rows = 0;
        var error = await Should.ThrowAsync<StageException>(async () =>
        {
            await foreach (var row in RowReaders.ReadAsync(reading, RowFile.Csv, new(), RowFile.Name, TestContext.Current.CancellationToken))
                row.Values[0].ShouldBe((long)rows++);
        });
        error.Code.ShouldBe(StageErrorCode.DataInvalid);
        error.Message.ShouldContain(RowFile.Name);
        rows.ShouldBeGreaterThan(1000);
    }

    /// <summary>A file whose one record never ends.</summary>
    private sealed class EndlessRecord(string start) : MemoryStream
    {
        private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
        private long _given;

        public override long Position
        {
            get => _given;
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            if (_given == 0)
                _start.CopyTo(buffer);
            _given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
