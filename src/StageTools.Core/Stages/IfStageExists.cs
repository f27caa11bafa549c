namespace StageTools.Stages;

/// <summary>What creating a stage does when one of its name is there.</summary>
public enum IfStageExists
{
    /// <summary>Fails.</summary>
    Fail,

    /// <summary>Leaves that one as it is.</summary>
    Keep,

    /// <summary>Puts the new one in its place; an internal one's files go.</summary>
    Replace,
}
