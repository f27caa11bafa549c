using System.Text;
using FsCheck.Fluent;
using StageTools.Formats.Json;
using StageTools.Formats.Text;
using StageTools.Streams;

namespace StageTools.Core.Tests.Formats;

/// <summary>What the readers of text stand on: a file's bytes as they come, with the line and the place of each, and brackets wherever a block ends.</summary>
public sealed class RecordBufferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_byte_comes_once_and_knows_its_line_and_place() => Property.Check(
        from text in Property.Texts("a", "bc", "\n", "\r\n", "\r", "||", "|", "é")
        from end in Gen.Elements("\n", "\r\n", "||")
        from takes in Gen.Choose(1, 9).NonEmptyListOf()
        select (Bytes: Encoding.UTF8.GetBytes("x" + text), End: Encoding.UTF8.GetBytes(end), Takes: takes),
        static one =>
        {
            using var buffer = new RecordBuffer(new DripStream(one.Bytes), "f", size: 1) { LineEnd = one.End };
            var (at, turn, read) = (0, 0, new List<byte>());
            while (!buffer.Ended || buffer.Unread.Length > 0)
            {
                if (!buffer.Ended)
                    buffer.FillAsync(Token).AsTask().GetAwaiter().GetResult();
                var take = Math.Min(one.Takes[turn++ % one.Takes.Count], buffer.Unread.Length);

                // As readers do: not amid what may end a line.
                while (take > 0 && take < buffer.Unread.Length && at + take < one.Bytes.Length && IsAmid(one.Bytes, at + take, one.End))
                    take++;
                if (take == buffer.Unread.Length && !buffer.Ended)
                    continue;
                read.AddRange(buffer.Unread[..take].ToArray());
                buffer.Consume(take);
                at += take;
                var before = one.Bytes.AsSpan(0, at);
                buffer.Line.ShouldBe(1 + before.Count(one.End));
                var last = before.LastIndexOf(one.End);
                buffer.Place.ShouldBe(new FilePlace(buffer.Line, last < 0 ? at + 1 : at - last - one.End.Length + 1));
            }

            read.ShouldBe(one.Bytes);
        });

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task A_record_of_any_length_is_held_whole_and_its_room_goes_with_it(int length)
    {
        var bytes = new byte[length + 200_000];
        new Random(1).NextBytes(bytes);
        using var buffer = new RecordBuffer(new MemoryStream(bytes), "f");
        while (buffer.Unread.Length < length)
            await buffer.FillAsync(Token);
        buffer.Unread[..length].SequenceEqual(bytes.AsSpan(0, length)).ShouldBeTrue();
        buffer.Consume(length);
        while (!buffer.Ended)
            await buffer.FillAsync(Token);
        buffer.Unread.SequenceEqual(bytes.AsSpan(length)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public async Task A_record_that_is_longer_than_it_may_be_is_refused_by_its_line(int length, bool isRefused)
    {
        using var buffer = new RecordBuffer(new MemoryStream([.. "1\n2\n"u8, .. new byte[length]]), "f", longestRecord: 1000, size: 1 << 14);
        await buffer.FillAsync(Token);
        buffer.Consume(4);
        if (isRefused)
            (await StageErrorCode.DataInvalid.ShouldFailAsync(async () => await buffer.FillAsync(Token))).Message.ShouldContain("line 3");
        else
            await buffer.FillAsync(Token);
    }

    [Theory]
    [InlineData("a\nb\rc\r\nd", false, 2)]
    [InlineData("a\nb\rc\r\nd", true, 3)]
    [InlineData("a\r\r\n\n", true, 3)]
    [InlineData("", true, 0)]
    public async Task A_carriage_return_ends_a_line_where_it_is_said_to(string text, bool endsAtReturn, int lines)
    {
        using var buffer = new RecordBuffer(new MemoryStream(Encoding.UTF8.GetBytes(text)), "f") { EndsAtReturn = endsAtReturn };
        await buffer.FillAsync(Token);
        buffer.LinesIn(buffer.Unread.Length).ShouldBe(lines);
        buffer.Consume(buffer.Unread.Length);
        buffer.Line.ShouldBe(lines + 1);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", true)]
    public async Task A_mark_is_taken_off_and_tells_how_the_text_is_written(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = string.Concat(Enumerable.Repeat("näme,😀\n", 5000));
        using var buffer = new RecordBuffer(new DripStream([.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]), "f");
        await buffer.OpenAsync(Token);
        while (!buffer.Ended)
            await buffer.FillAsync(Token);
        buffer.HadMark.ShouldBe(hasMark);
        Encoding.UTF8.GetString(buffer.Unread).ShouldBe(text);
    }

    [Fact]
    public void Brackets_are_those_of_a_naive_reader_wherever_blocks_end() => Property.Check(
        Property.Texts("{", "}", "[", "]", "\"", "\\", "\\\"", "a", "\"a\"", "\"{\"").Zip(Gen.Choose(1, 5)),
        static one =>
        {
            var (bytes, depths, brackets) = (Encoding.UTF8.GetBytes(one.Item1), new List<(int, int)>(), new JsonBrackets());
            for (var from = 0; from < bytes.Length; from += one.Item2)
            {
                var block = bytes.AsSpan(from, Math.Min(one.Item2, bytes.Length - from));
                for (var at = 0; brackets.MoveNext(block, ref at);)
                    depths.Add((from + at, brackets.Depth));
            }

            depths.ShouldBe(Naive(bytes));
        },
        cases: 1000);

    [Fact]
    public async Task What_was_read_before_stands_before_the_rest()
    {
        await using var stream = new PrefixedStream(new byte[] { 1, 2, 3 }, new MemoryStream([4, 5, 6]));
        var buffer = new byte[9];
        (await stream.ReadAsync(buffer.AsMemory(0, 2), Token)).ShouldBe(2);
        (await stream.ReadAsync(buffer.AsMemory(2, 5), Token)).ShouldBe(1);
        stream.Read(buffer, 3, 5).ShouldBe(3);
        stream.Read(buffer, 6, 3).ShouldBe(0);
        buffer.ShouldBe([1, 2, 3, 4, 5, 6, 0, 0, 0]);
        (stream.CanRead, stream.CanWrite, stream.CanSeek).ShouldBe((true, false, false));
        foreach (var refused in (Action[])[() => stream.Write(buffer, 0, 1), () => stream.Seek(0, SeekOrigin.Begin), () => stream.SetLength(1), () => _ = stream.Length, () => stream.Position = 1])
            Should.Throw<NotSupportedException>(refused);
    }

    private static bool IsAmid(byte[] bytes, int at, byte[] end)
    {
        for (var back = 1; back < end.Length; back++)
        {
            if (at >= back && at - back + end.Length <= bytes.Length && bytes.AsSpan(at - back, end.Length).SequenceEqual(end))
                return true;
        }

        return false;
    }

    private static List<(int At, int Depth)> Naive(byte[] bytes)
    {
        var (found, depth, inText) = (new List<(int, int)>(), 0, false);
        for (var i = 0; i < bytes.Length; i++)
        {
            switch ((char)bytes[i])
            {
                case '\\' when inText:
                    i++;
                    break;
                case '"':
                    inText = !inText;
                    break;
                case '{' or '[' when !inText:
                    found.Add((i + 1, ++depth));
                    break;
                case '}' or ']' when !inText:
                    found.Add((i + 1, depth = Math.Max(0, depth - 1)));
                    break;
            }
        }

        return found;
    }
}
