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

    /// <summary>A stage is a folder, never a file.</summary>
    public static void RefuseFile(StageUrl? url)
    {
        if (url is { Storage: StorageType.File } && File.Exists(url.Location))
        {
            throw new StageException(StageErrorCode.StageUrlInvalid, $"'{url.Location}' is a file, and a stage is a folder; name the folder it lies in.", url.Location);
        }
    }
}
