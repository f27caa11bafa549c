using System.Data.Common;
using StageTools.Databases.Loading;

namespace StageTools.Hosting;

/// <summary>The parameters by which a cmdlet says how a bucket is reached.</summary>
internal static class ConnectionSettings
{
    /// <summary>The connection that the parameters describe; single parameters go over the hashtable. Null where nothing was said.</summary>
    /// <exception cref="StageException">A key that does not exist, half a credential, an address that is none.</exception>
    public static StageConnection? Read(IDictionary? connection, params IEnumerable<(string Key, object? Value)> parameters) =>
        KnownStores.All.ParseConnection(
        [.. Argument.Entries(connection)
            .Concat(parameters.Select(static p => KeyValuePair.Create(p.Key, p.Value)))
            .Select(
                static p =>
                    KeyValuePair.Create(p.Key, Argument.Secret(p.Value) ?? Convert.ToString(p.Value, CultureInfo.InvariantCulture) ?? string.Empty))
            .Where(static p => p.Value.Length > 0)]);
}

/// <summary>The database that -Database or -Connection names.</summary>
internal static class DatabaseParameters
{
    /// <summary>Opens it.</summary>
    /// <param name="session">Where a relative path begins.</param>
    /// <param name="file">The file of -Database; null where -Connection was given.</param>
    /// <param name="connection">An open ADO.NET connection, or a connection string.</param>
    /// <param name="create">Whether a file that is not there is made.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c>, <c>PathInvalid</c>, <c>DatabaseInvalid</c>, and what else is wrong with it.</exception>
    public static Task<Database> OpenAsync(SessionState session, string? file, object? connection, bool create, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            var path = InputPath.ResolveLocal(
                session,
                DatabaseOpening.FileNameOf(file),
                "lies in a stage, and a database wants a file of the file system; copy it there with Copy-StageFile.");
            return DatabaseOpening.OpenFileAsync(path, create, cancellationToken);
        }

        return Argument.Unwrap(connection) switch
        {
            DbConnection open => Task.FromResult(DatabaseOpening.From(open)),
            string text => DatabaseOpening.OpenAsync(text, cancellationToken),
            var other => throw StageErrorCode.OptionInvalid.Error(
                $"-Connection takes an open ADO.NET connection or a connection string, not a {other?.GetType().Name}.", "Connection"),
        };
    }
}
