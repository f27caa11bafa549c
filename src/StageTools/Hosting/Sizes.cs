namespace StageTools.Hosting;

/// <summary>Sizes in the views of StageTools.format.ps1xml.</summary>
public static class Sizes
{
    /// <summary>A number of bytes as people read it: <c>1.4 MiB</c>.</summary>
    public static string Readable(long bytes) => Storage.ByteSize.Readable(bytes);

    /// <summary>The size of a file in a view; nothing for a folder.</summary>
    public static string OfItem(PSObject item) => item?.Properties["Size"]?.Value is long size ? Readable(size) : string.Empty;
}
