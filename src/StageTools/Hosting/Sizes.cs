using System.Globalization;
using System.Management.Automation;

namespace StageTools.Hosting;

/// <summary>Sizes as people read them; the views in StageTools.format.ps1xml ask here.</summary>
public static class Sizes
{
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

    /// <summary>The size of a file in a view; nothing for a folder.</summary>
    public static string OfItem(PSObject item) => item?.Properties["Size"]?.Value is long size ? Readable(size) : string.Empty;
}
