using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using StageTools.Stages;

namespace StageTools.Hosting;

/// <summary>The parameters by which New-Stage and Set-Stage say how a bucket is reached.</summary>
internal static class ConnectionSettings
{
    /// <summary>The connection that the parameters describe; single parameters go over the hashtable. Null where nothing was said.</summary>
    /// <exception cref="StageException">A key that does not exist, half a credential, an address that is none.</exception>
    public static StageConnection? Read(
        string? endpoint, string? region, PSCredential? credential, SecureString? sessionToken, string? profileName, bool pathStyle, IDictionary? connection)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (DictionaryEntry entry in connection ?? new Hashtable())
        {
            Add(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Text(entry.Value));
        }

        Add(StageConnection.EndpointKey, endpoint);
        Add("region", region);
        Add(StageConnection.KeyIdKey, credential?.UserName);
        Add(StageConnection.SecretKey, Text(credential?.Password));
        Add("session_token", Text(sessionToken));
        Add("profile_name", profileName);
        Add("path_style", pathStyle ? "true" : null);
        return StageConnection.Parse(pairs);

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                pairs.Add(new(key, value));
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
