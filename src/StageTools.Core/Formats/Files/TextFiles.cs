using System.Collections.Concurrent;
using StageTools.Formats.Options;
using StageTools.Query.Cache;

namespace StageTools.Formats.Files;

/// <summary>
/// Text files in a form that DuckDB reads as this module's readers do. Most are read as they lie. Of the others (TSV with escapes, Brotli, zlib,
/// UTF-16, unusual quoting) the cache holds a plain copy; a compressed file is checked to its end first, once, since DuckDB takes half of one for the
/// whole.
/// </summary>
/// <param name="cache">Holds the copies.</param>
/// <param name="checks">What is known of files already.</param>
/// <param name="copies">Takes the copies, to be given back after the query.</param>
internal sealed class TextFiles(FileCache cache, FileChecks checks, ConcurrentBag<LocalFile> copies)
{
    /// <summary>What is known of files already.</summary>
    public FileChecks Checks => checks;

    /// <summary>Files as DuckDB can read them, in their order.</summary>
    /// <param name="files">The staged files.</param>
    /// <param name="form">What DuckDB is to read of each.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="Errors.StageException"><c>DataInvalid</c>.</exception>
    public async Task<IReadOnlyList<TextFile>> PrepareAsync(
        IReadOnlyList<StagedFile> files, Func<StagedFile, TextForm> form, CancellationToken cancellationToken)
    {
        var prepared = new TextFile[files.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, limits, async (i, token) =>
            prepared[i] = await PrepareAsync(files[i], form(files[i]), token).ConfigureAwait(false)).ConfigureAwait(false);
        return prepared;
    }

    private async Task<TextFile> PrepareAsync(StagedFile file, TextForm form, CancellationToken cancellationToken)
    {
        var whole = form.IsCheckedWhole || file.Compression is not Compression.None;
        var check = await checks.OnceAsync(
            file.Local.Path, whole ? "text, whole" : "text", () => TextCheck.OfAsync(file, whole, cancellationToken)).ConfigureAwait(false);
        if (!check.IsUtf16 && file.Compression is Compression.None or Compression.Gzip && form.IsPlain(check))
            return new TextFile(file.Local.Path, file, file.Compression is Compression.Gzip);

        var copy = await cache.MakeAsync(
            file.Place,
            file.Local.Item,
            recipe: "text " + file.Format.ToJson(),
            form.Suffix,
            file.Local.Item.Size,
            (target, token) => form.WriteAsync(check, target, token),
            cancellationToken).ConfigureAwait(false);
        copies.Add(copy);
        return new TextFile(copy.Path, file, IsGzip: false, IsCopy: true);
    }
}

/// <summary>What of a text file DuckDB is to read.</summary>
/// <param name="IsCheckedWhole">Whether all of the file is looked at first.</param>
/// <param name="IsPlain">Whether DuckDB reads UTF-8 that looks so as it lies.</param>
/// <param name="Suffix">How the name of a copy ends.</param>
/// <param name="WriteAsync">Writes a copy that DuckDB reads.</param>
internal sealed record TextForm(
    bool IsCheckedWhole, Func<TextCheck, bool> IsPlain, string Suffix, Func<TextCheck, Stream, CancellationToken, Task> WriteAsync);

/// <summary>A text file as DuckDB can read it: itself, or a copy of it in the cache.</summary>
/// <param name="Path">The file of this machine.</param>
/// <param name="File">The staged file.</param>
/// <param name="IsGzip">Whether DuckDB is to decompress it.</param>
/// <param name="IsCopy">Whether it is a copy, in the form that its format gave it.</param>
internal sealed record TextFile(string Path, StagedFile File, bool IsGzip, bool IsCopy = false);
