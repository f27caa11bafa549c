using System.Net;

namespace StageTools.Hosting;

/// <summary>What a parameter was given, without what PowerShell wraps it in.</summary>
internal static class Argument
{
    /// <summary>The object inside; of an array, of each of its items.</summary>
    public static object? Unwrap(object? value) => value switch
    {
        PSObject wrapped => Unwrap(wrapped.BaseObject),
        object?[] items => Array.ConvertAll(items, Unwrap),
        _ => value,
    };

    /// <summary>The entries of a hashtable; none where there is no hashtable.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Entries(IDictionary? table)
    {
        foreach (DictionaryEntry entry in table ?? new Hashtable())
            yield return new(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Unwrap(entry.Value));
    }

    /// <summary>The text of a secret; null for what is none.</summary>
    public static string? Secret(object? value) => value switch
    {
        SecureString secret => new NetworkCredential(string.Empty, secret).Password,
        PSCredential credential => credential.GetNetworkCredential().Password,
        _ => null,
    };
}
