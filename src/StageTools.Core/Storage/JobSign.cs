namespace StageTools.Storage;

/// <summary>What is known of another job.</summary>
/// <param name="State">Whether it lives.</param>
internal sealed record JobSign(JobState State)
{
    /// <summary>Who it is, where that can be read.</summary>
    public JobOwner? Owner { get; init; }

    /// <summary>When a silent one is dead, by the store's clock.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Keeps others from taking the same dead job back, until it is disposed.</summary>
    public IAsyncDisposable? Hold { get; init; }

    /// <summary>The same for any state.</summary>
    public ValueTask ReleaseAsync() => Hold?.DisposeAsync() ?? ValueTask.CompletedTask;
}
