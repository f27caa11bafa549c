namespace StageTools.Drive;

/// <summary>A command's own parameters as they were given, for whichever provider PowerShell made them.</summary>
/// <remarks>
/// For items from the pipeline PowerShell makes them before the first item comes: for the provider of the current location, as a rule the file
/// system's.
/// Its types are others, some of them not public, but the names mean the same.
/// </remarks>
internal static class CommandParameters
{
    /// <summary>Whether these are of a command that has this parameter.</summary>
    public static bool Have(object? given, string name) => given?.GetType().GetProperty(name) is not null;

    /// <summary>What was given: each parameter that a command on a stage drive has too.</summary>
    public static T Of<T>(object? given)
        where T : class, new()
    {
        if (given is T own)
            return own;

        var parameters = new T();
        foreach (var property in typeof(T).GetProperties())
        {
            if (given?.GetType().GetProperty(property.Name)?.GetValue(given) is { } value && property.PropertyType.IsInstanceOfType(value))
                property.SetValue(parameters, value);
        }

        return parameters;
    }
}

/// <summary>What Get-ChildItem takes on a stage drive beyond its own parameters.</summary>
public sealed class ChildItemParameters
{
    /// <summary>Files only.</summary>
    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    /// <summary>Folders only.</summary>
    [Parameter]
    [Alias("ad", "d")]
    public SwitchParameter Directory { get; set; }

    /// <summary>Whether an item of this kind is asked for; both switches together are as good as none.</summary>
    internal bool Wants(bool isFolder) => File == Directory || (isFolder ? Directory : File);
}

/// <summary>What Test-Path takes on a stage drive beyond its own parameters.</summary>
public sealed class ItemExistsParameters
{
    /// <summary>Whether it was written before this time. What has no time, such as a folder of a bucket, was not.</summary>
    [Parameter]
    public DateTime? OlderThan { get; set; }

    /// <summary>Whether it was written after this time. What has no time, such as a folder of a bucket, was not.</summary>
    [Parameter]
    public DateTime? NewerThan { get; set; }

    /// <summary>Whether an item's time is as asked for.</summary>
    internal bool Has(DateTimeOffset? time) =>
        (OlderThan is not { } older || (time is { } before && before.UtcDateTime < older.ToUniversalTime()))
        && (NewerThan is not { } newer || (time is { } after && after.UtcDateTime > newer.ToUniversalTime()));
}

/// <summary>What all content cmdlets take on a stage drive beyond their own parameters.</summary>
public abstract class ContentParameters
{
    /// <summary>The encoding; UTF-8 without a byte order mark where nothing is said. In reading, a byte order mark goes before it.</summary>
    [Parameter]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding? Encoding { get; set; }

    /// <summary>Bytes in place of text.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }
}

/// <summary>What Get-Content takes on a stage drive beyond its own parameters.</summary>
public sealed class ContentReaderParameters : ContentParameters
{
    /// <summary>The whole file as one text, or with -AsByteStream one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>What ends a line; a line end where nothing is said, for which the file system's parameters have <c>\n</c>.</summary>
    [Parameter]
    public string? Delimiter { get; set => field = value is "\n" ? null : value; }

    /// <summary>Goes on to wait for what is added to the file, until it is stopped.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }
}

/// <summary>What Set-Content and Add-Content take on a stage drive beyond their own parameters.</summary>
public sealed class ContentWriterParameters : ContentParameters
{
    /// <summary>No line end after each value.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }
}
