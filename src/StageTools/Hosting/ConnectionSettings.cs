using System.Collections;
using System.Globalization;
using StageTools.Errors;
using StageTools.Storage;

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
