namespace StageTools.Databases.Columns;

/// <summary>Text of a file that is just what the value it means would be written as: a column can have it without that value being made.</summary>
/// <remarks>A quick way, and never another result: what is not recognized here becomes a value, and that is made one of the column's type
/// (<see cref="ColumnValue"/>). It runs for each cell, and so is compiled for speed at once.</remarks>
internal static class PlainCell
{
    // Each integer of so many digits is a long, each decimal of so many a double or a REAL.
    private const int IntegerDigits = 18;
    private const int DoubleDigits = 15;
    private const int RealDigits = 6;

    // Exact, as are the digits, so that their quotient is the double next to the number.
    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Puts the text into a cell, where the column has a type whose values are written like that.</summary>
    /// <param name="text">UTF-8, without quotes.</param>
    /// <param name="isBare">Whether it stood without quotes; within them it is text, whatever it looks like.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="cells">Takes a number or a truth as such, all else as text.</param>
    /// <param name="row">Which cell.</param>
    /// <param name="decimalsAsText">Whether the database reads decimals from their text; else they are doubles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryTake(ReadOnlySpan<byte> text, bool isBare, ColumnType type, RowBatchColumn cells, int row, bool decimalsAsText) =>
        type.Kind switch
        {
            ColumnKind.Varchar => TakeIf(IsPlain(text, type), text, cells, row),
            _ when !isBare => false,
            ColumnKind.BigInt => TryTakeInteger(text, cells, row, IntegerDigits),
            ColumnKind.Numeric or ColumnKind.DoublePrecision when decimalsAsText => TakeIf(TryCount(text, type, out _), text, cells, row),
            ColumnKind.Numeric or ColumnKind.DoublePrecision => TryTakeDouble(text, type, cells, row),
            ColumnKind.Boolean => TryTakeTruth(text, cells, row),
            ColumnKind.Date => TakeIf(text.Length == DateText.DayLength && DateText.TryDay(text, out _), text, cells, row),
            ColumnKind.Timestamp => TakeIf(IsTimestamp(text), text, cells, row),
            _ => false,
        };

    // As many bytes as a text may have characters are not too many, whichever they are.
    private static bool IsPlain(ReadOnlySpan<byte> text, ColumnType type) =>
        (type.Precision == 0 || text.Length <= type.Precision) && Utf8.IsValid(text) && !text.Contains((byte)0);

    private static bool TakeIf(bool isPlain, ReadOnlySpan<byte> text, RowBatchColumn cells, int row)
    {
        if (isPlain)
            cells.SetText(row, text);

        return isPlain;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsTimestamp(ReadOnlySpan<byte> text) => text.Length == DateText.MomentLength && text[DateText.DayLength] == (byte)'T'
        && DateText.TryDay(text, out _) && DateText.TryClock(text, out _);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryTakeInteger(ReadOnlySpan<byte> text, RowBatchColumn cells, int row, int mostDigits)
    {
        var digits = text.IsEmpty || text[0] != (byte)'-' ? text : text[1..];
        if (digits.IsEmpty || digits.Length > mostDigits || (digits[0] == (byte)'0' && text.Length > 1))
            return false;

        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;

            value = (value * 10) + digit - '0';
        }

        cells.SetInt64(row, digits.Length < text.Length ? -value : value);
        return true;
    }

    // 1.50 and 1.00 are no text of a double, and 12 in a column of decimals is a long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryTakeDouble(ReadOnlySpan<byte> text, ColumnType type, RowBatchColumn cells, int row)
    {
        if (!TryCount(text, type, out var fraction) || (fraction > 0 && text[^1] == (byte)'0'))
            return false;
        if (fraction == 0 && type.Kind == ColumnKind.Numeric)
            return TryTakeInteger(text, cells, row, DoubleDigits);

        var digits = 0L;
        foreach (var digit in text)
            digits = digit < (byte)'0' ? digits : (digits * 10) + digit - '0';

        var number = digits / PowersOfTen[fraction];
        cells.SetDouble(row, text[0] == (byte)'-' ? -number : number);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryTakeTruth(ReadOnlySpan<byte> text, RowBatchColumn cells, int row)
    {
        var isTrue = text.SequenceEqual("true"u8);
        if (!isTrue && !text.SequenceEqual("false"u8))
            return false;

        cells.SetBoolean(row, isTrue);
        return true;
    }

    /// <summary>Counts the digits of a decimal that is written as decimals are, no zero in front and digits on both sides of a point, and has no
    /// more of them than the type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryCount(ReadOnlySpan<byte> text, ColumnType type, out int fraction)
    {
        fraction = 0;
        var digits = text.IsEmpty || text[0] != (byte)'-' ? text : text[1..];
        var whole = DigitsOf(digits);
        if (whole < digits.Length)
        {
            fraction = digits.Length - whole - 1;
            if (digits[whole] != (byte)'.' || fraction == 0 || DigitsOf(digits[(whole + 1)..]) < fraction)
                return false;
        }

        // Minus zero is left to who knows what becomes of it.
        if (whole == 0 || (digits[0] == (byte)'0' && (whole > 1 || digits.Length < text.Length)))
            return false;

        whole -= digits[0] == (byte)'0' ? 1 : 0;
        return type.IsReal ? whole + fraction <= RealDigits
            : whole + fraction <= DoubleDigits && (type.Precision == 0 || (fraction <= type.Scale && whole <= type.Precision - type.Scale));
    }

    // One by one: they are few.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitsOf(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9')
            count++;

        return count;
    }
}
