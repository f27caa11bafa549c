namespace StageTools.Drive;

/// <summary>A command's own parameters as they were given, for whichever provider PowerShell made them.</summary>
/// <remarks>
/// For items from the pipeline PowerShell makes them before the first item comes: for the provider of the current location, as a rule the file
/// system's.
/// Its types are others, some of them not public, but the names mean the same.
/// </remarks>
internal static class CommandParameters
{
    /// <summary>What Get-ChildItem was given; null when nothing was.</summary>
    public static ChildItemParameters? OfChildItem(object? given) => given is null or ChildItemParameters
        ? given as ChildItemParameters
        : new ChildItemParameters { File = IsOn(given, "File"), Directory = IsOn(given, "Directory") };

    /// <summary>What Test-Path was given; null for every other command that asks whether something is there.</summary>
    public static ItemExistsParameters? OfItemExists(object? given) =>
        given as ItemExistsParameters ?? (given?.GetType().GetProperty("NewerThan") is null
        ? null
        : new ItemExistsParameters { OlderThan = Value(given, "OlderThan") as DateTime?, NewerThan = Value(given, "NewerThan") as DateTime? });

    /// <summary>What Get-ChildItem was given, for a command that may be another.</summary>
    public static ChildItemParameters? OfChildItemOnly(object? given) =>
        given?.GetType().GetProperty("Directory") is null ? null : OfChildItem(given);

    /// <summary>What Get-Content was given.</summary>
    public static ContentReaderParameters OfReader(object? given) => given as ContentReaderParameters ?? new ContentReaderParameters
    {
        Encoding = Value(given, "Encoding") as Encoding,
        AsByteStream = IsOn(given, "AsByteStream"),
        Raw = IsOn(given, "Raw"),
        Delimiter = Value(given, "Delimiter") is string delimiter && IsOn(given, "DelimiterSpecified") ? delimiter : null,
        Wait = IsOn(given, "Wait"),
    };

    /// <summary>What Set-Content or Add-Content was given.</summary>
    public static ContentWriterParameters OfWriter(object? given) => given as ContentWriterParameters ?? new ContentWriterParameters
    {
        Encoding = Value(given, "Encoding") as Encoding,
        AsByteStream = IsOn(given, "AsByteStream"),
        NoNewline = IsOn(given, "NoNewline"),
    };

    /// <summary>Whether these are the parameters of a command that writes.</summary>
    public static bool AreOfWriter(object? given) => given?.GetType().GetProperty("NoNewline") is not null;

    private static bool IsOn(object? given, string name) =>
        Value(given, name) is System.Management.Automation.SwitchParameter { IsPresent: true } or true;

    private static object? Value(object? given, string name) => given?.GetType().GetProperty(name)?.GetValue(given);
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

    /// <summary>What ends a line; a line end where nothing is said.</summary>
    [Parameter]
    public string? Delimiter { get; set; }

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
