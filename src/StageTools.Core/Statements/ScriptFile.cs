namespace StageTools.Statements;

/// <summary>Scripts that lie in files, of a stage or of this machine.</summary>
public static class ScriptFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a script: UTF-8, or what its mark says.</summary>
    /// <param name="file">The one file that is named.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c> for a folder, <c>DataInvalid</c> for what is no text, and what
    /// else the store says.</exception>
    public static async Task<string> ReadAsync(FileSet file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (store, key) = (file.Store, file.Keys.Exact!);
        var shown = store.Show(key);
        var item = await file.FindExactAsync(key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(shown);
        if (item.IsFolder)
            throw StoreErrors.IsFolder(shown);

        return await ReadAsync(
            await store.OpenReadAsync(item, offset: 0, cancellationToken).ConfigureAwait(false), shown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The text of a script that is open already: UTF-8, or what its mark says.</summary>
    /// <param name="content">The script; it is closed.</param>
    /// <param name="shown">What messages call it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StageException"><c>DataInvalid</c> for what is no text.</exception>
    public static async Task<string> ReadAsync(Stream content, string shown, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content, Strict, detectEncodingFromByteOrderMarks: true);
        try
        {
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DecoderFallbackException e)
        {
            // Half a statement, or one with another text in it, is not to be run.
            throw StageErrorCode.DataInvalid.Error($"'{shown}' is no text in UTF-8; save it as UTF-8, or as UTF-16 with its mark.", shown, e);
        }
    }
}
