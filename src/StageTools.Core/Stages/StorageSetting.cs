using StageTools.Errors;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Providers;

namespace StageTools.Stages;

/// <summary>
/// Where internal and user stages keep their files when not in the catalog's folder: a bucket, named by <c>$STAGETOOLS_STORAGE</c> as
/// <c>s3://bucket/prefix/?endpoint_url=…&amp;region=…</c>. Keys that are secret have no place in it: the machine's own credentials are used.
/// </summary>
/// <param name="Url">The bucket, and what all keys begin with.</param>
/// <param name="Connection">How it is reached.</param>
internal sealed record StorageSetting(StageUrl Url, StageConnection Connection)
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "STAGETOOLS_STORAGE";

    /// <summary>The setting of the environment; null for the catalog's own folder.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for what is no bucket, or for secrets in it.</exception>
    public static StorageSetting? FromEnvironment(StoreProviders stores) =>
        Environment.GetEnvironmentVariable(Variable) is { } text && !string.IsNullOrWhiteSpace(text) ? Parse(text.Trim(), stores) : null;

    private static StorageSetting Parse(string text, StoreProviders stores)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var url = stores.ParseUrl(question < 0 ? text : text[..question]);
        if (stores.FolderOf(url) is not null)
            throw Invalid($"{Variable} names a bucket, such as s3://team/stagetools/; for a folder set {MachineHome.Variable} instead.");

        var pairs = question < 0 ? [] : text[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair);
        var connection = stores.ParseConnection(pairs) ?? StageConnection.None;
        return connection.Secrets.Count == 0
            ? new StorageSetting(url, connection)
            : throw Invalid(
                $"{Variable} holds a secret, and the environment is no place for one; use a profile (profile_name=…) or the machine's own "
                    + "credentials.");
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals], Uri.UnescapeDataString(text[(equals + 1)..]))
            : throw Invalid($"{Variable} holds a setting without a value; write key=value pairs behind the '?', with '&' between them.");
    }

    private static StageException Invalid(string sentence) => new(StageErrorCode.OptionInvalid, sentence, Variable);
}
