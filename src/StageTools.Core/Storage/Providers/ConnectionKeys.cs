namespace StageTools.Storage.Providers;

/// <summary>The keys of all stores: whoever reads CONNECTION may not know yet which of them it is for.</summary>
internal sealed class ConnectionKeys
{
    private readonly Dictionary<string, ConnectionKey> _bySpelling = new(StringComparer.OrdinalIgnoreCase);

    public ConnectionKeys(IEnumerable<ConnectionKey> keys)
    {
        foreach (var key in keys)
        {
            foreach (var spelling in (string[])[key.Name, .. key.Others])
                _bySpelling.TryAdd(spelling, key);
        }
    }

    /// <summary>Every spelling of every key.</summary>
    public IReadOnlyCollection<string> Spellings => _bySpelling.Keys;

    /// <summary>The one spelling of every key that is served.</summary>
    public IEnumerable<string> Names => _bySpelling.Values.Distinct().Where(static known => known.Refusal is null).Select(static known => known.Name);

    /// <summary>Brings settings into their one form.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>.</exception>
    public void Normalize(IDictionary<string, string> settings)
    {
        foreach (var key in _bySpelling.Values.Distinct())
        {
            if (key.Normalize is { } normalize && settings.TryGetValue(key.Name, out var value))
                settings[key.Name] = normalize(key.Name, value);
        }
    }

    /// <summary>Whether what a key says is never shown.</summary>
    public bool IsSecret(string key) => _bySpelling.GetValueOrDefault(key)?.IsSecret is true;

    /// <summary>Whether a key says as whom a store is reached.</summary>
    public bool IsIdentity(string key) => IsSecret(key) || _bySpelling.GetValueOrDefault(key)?.IsIdentity is true;

    /// <summary>The one spelling of a key.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/> for a key that does not exist or is not served.</exception>
    public string Canonical(string written)
    {
        if (!_bySpelling.TryGetValue(written, out var key))
        {
            throw StageErrorCode.OptionInvalid.Error($"A connection has no key '{written}'; the keys are {string.Join(", ", Names)}.", written);
        }

        return key.Refusal is { } refusal ? throw StageErrorCode.OptionInvalid.Error(refusal, written) : key.Name;
    }
}

/// <summary>A key of Databend's CONNECTION and MatrixOne's CREDENTIALS.</summary>
/// <param name="Name">Its one spelling, by which it is kept.</param>
/// <param name="Others">Its other spellings.</param>
internal sealed record ConnectionKey(string Name, params IReadOnlyList<string> Others)
{
    /// <summary>Whether what it says is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether it says as whom a store is reached.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>Brings what it says into its one form, by the key's name and the value; refuses what it cannot say.</summary>
    public Func<string, string, string>? Normalize { get; init; }

    /// <summary>Why it is known, and refused all the same: a sentence; null for a key that is served.</summary>
    public string? Refusal { get; init; }

    /// <summary>Its one spelling.</summary>
    public override string ToString() => Name;
}
