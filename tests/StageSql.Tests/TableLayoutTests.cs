using StageTools.Query;
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

    [Theory]
    [InlineData(typeof(long), "BIGINT", true)]
    [InlineData(typeof(object), "HUGEINT", true)]
    [InlineData(typeof(object), "DECIMAL(38,2)", true)]
    [InlineData(typeof(decimal), "DECIMAL(6,2)", true)]
    [InlineData(typeof(object), "INTERVAL", false)]
    [InlineData(typeof(object[]), "DECIMAL(6,2)[]", false)]
    [InlineData(typeof(bool), "BOOLEAN", false)]
    public void Numbers_are_what_SQL_calls_so(Type type, string sqlType, bool isNumber) =>
        TableLayout.IsNumber(new QueryColumn("n", type, sqlType)).ShouldBe(isNumber);

    [Fact]
    public void What_fits_stays_as_it_is()
    {
        int[] widths = [5, 6];
        TableLayout.TryFit(widths, [false, false], 80).ShouldBeTrue();
        widths.ShouldBe([5, 6]);
    }
}
