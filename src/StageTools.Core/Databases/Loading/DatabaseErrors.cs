namespace StageTools.Databases.Loading;

/// <summary>The errors of databases.</summary>
internal static class DatabaseErrors
{
    /// <summary>The SQL was refused, or failed half way.</summary>
    public static StageException Refused(string database, string message, Exception? inner = null) => StageErrorCode.DatabaseInvalid.Error(
        $"The database {database} answered: {FirstSentence(message)}", database, inner);

    /// <summary>The statement has no rows to give.</summary>
    public static StageException NoRows(string database) => StageErrorCode.DatabaseInvalid.Error(
        "The query returns no rows of any columns; give one SELECT.", database);

    /// <summary>More than one statement was given.</summary>
    public static StageException SeveralStatements(string database) => StageErrorCode.DatabaseInvalid.Error(
        "The query holds more than one statement; give one SELECT.", database);

    /// <summary>A value that cannot be read as what the database says it is.</summary>
    public static StageException Value(string column, long row, string why, Exception? inner = null) => StageErrorCode.ValueNotRepresentable.Error(
        $"Column '{column}', row {row}: {why}.", column, inner);

    /// <summary>The error of this type that an error comes of; null where there is none.</summary>
    public static T? Cause<T>(Exception? error)
        where T : Exception
    {
        while (error is not (null or T))
            error = error.InnerException;

        return (T?)error;
    }

    // Behind a blank line PostgreSQL says a position, and DuckDB points into the text: both of a statement that may be the module's own.
    private static string FirstSentence(string message)
    {
        message = message.ReplaceLineEndings("\n").Trim();
        var end = message.IndexOf("\n\n", StringComparison.Ordinal);
        message = (end < 0 ? message : message[..end]).Replace('\n', ' ').TrimEnd('.', ' ');
        return message.EndsWith('?') || message.EndsWith('!') ? message : message + ".";
    }
}
