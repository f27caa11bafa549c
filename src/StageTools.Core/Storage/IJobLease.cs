using StageTools.Errors;

namespace StageTools.Storage;

/// <summary>A job's sign of life, while its own process holds it.</summary>
internal interface IJobLease
{
    /// <summary>Makes sure that nobody took this job for dead, and that nobody will for a while.</summary>
    /// <exception cref="StageException"><c>StoreUnavailable</c>.</exception>
    Task RequireAsync(CancellationToken cancellationToken);

    /// <summary>Ends the sign of life.</summary>
    /// <param name="keep">Whether the journal stays, for the next job to find a dead one.</param>
    Task EndAsync(bool keep);
}
