using StageTools.Query;

namespace StageTools.Terminal.Output;

/// <summary>How wide the columns of a table are.</summary>
internal static class TableLayout
{
    // A name cut to fewer characters tells nothing any more.
    private const int LeastText = 8;

    /// <summary>Whether the values of a column are numbers, which stand at the right and are never cut.</summary>
    public static bool IsNumber(QueryColumn column) =>
        column.Type == typeof(decimal) || column.Type == typeof(System.Data.SqlTypes.SqlDecimal) || column.Type == typeof(System.Numerics.BigInteger)
        || (column.Type.IsPrimitive && column.Type != typeof(bool) && column.Type != typeof(char));

    /// <summary>Makes columns narrower, the widest first, until the table fits; false where it cannot.</summary>
    /// <param name="widths">What the columns want; then what they get.</param>
    /// <param name="isNumber">Whether a column's values are numbers.</param>
    /// <param name="places">What a line of the table may take.</param>
    public static bool TryFit(int[] widths, bool[] isNumber, int places)
    {
        var left = places - ((3 * widths.Length) + 1);
        for (var excess = widths.Sum() - left; excess > 0;)
        {
            var (widest, next) = Widest(widths, isNumber);
            if (widest < 0 || widths[widest] <= LeastText)
                return false;

            var step = Math.Min(excess, widths[widest] - Math.Max(Math.Min(next, widths[widest] - 1), LeastText));
            widths[widest] -= step;
            excess -= step;
        }

        return true;
    }

    private static (int Column, int NextWidth) Widest(int[] widths, bool[] isNumber)
    {
        var (widest, next) = (-1, 0);
        for (var i = 0; i < widths.Length; i++)
        {
            if (isNumber[i])
                continue;

            if (widest < 0 || widths[i] > widths[widest])
            {
                (widest, next) = (i, widest < 0 ? 0 : widths[widest]);
            }
            else
            {
                next = Math.Max(next, widths[i]);
            }
        }

        return (widest, next);
    }
}
