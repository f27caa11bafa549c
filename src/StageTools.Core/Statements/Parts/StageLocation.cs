namespace StageTools.Statements.Parts;

/// <summary>Files of a stage, as a statement names them.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Key">What follows its name, as written and not yet looked at: a key, a prefix of keys (Databend), a folder, or wildcards.</param>
public sealed record StageLocation(StageName Stage, string Key)
{
    /// <summary>No files yet, in the place of those that are still to be read.</summary>
    internal static StageLocation Unsaid { get; } = new(StageName.User, string.Empty);

    /// <summary><c>@stage/key</c>.</summary>
    public override string ToString() => Key.Length == 0 ? "@" + Stage.Value : $"@{Stage.Value}/{Key}";
}
