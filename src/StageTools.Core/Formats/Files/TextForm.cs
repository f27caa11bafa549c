namespace StageTools.Formats.Files;

/// <summary>What of a text file DuckDB is to read.</summary>
/// <param name="IsCheckedWhole">Whether all of the file is looked at first.</param>
/// <param name="IsPlain">Whether DuckDB reads UTF-8 that looks so as it lies.</param>
/// <param name="Suffix">How the name of a copy ends.</param>
/// <param name="WriteAsync">Writes a copy that DuckDB reads.</param>
internal sealed record TextForm(
    bool IsCheckedWhole, Func<TextCheck, bool> IsPlain, string Suffix, Func<TextCheck, Stream, CancellationToken, Task> WriteAsync);
