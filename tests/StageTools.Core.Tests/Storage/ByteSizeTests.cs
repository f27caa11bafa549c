using StageTools.Storage;

namespace StageTools.Core.Tests.Storage;

/// <summary>Sizes as people read and write them.</summary>
public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData((1 << 20) - 1, "1024.0 KiB")]
    [InlineData(1 << 20, "1.0 MiB")]
    [InlineData(5L << 40, "5.0 TiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void A_size_is_read_in_the_largest_unit_that_it_fills(long bytes, string text) => ByteSize.Readable(bytes).ShouldBe(text);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("12B", 12)]
    [InlineData(" 1KB ", 1024)]
    [InlineData("1 kib", 1024)]
    [InlineData("1.5MB", 3 << 19)]
    [InlineData("2gb", 2L << 30)]
    [InlineData("3TiB", 3L << 40)]
    [InlineData("1048575TB", 1048575L << 40)]
    [InlineData("1048576TB", -1)]
    [InlineData("-1", -1)]
    [InlineData("MB", -1)]
    [InlineData("1PB", -1)]
    [InlineData("1,5MB", -1)]
    [InlineData("", -1)]
    public void A_size_is_written_with_a_unit_or_without(string text, long bytes)
    {
        if (bytes < 0)
            StageErrorCode.OptionInvalid.ShouldFail(() => ByteSize.Parse(text, "SETTING")).Message.ShouldBe($"SETTING is '{text}', which is no size; write it like 512MB or 20GB.");
        else
            ByteSize.Parse(text, "SETTING").ShouldBe(bytes);
    }
}
