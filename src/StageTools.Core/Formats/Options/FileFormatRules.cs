namespace StageTools.Formats.Options;

/// <summary>Which options go together.</summary>
internal static class FileFormatRules
{
    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>, with the option's name.</exception>
    public static void Require(FileFormat format)
    {
        var traits = format.Format is { } rows ? FormatTraits.Of(rows) : null;
        if (traits is { IsText: false })
            RequireInside(format, traits);
        else if (traits is not null && format.Compression is Compression.Zstd or Compression.Snappy)
            throw InParquetOnly(format.Compression.Value);
        _ = DelimitedLayout.From(format);
    }

    /// <summary>Refuses what Databend's FILE_FORMAT does not take.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>, with the option's name.</exception>
    public static void RequireDatabends(FileFormat format)
    {
        if (format.NanText is { } text && text.ToUpperInvariant() is not ("NAN" or "NULL"))
            throw StageErrorCode.OptionInvalid.Error($"NAN_DISPLAY is NaN or null, and '{text}' is neither; take NaN.", "nan_display");
    }

    /// <summary>The error of a compression that only a Parquet file has.</summary>
    public static StageException InParquetOnly(Compression compression) => StageErrorCode.OptionInvalid.Error(
        $"{compression} is used inside Parquet only; compress text with gzip, brotli, zlib or deflate, and expand such a file before it is read.",
        "compression");

    /// <summary>Refuses to write a compression that is read alone.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void RequireWritten(Compression? compression)
    {
        if (compression is { } one && !CodecTraits.Of(one).IsWritten)
            throw ReadOnly(one);
    }

    /// <summary>The error of a compression that is not written.</summary>
    public static StageException ReadOnly(Compression compression) => StageErrorCode.OptionInvalid.Error(
        $"Files compressed with {CodecTraits.Of(compression).Words[^1]} are read, and not written; write gzip, brotli, zlib or raw_deflate.",
        "compression");

    private static void RequireInside(FileFormat format, FormatTraits traits)
    {
        if (format.Compression is { } compression && traits.Inside is { } inside && !inside.Contains(compression))
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"{traits.Format} has no compression {compression}; it takes {FormatWords.Sentence([.. inside.Select(FormatWords.Of)])}.",
                "compression");
        }

        if (FileFormatOptions.All.FirstOrDefault(o => o.IsOfText && o.Get(format) is not null) is { } option)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The file format's option {option.Name} is one of text files; {traits.Format} has no such thing, leave it out.", option.Name);
        }
    }
}

/// <summary>Some columns by name, compared without case. Two lists of the same names in the same order are equal.</summary>
public sealed class ColumnNames(IEnumerable<string> names) : IReadOnlyList<string>, IEquatable<ColumnNames>
{
    private readonly string[] _names = [.. names];

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <inheritdoc/>
    public string this[int index] => _names[index];

    /// <summary>Whether the column is among them.</summary>
    public bool Contains(string column) => _names.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool Equals(ColumnNames? other) => other is not null && _names.AsSpan().SequenceEqual(other._names, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ColumnNames);

    /// <inheritdoc/>
    public override int GetHashCode() => _names.Length == 0 ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_names[0]) + _names.Length;

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _names);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
