namespace StageTools.Formats.Options;

/// <summary>What the end of a file's name tells: the names are those that Databend writes, and the other ones in use.</summary>
internal static class FileSuffixes
{
    public static string Of(FileFormat format)
    {
        var traits = format.Format is { } rows ? FormatTraits.Of(rows) : null;
        var compressed = traits is not { IsText: false } && format.Compression is { } compression
            ? CodecTraits.Of(compression).Suffixes.FirstOrDefault()
            : null;
        return traits?.Suffixes[0] + compressed;
    }

    public static FileFormat Read(string fileName)
    {
        var suffix = Path.GetExtension(fileName);
        var codec = CodecTraits.All.FirstOrDefault(traits => traits.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase));
        if (codec is not null)
            suffix = Path.GetExtension(fileName[..^suffix.Length]);
        var format = FormatTraits.All.FirstOrDefault(traits => traits.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase));

        // Compression is inside a Parquet file: one that was compressed as a whole is none.
        return new FileFormat { Format = codec is not null && format is { IsText: false } ? null : format?.Format, Compression = codec?.Compression };
    }
}
