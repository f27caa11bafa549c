using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using StageTools.Errors;
using StageTools.Storage;

namespace StageTools.Hosting;

/// <summary>The parameters by which New-Stage and Set-Stage say how a bucket is reached.</summary>
internal static class ConnectionSettings
{
    /// <summary>The connection that the parameters describe; single parameters go over the hashtable. Null where nothing was said.</summary>
    /// <exception cref="StageException">A key that does not exist, half a credential, an address that is none.</exception>
    public static StageConnection? Read(IDictionary? connection, params ReadOnlySpan<(string Key, object? Value)> parameters)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (DictionaryEntry entry in connection ?? new Hashtable())
        {
            Add(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value);
        }

        foreach (var (key, value) in parameters)
        {
            Add(key, value);
        }

        return KnownStores.All.ParseConnection(pairs);

        void Add(string key, object? value)
        {
            if (Text(value) is { Length: > 0 } text)
            {
                pairs.Add(new(key, text));
            }
        }
    }

    private static string? Text(object? value) => value switch
    {
        PSObject wrapped => Text(wrapped.BaseObject),
        SecureString secret => new NetworkCredential(string.Empty, secret).Password,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
