namespace StageTools.Terminal.Output;

/// <summary>What is told beside the results: on standard error, and safe for a terminal.</summary>
/// <param name="isQuiet">Whether nothing is told but errors.</param>
/// <param name="neutral">Whose a statement is that does not tell.</param>
internal sealed class Messages(bool isQuiet, Dialect neutral)
{
    // EMFILE and ENFILE.
    private const int TooManyFiles = 24;
    private const int TooManyFilesOfAll = 23;

    /// <summary>An error of a statement, as its own system tells it; what to do stands below.</summary>
    /// <param name="place">Where the statement stands; null where there is but one.</param>
    /// <param name="error">The error.</param>
    /// <param name="dialect">Whose statement it is; null for one that cannot be read.</param>
    public void Error(string? place, StageException error, Dialect? dialect)
    {
        var told = SystemError.Of(error.Told(StatementAdvice.Of), dialect ?? neutral);
        Tell(place is null ? told.ToString() : $"{place}: {told}");
        if (told.Detail is { } detail)
            Tell(detail);
    }

    /// <summary>An error of the client itself.</summary>
    public static void Error(string message) => Tell("stagesql: " + message);

    /// <summary>What an error says that nobody foresaw; of most only the kind, for the rest may hold anything.</summary>
    public static string TextOf(Exception error) => error switch
    {
        IOException { HResult: TooManyFiles or TooManyFilesOfAll } =>
            "the system lets this process open no more files; allow it more (ulimit -n), and run it again.",
        IOException or UnauthorizedAccessException or NotSupportedException => error.Message,
        _ => error.GetType().Name,
    };

    /// <summary>Something worth knowing.</summary>
    public void Note(string message)
    {
        if (!isQuiet)
            Tell(message);
    }

    private static void Tell(string message) => StandardStreams.Error.WriteLine(ShownText.OfLines(message));
}
