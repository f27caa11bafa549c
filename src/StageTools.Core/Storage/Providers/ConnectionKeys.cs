using StageTools.Errors;

namespace StageTools.Storage.Providers;

/// <summary>The keys of all stores: whoever reads CONNECTION may not know yet which of them it is for.</summary>
internal sealed class ConnectionKeys
{
    private readonly Dictionary<string, ConnectionKey> _bySpelling = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    public ConnectionKeys(IEnumerable<ConnectionKey> keys)
    {
        foreach (var key in keys)
        {
            foreach (var spelling in (string[])[key.Name, .. key.Others])
                _bySpelling.TryAdd(spelling, key);

            _ = key.IsSecret && _secrets.Add(key.Name);
        }
    }

    /// <summary>Every spelling of every key.</summary>
    public IReadOnlyCollection<string> Spellings => _bySpelling.Keys;

    /// <summary>The one spelling of every key that is served.</summary>
    public IEnumerable<string> Names => _bySpelling.Values.Distinct().Where(static known => known.Refusal is null).Select(static known => known.Name);

    /// <summary>Whether what a key says is never shown.</summary>
    public bool IsSecret(string key) => _secrets.Contains(key);

    /// <summary>The one spelling of a key.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> for a key that does not exist or is not served.</exception>
    public string Canonical(string written)
    {
        if (!_bySpelling.TryGetValue(written, out var key))
        {
            throw new StageException(
                StageErrorCode.OptionInvalid, $"A connection has no key '{written}'; the keys are {string.Join(", ", Names)}.", written);
        }

        return key.Refusal is { } refusal ? throw new StageException(StageErrorCode.OptionInvalid, refusal, written) : key.Name;
    }
}
