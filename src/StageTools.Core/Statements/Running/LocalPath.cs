using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Statements.Running;

/// <summary>
/// Paths of this machine, as statements write them: <c>fs:///folder/</c>, <c>file:///folder/</c>, a plain path, one that begins with <c>~/</c>.
/// </summary>
internal static class LocalPath
{
    /// <summary>The full path, wildcards still in it; without a <c>/</c> at its end.</summary>
    /// <param name="written">As the statement writes it. In a URL <c>%20</c> is a blank, as in all URLs.</param>
    /// <param name="folder">Where relative paths begin.</param>
    /// <exception cref="StageException"><c>PathInvalid</c> for what lies elsewhere.</exception>
    public static string Full(string written, string folder)
    {
        try
        {
            return KnownStores.All.FolderOf(KnownStores.All.ParseUrl(written, folder)) ?? throw Elsewhere(written);
        }
        catch (StageException e) when (e.Code is StageErrorCode.StageUrlInvalid or StageErrorCode.StorageNotServed)
        {
            throw Elsewhere(written, e);
        }
    }

    private static StageException Elsewhere(string written, StageException? inner = null)
    {
        var shown = StageUrl.WithoutSecrets(written);
        return new(
            StageErrorCode.PathInvalid,
            $"'{shown}' is no path of this machine; write fs:///folder/file, file:///folder/file or a path. Between two stages files are copied by "
                + "COPY FILES INTO @a FROM @b.",
            shown,
            inner);
    }
}
