using System.Buffers;
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
}
