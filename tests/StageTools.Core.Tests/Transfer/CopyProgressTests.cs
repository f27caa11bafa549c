using StageTools.Transfer;

namespace StageTools.Core.Tests.Transfer;

/// <summary>What is told of a copy that goes on.</summary>
public sealed class CopyProgressTests
{
    [Theory]
    [InlineData(0, 0, 10, -1, -1)]
    [InlineData(1000, 0, 10, 0, -1)]
    [InlineData(1000, 250, 10, 25, 30)]
    [InlineData(1000, 999, 10, 99, 0)]
    [InlineData(1000, 1000, 10, 100, 0)]
    [InlineData(1000, 1500, 10, 100, 0)]
    [InlineData(0, 5, 10, -1, 0)]
    [InlineData(long.MaxValue / 200, 1, 1000, 0, int.MaxValue)]
    public void Its_share_and_the_time_that_is_left_follow_from_its_bytes(long found, long done, int elapsed, int percent, int left)
    {
        var progress = new CopyProgress();
        progress.Found(found);
        progress.Wrote(done);
        var (_, said, seconds) = progress.Describe(TimeSpan.FromSeconds(elapsed));
        (said, seconds).ShouldBe((percent, left));
    }

    [Fact]
    public void Its_text_counts_files_and_bytes()
    {
        var progress = new CopyProgress();
        progress.Found(1024);
        progress.Found(3072);
        progress.Wrote(2048);
        progress.Done();
        progress.Describe(TimeSpan.FromSeconds(2)).Text.ShouldBe("1 of 2 files, 2.0 KiB of 4.0 KiB, 1.0 KiB/s");
        progress.Describe(TimeSpan.Zero).Text.ShouldEndWith(", 2.0 MiB/s");
        (progress.FilesFound, progress.FilesDone, progress.BytesFound, progress.BytesDone).ShouldBe((2, 1, 4096, 2048));
    }
}
