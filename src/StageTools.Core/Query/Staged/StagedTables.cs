using System.Collections.Concurrent;
using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Query.Cache;
using StageTools.Sql;

namespace StageTools.Query.Staged;

/// <summary>Makes tables of the staged files that a statement names.</summary>
internal sealed class StagedTables(FileCache cache)
{
    private readonly TextFiles _texts = new(cache);
    private readonly JsonNesting _nesting = new();

    /// <summary>The table of files that are all of one format.</summary>
    /// <param name="path">The stage path they were found by.</param>
    /// <param name="files">The files.</param>
    /// <param name="reference">What the statement asks of them.</param>
    /// <param name="copies">Takes the copies that are made.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> where no format is told, or several are; <c>DataInvalid</c>.</exception>
    public async Task<StagedTable> OfAsync(
        string path, IReadOnlyList<StagedFile> files, StageReference reference, ConcurrentBag<LocalFile> copies, CancellationToken cancellationToken)
    {
        switch (FormatOf(path, files))
        {
            case RowFormat.Parquet:
                return OtherTable.Parquet(files, reference);
            case RowFormat.Csv or RowFormat.Tsv:
                return await DelimitedTable.OfAsync(await PrepareAsync(files, copies, cancellationToken).ConfigureAwait(false), reference, cancellationToken).ConfigureAwait(false);
            default:
                var texts = await PrepareAsync(files, copies, cancellationToken).ConfigureAwait(false);
                var sample = OtherTable.SampleOf(texts);
                await _nesting.RequireAsync(texts, sample, cancellationToken).ConfigureAwait(false);
                return OtherTable.Json(texts, sample, reference);
        }
    }

    /// <summary>Requires of files that one of DuckDB's own functions is to read that it can.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c>.</exception>
    public Task RequireAsync(IReadOnlyList<StagedFile> files, CancellationToken cancellationToken)
    {
        // How many rows it looks at is said in the statement.
        var json = files.Where(static f => f.Format.Format is RowFormat.Json or RowFormat.NdJson && f.Compression is Compression.None or Compression.Gzip);
        return _nesting.RequireAsync([.. json.Select(static f => new TextFile(f.Local.Path, f, Layout: null, f.Compression is Compression.Gzip))], rows: -1, cancellationToken);
    }

    private static RowFormat FormatOf(string path, IReadOnlyList<StagedFile> files)
    {
        if (files.FirstOrDefault(static f => f.Format.Format is null) is { } untold)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The name '{untold.Local.Shown}' does not tell its format; write '{path}' (FILE_FORMAT => 'csv'), or narrow the path with a wildcard or (PATTERN => '…').",
                untold.Local.Shown);
        }

        var first = files[0].Format.Format!.Value;
        return files.FirstOrDefault(f => f.Format.Format != first) is { } other
            ? throw new StageException(
                StageErrorCode.OptionInvalid,
                $"'{path}' finds files of several formats, such as '{files[0].Local.Shown}' and '{other.Local.Shown}', which are no one table; narrow it with a wildcard or (PATTERN => '.*[.]csv').",
                path)
            : first;
    }

    private async Task<IReadOnlyList<TextFile>> PrepareAsync(IReadOnlyList<StagedFile> files, ConcurrentBag<LocalFile> copies, CancellationToken cancellationToken)
    {
        var prepared = new TextFile[files.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, limits, async (i, token) =>
            prepared[i] = await _texts.PrepareAsync(files[i], copies, token).ConfigureAwait(false)).ConfigureAwait(false);
        return prepared;
    }
}
