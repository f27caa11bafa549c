namespace StageTools.Storage;

/// <summary>Sizes as people read and write them; units are of 1024.</summary>
public static class ByteSize
{
    private static readonly string[] WrittenUnits = ["KB", "MB", "GB", "TB"];
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number of bytes in the largest unit of which there is at least one: <c>512 B</c>, <c>1.4 MiB</c>.</summary>
    public static string Readable(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.CurrentCulture, $"{bytes} B")
            : string.Create(CultureInfo.CurrentCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>Reads <c>1048576</c>, <c>512MB</c>, <c>1.5 GiB</c>; with units of 1024.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static long Parse(string text, string setting)
    {
        var number = text.Trim().ToUpperInvariant().Replace("IB", "B", StringComparison.Ordinal);
        var unit = Array.FindIndex(WrittenUnits, u => number.EndsWith(u, StringComparison.Ordinal));
        var digits = unit < 0 ? number.TrimEnd('B') : number[..^2];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            && value * Math.Pow(1024, unit + 1) is >= 0 and < 1L << 60 and var bytes
                ? (long)bytes
                : throw StageErrorCode.OptionInvalid.Error($"{setting} is '{text}', which is no size; write it like 512MB or 20GB.", setting);
    }
}
