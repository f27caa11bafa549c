using FsCheck.Fluent;
using StageTools.Storage.Remote;

namespace StageTools.Core.Tests.Storage.Remote;

/// <summary>A file of a store behind a network, read by ranges: each byte once, in order, ahead of who reads and not too far.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class RangedStreamTests
{
    private const int Part = PartSizes.Smallest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0, "0-0")]
    [InlineData(Part, 0, "0-8388607")]
    [InlineData(Part + 1, 0, "0-8388607 8388608-8388608")]
    [InlineData((3 * Part) - 1, 5, "5-8388607 8388608-16777215 16777216-25165822")]
    [InlineData(Part + 9, Part - 1, "8388607-8388607 8388608-8388616")]
    [InlineData(7, 7, "")]
    [InlineData(7, 9, "")]
    [InlineData(0, 0, "")]
    public async Task Ranges_end_where_parts_do_and_the_last_with_the_file(int size, int offset, string ranges)
    {
        await using var stream = new NumberedFile(size, offset);
        await stream.StartAsync();
        var read = await ReadAsync(stream, 1 << 20);
        read.Length.ShouldBe(Math.Max(0, size - offset));
        read.AsSpan().SequenceEqual(NumberedFile.Bytes(offset, read.Length)).ShouldBeTrue();
        string.Join(' ', stream.Asked.Select(static range => $"{range.From}-{range.To}")).ShouldBe(ranges);
        stream.Ends.ShouldBe(read.Length > 0 ? [size] : []);
        stream.Taken.ShouldBe(read.Length);
    }

    [Fact]
    public async Task Four_ranges_are_fetched_ahead_and_no_fifth()
    {
        await using var stream = new NumberedFile(10 * Part, 0);
        await stream.StartAsync();
        stream.Asked.Count.ShouldBe(1);
        (await stream.ReadAsync(new byte[1], Token)).ShouldBe(1);
        stream.Asked.Count.ShouldBe(1);
        await stream.ReadExactlyAsync(new byte[Part - 1], Token);
        (await stream.ReadAsync(new byte[1], Token)).ShouldBe(1);
        await Waiting.UntilAsync(() => stream.Asked.Count >= 6);
        await Task.Delay(50, Token);
        stream.Asked.Count.ShouldBe(6);
    }

    [Fact]
    public void Whoever_moves_about_reads_what_stands_there() => Property.Check(
        Gen.Choose(0, 40_000).Zip(Gen.Choose(0, 5_000)).Zip(Gen.Elements(SeekOrigin.Begin, SeekOrigin.Current, SeekOrigin.End)).ListOf(),
        static moves =>
        {
            using var stream = new NumberedFile(30_000, 0);
            var (position, buffer) = (0L, new byte[5_000]);
            foreach (var ((to, count), origin) in moves)
            {
                var offset = origin switch { SeekOrigin.Begin => to, SeekOrigin.Current => to - position, _ => to - 30_000L };
                stream.Seek(offset, origin).ShouldBe(to);
                stream.Position.ShouldBe(to);
                var read = stream.ReadAtLeast(buffer.AsSpan(0, count), count, throwOnEndOfStream: false);
                read.ShouldBe((int)Math.Clamp(30_000L - to, 0, count));
                buffer.AsSpan(0, read).SequenceEqual(NumberedFile.Bytes(to, read)).ShouldBeTrue();
                position = stream.Position;
                position.ShouldBe(to + read);
            }

            (stream.Length, stream.CanSeek, stream.CanRead, stream.CanWrite).ShouldBe((30_000, true, true, false));
            Should.Throw<ArgumentOutOfRangeException>(() => stream.Seek(-30_001, SeekOrigin.End));
        },
        cases: 100);

    [Fact]
    public async Task Who_moves_to_where_he_is_asks_for_nothing_anew_and_who_moves_on_does()
    {
        await using var stream = new NumberedFile(100, 0);
        await stream.ReadExactlyAsync(new byte[10], Token);
        stream.Position = 10;
        await stream.ReadExactlyAsync(new byte[10], Token);
        (stream.Asked.Count, stream.Moves).ShouldBe((1, 0));
        stream.Position = 21;
        await stream.ReadExactlyAsync(new byte[10], Token);
        (stream.Asked.Count, stream.Moves).ShouldBe((2, 1));
        stream.Asked.Last().ShouldBe((21, 99));
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(5, false, true)]
    [InlineData(6, false, false)]
    [InlineData(1, true, true)]
    [InlineData(2, true, false)]
    public async Task Five_failures_are_got_over_and_one_silence(int failures, bool areSilent, bool comesThrough)
    {
        await using var stream = new NumberedFile(100, 0) { Failures = failures, AreSilent = areSilent };
        if (comesThrough)
            (await ReadAsync(stream, 1000)).ShouldBe(NumberedFile.Bytes(0, 100));
        else
            (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => ReadAsync(stream, 1000))).Message.ShouldContain("given up");
        stream.Asked.Count.ShouldBe(comesThrough ? failures + 1 : failures);
    }

    [Fact]
    public async Task What_came_through_counts_failures_anew()
    {
        await using var stream = new NumberedFile(100, 0) { Failures = 1, EveryBytes = 20 };
        (await ReadAsync(stream, 20)).ShouldBe(NumberedFile.Bytes(0, 100));
        stream.Asked.Select(static range => range.From).ShouldBe([0, 0, 20, 20, 40, 40, 60, 60, 80, 80]);
    }

    [Fact]
    public async Task What_is_no_failure_of_the_network_is_told_as_it_is()
    {
        await using var stream = new NumberedFile(100, 0) { Failures = 1, Error = new InvalidDataException("No.") };
        await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(stream, 100));
        stream.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_that_are_open_only_some_keep_their_first_answer()
    {
        using var answers = new SemaphoreSlim(1);
        await using var first = new NumberedFile(100, 0, answers);
        await using (var second = new NumberedFile(100, 0, answers))
        {
            await first.StartAsync();
            await second.StartAsync();
            (await ReadAsync(second, 100)).Length.ShouldBe(100);
            answers.CurrentCount.ShouldBe(0);
            (await ReadAsync(first, 100)).Length.ShouldBe(100);
            (first.Asked.Count, second.Asked.Count).ShouldBe((1, 2));
            answers.CurrentCount.ShouldBe(1);
            await using var third = new NumberedFile(100, 0, answers);
            await third.StartAsync();
            answers.CurrentCount.ShouldBe(0);
        }

        answers.CurrentCount.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_ends_early_or_is_silent_is_a_failure_of_the_network()
    {
        using var early = new RangeBody(new MemoryStream(), new MemoryStream([1, 2]), 3, TimeSpan.FromSeconds(30));
        (await early.ReadAsync(new byte[9], Token), early.IsRead).ShouldBe((2, false));
        await Should.ThrowAsync<IOException>(async () => await early.ReadAsync(new byte[9], Token));
        using var longer = new RangeBody(new MemoryStream(), new MemoryStream(new byte[9]), 3, TimeSpan.FromSeconds(30));
        (await longer.ReadAsync(new byte[9], Token), longer.IsRead).ShouldBe((3, true));
        using var silent = new RangeBody(new MemoryStream(), new Silent(), 3, TimeSpan.FromMilliseconds(20));
        (await Should.ThrowAsync<IOException>(async () => await silent.ReadAsync(new byte[9], Token))).InnerException.ShouldBeOfType<SilentServerException>();
        using var stopped = new RangeBody(new MemoryStream(), new Silent(), 3, TimeSpan.FromSeconds(30));
        using var stop = new CancellationTokenSource(20);
        await Should.ThrowAsync<OperationCanceledException>(async () => await stopped.ReadAsync(new byte[9], stop.Token));
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int block)
    {
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, block, Token);
        return read.ToArray();
    }
}
