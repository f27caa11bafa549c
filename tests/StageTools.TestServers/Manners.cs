namespace StageTools.TestServers;

/// <summary>Manners by their names on the command line.</summary>
internal static class Manners
{
    /// <summary>oss, gcs, aws:REGION; none for no manner.</summary>
    public static IManner? Parse(string name) => name.Split(':', 2) switch
    {
        ["none"] => null,
        ["oss"] => new OssManner(),
        ["gcs"] => new GcsManner(),
        ["aws", var region] => new AwsManner(region),
        _ => throw new ArgumentException("No such manner: " + name, nameof(name)),
    };
}
