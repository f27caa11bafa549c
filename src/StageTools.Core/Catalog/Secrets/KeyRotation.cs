namespace StageTools.Catalog.Secrets;

/// <summary>Gives the catalog's secrets a new key.</summary>
/// <remarks>
/// All of it happens in one write transaction. The new key is in the file, before the older ones, when the first secret is encrypted with it, so
/// that a process that dies at any moment leaves secrets and keys that fit. Those before stay in the file: who read a stage just before can still
/// open it, and so can other catalogs and backups of this user what they sealed. Nobody encrypts with an old key meanwhile, since that wants the same
/// lock.
/// </remarks>
internal sealed class KeyRotation(IStageCatalog catalog, MachineHome home)
{
    private readonly SecretKeys _keys = new(home, catalog.Team is not null);
    private readonly SecretBox _box = new(home, catalog.Team is not null);

    /// <summary>Encrypts the secrets of all stages and connections anew.</summary>
    /// <param name="newKey">The new key, 32 bytes in Base64; null for one that is made.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    /// <exception cref="StageException"><c>OptionInvalid</c> for what is no key, or none where the environment's is in use; <c>SecretUnreadable</c>
    /// for secrets of another key.</exception>
    public async Task<StageKeyUpdate> RunAsync(string? newKey, CancellationToken cancellationToken)
    {
        var key = KeyOf(newKey);
        var resealed = await catalog.ResealAsync(entries => Reseal(entries, key), cancellationToken).ConfigureAwait(false);
        return new StageKeyUpdate(resealed, key.IdText, _keys.Location);
    }

    /// <summary>The stages with their secrets under the new key, which is in its place when this returns. To be called in a write
    /// transaction.</summary>
    internal IReadOnlyList<SealedSecrets> Reseal(IReadOnlyList<SealedSecrets> entries, SecretKey key)
    {
        // A key that is given may be the one in use, or the one that a moved catalog was parted from.
        var older = _keys.Read().Where(known => !known.Is(key.Id)).ToList();
        IReadOnlyList<SecretKey> opening = entries.Any(entry => Opens(key, entry)) ? [key, .. older] : older;
        var resealed = entries.Select(entry => entry with { Box = SecretBox.Seal(entry.Id, Open(entry, opening), key) }).ToList();
        if (!_keys.AreInEnvironment)
            _keys.Add(key);

        return resealed;
    }

    private static bool Opens(SecretKey key, SealedSecrets entry) => key.Is(SecretBox.KeyIdOf(entry.Box.Span));

    private SecretKey KeyOf(string? newKey)
    {
        if (newKey is null && _keys.AreInEnvironment)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The key in use is in {SecretBox.KeyVariable}, which is yours to change:", new Advice(AdviceKind.GiveNewKey));
        }

        return newKey is null ? SecretKey.New()
            : SecretKey.TryParse(newKey.Trim(), out var key) ? key
            : throw StageErrorCode.OptionInvalid.Error($"What was given as the new key is none: {SecretKey.Wanted}.");
    }

    private IReadOnlyDictionary<string, string> Open(SealedSecrets entry, IReadOnlyList<SecretKey> keys)
    {
        try
        {
            return _box.Open(entry, keys);
        }
        catch (StageException e)
        {
            throw e.Reworded(static message => $"The key was not changed. {message}", e.Target, e);
        }
    }
}
