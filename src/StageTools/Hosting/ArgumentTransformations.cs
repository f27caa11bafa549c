namespace StageTools.Hosting;

/// <summary>Takes an encoding by PowerShell's names (utf8, utf8BOM, unicode, ascii, …), by its web name or by its code page.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly Dictionary<string, Func<Encoding>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ansi"] = () => OfPage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        ["ascii"] = () => Encoding.ASCII,
        ["bigendianunicode"] = () => Encoding.BigEndianUnicode,
        ["bigendianutf32"] = () => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        ["latin1"] = () => Encoding.Latin1,
        ["oem"] = () => OperatingSystem.IsWindows()
            ? OfPage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage)
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        ["string"] = () => Encoding.Unicode,
        ["unicode"] = () => Encoding.Unicode,
        ["utf8"] = () => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        ["utf8BOM"] = () => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        ["utf8NoBOM"] = () => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        ["utf32"] = () => Encoding.UTF32,
    };

    /// <summary>PowerShell's names of encodings.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = Argument.Unwrap(inputData);
        try
        {
            return value switch
            {
                Encoding encoding => encoding,
                string name when ByName.TryGetValue(name, out var make) => make(),
                string name when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var page) => OfPage(page),
                string name => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name),
                int page => OfPage(page),
                _ => throw new NotSupportedException(),
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException(
                $"'{value}' is not an encoding; use one of {string.Join(", ", Names)}, a web name or a code page.", e);
        }
    }

    /// <summary>An encoding by its code page, those of old systems too.</summary>
    private static Encoding OfPage(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page);
}

/// <summary>Takes a duration as a number of seconds, as the systems' statements do, as a text such as <c>1.00:00:00</c>, or as a TimeSpan.</summary>
/// <remarks>PowerShell by itself takes a bare number for ticks of a ten-millionth of a second.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = Argument.Unwrap(inputData);
        return value switch
        {
            TimeSpan duration => duration,
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
                && text.Contains(':', StringComparison.Ordinal) => duration,
            _ when LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var seconds)
                && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds => TimeSpan.FromSeconds(seconds),
            _ => throw new ArgumentTransformationMetadataException($"'{value}' is no duration; write seconds (3600), '1:00:00', or a TimeSpan."),
        };
    }
}

/// <summary>Takes a shard as <c>3/8</c>, or as <c>Auto</c> or <c>Auto/8</c>, which a scheduler's variables tell.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShardTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            var value = Argument.Unwrap(inputData);
            return value as Shard ?? Shard.Parse(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
        }
        catch (StageException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}

/// <summary>Takes a file format as a name (<c>csv</c>), as a hashtable of options (<c>@{ type = 'CSV'; field_delimiter = ';' }</c>) or as a
/// FileFormat.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FileFormatTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Argument.Unwrap(inputData) switch
            {
                FileFormat format => format,
                IDictionary options => FileFormat.Parse([.. Argument.Entries(options)]),
                string name => FileFormat.ParseWord(name),
                _ => throw new ArgumentTransformationMetadataException(
                    "A file format is a name such as 'csv', or a hashtable such as @{ type = 'CSV'; field_delimiter = ';' }."),
            };
        }
        catch (StageException e)
        {
            throw new ArgumentTransformationMetadataException(e.Told(CmdletAdvice.Of).Message, e);
        }
    }
}
