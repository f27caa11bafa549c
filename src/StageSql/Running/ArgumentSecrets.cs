namespace StageTools.Terminal.Running;

/// <summary>Finds secrets on the command line, where every user of the machine can read them.</summary>
internal static class ArgumentSecrets
{
    /// <summary>What to say about a statement with such a secret; null where there is none.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="isArgument">Whether the statement itself stood on the command line.</param>
    /// <param name="argumentValues">Values of parameters that did.</param>
    public static string? Find(Statement statement, bool isArgument, IReadOnlySet<string> argumentValues)
    {
        foreach (var setting in SettingsOf(statement))
        {
            if (setting is { IsSecret: true, Parameter: not null } && argumentValues.Contains(setting.Value))
            {
                return $"The secret {setting.Key} stands on the command line, for --parameter is a part of it, where every user of this machine can "
                    + "read it; give it with --parameter-env name=VARIABLE.";
            }

            if (isArgument && setting is { IsSecret: true, Parameter: null })
                return Sentence($"The secret {setting.Key}");
        }

        return isArgument && statement.HasSecrets ? Sentence("A secret of the statement") : null;
    }

    private static IEnumerable<ConnectionSetting> SettingsOf(Statement statement) => statement switch
    {
        CreateStageStatement { Connection: { } settings } => settings,
        AlterStageStatement { Set.Connection: { } settings } => settings,
        SelectIntoOutfileStatement { Credentials: { } settings } => settings,
        CreateConnectionStatement { Settings: var settings } => settings,
        _ => [],
    };

    private static string Sentence(string what) =>
        $"{what} stands on the command line, where every user of this machine can read it; write $name in its place and give it with "
            + "--parameter-env name=VARIABLE, or put the statement in a script file, a pipe or the prompt.";
}
