using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage.Providers;

/// <summary>A URL or a path as somebody wrote it, on its way to the store whose scheme it has.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Scheme">Its scheme, in lower case; empty for a path.</param>
/// <param name="Rest">What follows <c>://</c>; all of a path.</param>
/// <param name="CurrentFolder">Where a relative path begins.</param>
/// <param name="Served">What can be written instead: a sentence without its full stop.</param>
internal sealed record WrittenUrl(string Text, string Scheme, string Rest, string CurrentFolder, string Served)
{
    /// <summary>The refusal of what cannot be a stage's URL, and why.</summary>
    public StageException Refused(string reason)
    {
        var shown = StageUrl.WithoutSecrets(Text);
        return new(StageErrorCode.StageUrlInvalid, $"'{shown}' cannot be a stage's URL: {reason}. {Served}.", shown);
    }
}
