using StageTools.Catalog;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Stages;

/// <summary>What no stage may be.</summary>
internal static class StageRules
{
    /// <summary>The user stage is never created, altered, renamed or dropped.</summary>
    public static void RefuseUserStage(StageName name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.IsUser)
        {
            throw new StageException(
                StageErrorCode.UserStageFixed, $"The user stage '~' cannot be {what}: every user has one, always. Choose a stage of another name.", name.Value);
        }
    }

    /// <summary>Credentials and settings go with a bucket.</summary>
    public static void RefuseConnection(StageUrl? url, StageConnection? connection)
    {
        if (connection is not null && url is null or { Storage: StorageType.File })
        {
            throw new StageException(
                StageErrorCode.OptionInvalid, "Credentials and connection settings go with a bucket; a folder or an internal stage has none. Leave them out.");
        }
    }

    /// <summary>What a store cannot be reached without.</summary>
    /// <param name="url">Where the stage is to lie.</param>
    /// <param name="shown">The settings it is to have; secrets may be masked.</param>
    public static void RequireConnection(StageUrl? url, IReadOnlyDictionary<string, string>? shown)
    {
        if (url is { Storage: StorageType.Oss } && shown?.ContainsKey(StageConnection.EndpointKey) is not true)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                $"The bucket {url} is reached by its region's server only",
                new Advice(
                    $"give it with -Endpoint ({StageConnection.EndpointKey}), such as oss-cn-hangzhou.aliyuncs.com",
                    $"give it in CONNECTION = ({StageConnection.EndpointKey} = '…') or CREDENTIALS, such as oss-cn-hangzhou.aliyuncs.com"),
                url.ToString());
        }

        if (url is { Storage: StorageType.Gcs } && !StageConnection.Combine(shown, secrets: null).AllowAnonymous
            && shown?.ContainsKey(StageConnection.KeyIdKey) is not true && shown?.ContainsKey(ConnectionKeys.ProfileName) is not true)
        {
            throw new StageException(
                StageErrorCode.CredentialRequired,
                $"The bucket {url} wants an HMAC key",
                new Advice(
                    "give its access id and secret with -Credential, or allow_anonymous = 'true' in -Connection for a bucket that everybody may read",
                    "give its access id and secret in CONNECTION = (access_key_id = '…', secret_access_key = '…'), or allow_anonymous = 'true' there for a bucket that everybody may read"),
                url.ToString());
        }
    }

    /// <summary>The catalog's own folder is nobody's stage: its key, its database and other users' stages lie there.</summary>
    public static void RefuseHome(StageUrl? url, CatalogHome home)
    {
        if (url is { Storage: StorageType.File } && home.Holds(url.Location))
        {
            throw new StageException(
                StageErrorCode.StageUrlInvalid, $"'{url.Location}' lies in the catalog's own folder '{home.Folder}', which no stage can be; name another folder.", url.Location);
        }
    }

    /// <summary>A stage is a folder, never a file.</summary>
    public static void RefuseFile(StageUrl? url)
    {
        if (url is { Storage: StorageType.File } && File.Exists(url.Location))
        {
            throw new StageException(StageErrorCode.StageUrlInvalid, $"'{url.Location}' is a file, and a stage is a folder; name the folder it lies in.", url.Location);
        }
    }
}
