using System.Collections.Concurrent;
using StageTools.Errors;
using StageTools.Formats;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Query.Cache;
using StageTools.Sql;

namespace StageTools.Query;

/// <summary>Makes tables of the staged files that a statement names.</summary>
internal sealed class StagedTables(FileCache cache)
{
    private readonly FileChecks _checks = new();

    /// <summary>The table of files that are all of one format.</summary>
    /// <param name="path">The stage path they were found by.</param>
    /// <param name="files">The files.</param>
    /// <param name="reference">What the statement asks of them.</param>
    /// <param name="copies">Takes the copies that are made.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> where no format is told, or several are; <c>DataInvalid</c>.</exception>
    public Task<StagedTable> OfAsync(
        string path,
        IReadOnlyList<StagedFile> files,
        StageReference reference,
        ConcurrentBag<LocalFile> copies,
        CancellationToken cancellationToken) =>
        FileFormats.Of(FormatOf(path, files)).TableAsync(files, reference, new TextFiles(cache, _checks, copies), cancellationToken);

    /// <summary>Requires of files that one of DuckDB's own functions is to read that it can.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c>.</exception>
    public async Task RequireAsync(IReadOnlyList<StagedFile> files, CancellationToken cancellationToken)
    {
        foreach (var group in files.Where(static f => f.Format.Format is not null).GroupBy(static f => f.Format.Format))
            await FileFormats.Of(group.Key).RequireAsync([.. group], _checks, cancellationToken).ConfigureAwait(false);
    }

    private static RowFormat FormatOf(string path, IReadOnlyList<StagedFile> files)
    {
        if (files.FirstOrDefault(static f => f.Format.Format is null) is { } untold)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The name '{untold.Local.Shown}' does not tell its format; write '{path}' (FILE_FORMAT => 'csv'), or narrow the path with a "
                    + "wildcard or (PATTERN => '…').",
                untold.Local.Shown);
        }

        var first = files[0].Format.Format!.Value;
        return files.FirstOrDefault(f => f.Format.Format != first) is { } other
            ? throw new StageException(
                StageErrorCode.OptionInvalid,
                $"'{path}' finds files of several formats, such as '{files[0].Local.Shown}' and '{other.Local.Shown}', which are no one table; "
                    + "narrow it with a wildcard or (PATTERN => '.*[.]csv').",
                path)
            : first;
    }
}
