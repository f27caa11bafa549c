namespace StageTools.Catalog;

/// <summary>Who owns temporary stages. A session is over when nobody can own it any more, however its process ended. Safe to use from many
/// threads.</summary>
public interface IStageSessions
{
    /// <summary>A new session of this process.</summary>
    /// <returns>Holds the session until it is disposed, or the process is gone.</returns>
    IStageSession Begin();

    /// <summary>Whether a session is over; what tells so of it is then removed.</summary>
    bool IsOver(string session);

    /// <summary>Removes what sessions left that were over before they had a stage.</summary>
    void RemoveRemains();
}
