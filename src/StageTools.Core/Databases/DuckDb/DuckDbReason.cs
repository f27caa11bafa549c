namespace StageTools.Databases.DuckDb;

/// <summary>What DuckDB says is wrong, without what it says beside.</summary>
internal static class DuckDbReason
{
    private static readonly Regex Kind = new(
        "^(Invalid Input|Invalid|IO|Conversion|Serialization|INTERNAL|FATAL) Error: ",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly Regex Locked = new(
        @"Could not set lock on file|used by another process", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static readonly Regex Holder = new(
        @"held in (?<program>.+) \(PID (?<id>[0-9]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    /// <summary>The error of a file that another process has open; null for another one.</summary>
    public static StageException? InUse(string? file, DuckDbException error)
    {
        if (file is null || !Locked.IsMatch(error.Message))
            return null;

        var by = Holder.Match(error.Message) is { Success: true } held ? $" ({held.Groups["program"]}, process {held.Groups["id"]})" : string.Empty;
        return StageErrorCode.DatabaseInvalid.Error(
            $"Another process{by} has the database '{file}' open, and DuckDB lets nobody else in meanwhile; try again when it has closed it.",
            file, error);
    }

    /// <summary>What is wrong, without the advice and the settings that DuckDB adds on further lines.</summary>
    public static string FirstSentence(string message)
    {
        var end = message.IndexOf("\n\n", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).ReplaceLineEndings(" ").Trim();
    }

    /// <summary>A message without the kind of error that it begins with.</summary>
    public static string WithoutKind(string message) => Kind.Replace(message, string.Empty);

    /// <summary>Why a Parquet file cannot be read, and what to do.</summary>
    public static string OfParquet(string message)
    {
        const string again = "get it again from where it came";
        return message.Contains("magic bytes", StringComparison.Ordinal)
            ? $"it is cut off, or no Parquet file; {again}."
            : $"{WithoutKind(FirstSentence(message)).TrimEnd('.')}; if it was damaged, {again}.";
    }
}
