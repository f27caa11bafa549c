using System.Text;

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
