using System.Globalization;
using StageTools.Errors;

namespace StageTools.Query.Cache;

/// <summary>Sizes as settings write them.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["KB", "MB", "GB", "TB"];

    /// <summary>Reads <c>1048576</c>, <c>512MB</c>, <c>1.5 GiB</c>; units are of 1024.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static long Parse(string text, string setting)
    {
        var number = text.Trim().ToUpperInvariant().Replace("IB", "B", StringComparison.Ordinal);
        var unit = Array.FindIndex(Units, u => number.EndsWith(u, StringComparison.Ordinal));
        var digits = unit < 0 ? number.TrimEnd('B') : number[..^2];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            && value * Math.Pow(1024, unit + 1) is >= 0 and < 1L << 60 and var bytes
                ? (long)bytes
                : throw new StageException(StageErrorCode.OptionInvalid, $"{setting} is '{text}', which is no size; write it like 512MB or 20GB.", setting);
    }
}
