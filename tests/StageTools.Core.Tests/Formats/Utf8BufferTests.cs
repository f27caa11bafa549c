using System.Buffers;
using System.Runtime.InteropServices;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Where rows are put together: what is long is there once.</summary>
public sealed class Utf8BufferTests
{
    private const int Long = 8 << 20;
    private const int Little = Long / 16;

    private readonly Utf8Buffer _buffer = new();

    [Fact]
    public void What_follows_a_long_value_does_not_double_its_room()
    {
        _buffer.Append(new byte[Long]);
        _buffer.Append((byte)',');
        _buffer.Append("1\n"u8);
        _buffer.Length.ShouldBe(Long + 3);
        _buffer.Capacity.ShouldBeLessThan(Long + Little);
    }

    [Theory]
    [InlineData("x", 1)]
    [InlineData("é", 2)]
    [InlineData("語", 3)]
    [InlineData("🙂", 4)]
    public void Long_text_takes_the_room_of_its_bytes(string unit, int bytes)
    {
        _buffer.TryAppend(string.Concat(Enumerable.Repeat(unit, Long / 4))).ShouldBeTrue();
        _buffer.Length.ShouldBe(Long / 4 * bytes);
        _buffer.Capacity.ShouldBeLessThan((Long / 4 * bytes) + Little);
    }

    [Fact]
    public void Long_text_with_half_of_a_pair_is_refused()
    {
        _buffer.TryAppend(new string('x', Long) + '\ud83d').ShouldBeFalse();
        _buffer.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Long_row_is_handed_to_an_empty_buffer_and_copied_behind_others(int before, bool isHandedOver)
    {
        var target = new Utf8Buffer();
        target.Append(new byte[before]);
        _buffer.Append(new byte[Long]);
        _buffer.Append("end"u8);
        var room = _buffer.Capacity;
        _buffer.MoveTo(target);
        target.Length.ShouldBe(before + Long + 3);
        target.Written[^3..].SequenceEqual("end"u8).ShouldBeTrue();
        (_buffer.Length, _buffer.Capacity == room).ShouldBe((0, !isHandedOver));
    }

    [Fact]
    public void Long_row_grows_another_buffer_once()
    {
        var target = new ArrayBufferWriter<byte>(4096);
        _buffer.Append(new byte[Long]);
        _buffer.MoveTo(target);
        (target.WrittenCount, _buffer.Length).ShouldBe((Long, 0));
        target.Capacity.ShouldBeLessThan(Long + Little);
    }

    [Fact]
    public void Buffers_of_one_memory_keep_their_bytes_apart_whatever_is_done_in_turns()
    {
        var (dice, slabs) = (new Random(20), new BufferSlabs());
        var held = Enumerable.Range(0, 300).Select(_ => (Buffer: new Utf8Buffer(slabs), Bytes: new List<byte>())).ToArray();
        for (var step = 0; step < 60_000; step++)
        {
            var (buffer, bytes) = held[dice.Next(held.Length)];
            switch (dice.Next(40))
            {
                case 0:
                    buffer.Clear(dice.Next(2) * 4096);
                    bytes.Clear();
                    break;
                case 1:
                    var length = dice.Next(bytes.Count + 1);
                    buffer.Truncate(length);
                    bytes.RemoveRange(length, bytes.Count - length);
                    break;
                case 2:
                    var other = held[dice.Next(held.Length)];
                    var moved = buffer == other.Buffer ? [] : bytes.ToArray();
                    (buffer == other.Buffer ? new Utf8Buffer(slabs) : buffer).MoveTo(other.Buffer);
                    other.Bytes.AddRange(moved);
                    bytes.RemoveRange(0, moved.Length);
                    break;
                case 3:
                    buffer.Append((byte)step);
                    bytes.Add((byte)step);
                    break;
                default:
                    var some = new byte[dice.Next(dice.Next(20) == 0 ? 20_000 : 200)];
                    dice.NextBytes(some);
                    buffer.Append(some);
                    bytes.AddRange(some);
                    break;
            }
        }

        held.ShouldContain(static h => h.Buffer.Capacity > BufferSlabs.Largest);
        foreach (var (buffer, bytes) in held)
            buffer.Written.SequenceEqual(CollectionsMarshal.AsSpan(bytes)).ShouldBeTrue();
    }

    [Fact]
    public void Memory_that_is_given_back_is_lent_again()
    {
        var slabs = new BufferSlabs();
        var first = slabs.Rent(1000);
        var second = slabs.Rent(1024);
        (first.Length, second.Length, second.Start == first.Start).ShouldBe((1024, 1024, false));
        slabs.Return(first.Slab, first.Start, first.Length);
        slabs.Rent(513).ShouldBe(first);
        slabs.Rent(513).ShouldNotBe(first);
    }
}
