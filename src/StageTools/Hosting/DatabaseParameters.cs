using System.Data.Common;
using System.Management.Automation;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.Errors;

namespace StageTools.Hosting;

/// <summary>The database that -Database or -Connection names.</summary>
internal static class DatabaseParameters
{
    /// <summary>Opens it.</summary>
    /// <param name="session">Where a relative path begins.</param>
    /// <param name="file">The file of -Database; null where -Connection was given.</param>
    /// <param name="connection">An open ADO.NET connection, or a connection string of PostgreSQL.</param>
    /// <param name="create">Whether a file that is not there is made.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>PathInvalid</c>, <c>DatabaseInvalid</c>, and what else is wrong with it.</exception>
    public static Task<Database> OpenAsync(SessionState session, string? file, object? connection, bool create, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            var path = InputPath.Resolve(session, DatabaseOpening.FileNameOf(file));
            return path.IsStage
                ? throw new StageException(
                    StageErrorCode.PathInvalid,
                    $"'{file}' lies in a stage, and a database wants a file of the file system; copy it there with Copy-StageFile.",
                    file)
                : DatabaseOpening.OpenFileAsync(path.Text, create, cancellationToken);
        }

        return Argument.Unwrap(connection) switch
        {
            DbConnection open => Task.FromResult(DatabaseOpening.From(open)),
            string text => DatabaseOpening.OpenAsync(text, cancellationToken),
            var other => throw new StageException(
                StageErrorCode.OptionInvalid,
                $"-Connection takes an open ADO.NET connection or a connection string of PostgreSQL, not a {other?.GetType().Name}.",
                "Connection"),
        };
    }
}
