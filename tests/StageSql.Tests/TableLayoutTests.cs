using StageTools.Terminal.Output;

namespace StageTools.Terminal.Tests;

public sealed class TableLayoutTests
{
    [Fact]
    public void The_widest_text_gives_way_first()
    {
        int[] widths = [10, 60, 30, 20];
        TableLayout.TryFit(widths, [false, false, false, true], 80).ShouldBeTrue();
        widths.Sum().ShouldBe(80 - 13);
        widths[0].ShouldBe(10);
        widths[3].ShouldBe(20);
        Math.Abs(widths[1] - widths[2]).ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public void Numbers_are_never_cut()
    {
        int[] widths = [40, 30];
        TableLayout.TryFit(widths, [true, true], 40).ShouldBeFalse();
        widths.ShouldBe([40, 30]);
    }

    [Fact]
    public void What_fits_stays_as_it_is()
    {
        int[] widths = [5, 6];
        TableLayout.TryFit(widths, [false, false], 80).ShouldBeTrue();
        widths.ShouldBe([5, 6]);
    }
}
