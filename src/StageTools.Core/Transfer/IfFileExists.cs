namespace StageTools.Transfer;

/// <summary>What writing a file does when one of its name is there.</summary>
public enum IfFileExists
{
    /// <summary>Fails.</summary>
    Fail,

    /// <summary>Replaces it.</summary>
    Replace,

    /// <summary>Leaves one with the same content, and replaces another.</summary>
    Update,
}
