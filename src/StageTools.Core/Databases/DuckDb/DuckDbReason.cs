namespace StageTools.Databases.DuckDb;

/// <summary>What DuckDB says is wrong, without what it says beside.</summary>
internal static class DuckDbReason
{
    private static readonly Regex Kind = new(
        "^(Invalid Input|Invalid|IO|Conversion|Serialization|INTERNAL|FATAL) Error: ",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

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
