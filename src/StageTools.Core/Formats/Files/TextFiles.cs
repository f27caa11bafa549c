namespace StageTools.Formats.Files;

/// <summary>
/// Text files in a form that DuckDB reads as this module's readers do. Each is looked through first, once. Most are read as they lie; of those that
/// DuckDB may read otherwise (blank lines, line ends of several kinds, escapes, UTF-16, unusual quoting, Brotli) the cache holds a plain copy, which
/// this module's own reader makes.
/// </summary>
/// <param name="cache">Holds the copies.</param>
/// <param name="checks">What is known of files already.</param>
/// <param name="copies">Takes the copies, to be given back after the query.</param>
internal sealed class TextFiles(FileCache cache, FileChecks checks, ConcurrentBag<LocalFile> copies)
{
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
        // The copies of other rules are other copies.
        var recipe = "rows as read since 2026-11 " + file.Format.ToJson() + form.Recipe;
        if (form.CanBePlain && file.Compression is Compression.None or Compression.Gzip)
        {
            var check = await checks.OnceAsync(
                file.Local.Path, recipe, () => CheckAsync(file.OpenText(bufferSize: 0), form, isCopy: false)).ConfigureAwait(false);
            if (check.IsPlain)
                return new TextFile(file.Local.Path, file, file.Compression is Compression.Gzip, check);
        }

        var copy = await cache.MakeAsync(
            file.Store, file.Local.Item, recipe, form.Suffix, file.Local.Item.Size, form.WriteAsync, cancellationToken).ConfigureAwait(false);
        copies.Add(copy);
        var made = await checks.OnceAsync(copy.Path, recipe, () => CheckAsync(copy.Open(bufferSize: 0), form, isCopy: true)).ConfigureAwait(false);
        return new TextFile(copy.Path, file, IsGzip: false, made, IsCopy: true);

        async Task<TextCheck> CheckAsync(Stream text, TextForm of, bool isCopy)
        {
            await using (text.ConfigureAwait(false))
                return await of.CheckAsync(text, isCopy, cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>What of a text file DuckDB is to read.</summary>
/// <param name="CanBePlain">Whether it may be the file as it lies.</param>
/// <param name="CheckAsync">Looks through the file's text, or through that of a copy.</param>
/// <param name="Suffix">How the name of a copy ends.</param>
/// <param name="WriteAsync">Writes a copy that DuckDB reads.</param>
/// <param name="Recipe">What tells that copy from others of the file.</param>
internal sealed record TextForm(
    bool CanBePlain,
    Func<Stream, bool, CancellationToken, Task<TextCheck>> CheckAsync,
    string Suffix,
    Func<Stream, CancellationToken, Task> WriteAsync,
    string Recipe = "");

/// <summary>A text file as DuckDB can read it: itself, or a copy of it in the cache.</summary>
/// <param name="Path">The file of this machine.</param>
/// <param name="File">The staged file.</param>
/// <param name="IsGzip">Whether DuckDB is to decompress it.</param>
/// <param name="Check">What a look through it told.</param>
/// <param name="IsCopy">Whether it is a copy, in the form that its format gave it.</param>
internal sealed record TextFile(string Path, StagedFile File, bool IsGzip, TextCheck Check, bool IsCopy = false);
