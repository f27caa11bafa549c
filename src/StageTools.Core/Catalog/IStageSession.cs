namespace StageTools.Catalog;

/// <summary>A session that this process holds.</summary>
public interface IStageSession : IDisposable
{
    /// <summary>What the catalog calls it.</summary>
    string Id { get; }
}
