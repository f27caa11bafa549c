namespace StageTools.Storage;

/// <summary>What a move has copied. Only that whose copy is still there is removed where it was: not every service keeps one from taking another's
/// place.</summary>
internal sealed class MovedFiles
{
    // What was copied, by what is there of it now.
    private readonly Dictionary<UInt128, UInt128> _copied = [];
    private readonly HashSet<UInt128> _whole = [];

    /// <summary>Whether there are copies that nobody has found again.</summary>
    public bool HasLost => _copied.Count > 0;

    /// <summary>A file was copied; many are at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="copy">What is there of it.</param>
    public void Add(StoreItem file, StoreItem copy)
    {
        lock (_copied)
        {
            _copied[ContentOf(copy)] = file.Fingerprint();
        }
    }

    /// <summary>A file is copied to where nobody looks again.</summary>
    public void AddWhole(StoreItem file) => _whole.Add(file.Fingerprint());

    /// <summary>A file is in the new place.</summary>
    public void Find(StoreItem there)
    {
        if (_copied.Remove(ContentOf(there), out var file))
            _whole.Add(file);
    }

    /// <summary>All are taken for being there.</summary>
    public void FindAll()
    {
        _whole.UnionWith(_copied.Values);
        _copied.Clear();
    }

    /// <summary>Whether a file is as it was copied, and its copy too.</summary>
    public bool IsMoved(StoreItem file) => _whole.Contains(file.Fingerprint());

    /// <summary>What tells an object with just this content: a copy's time is known to the service alone.</summary>
    private static UInt128 ContentOf(StoreItem item) => (item with { LastModified = default, ETag = item.ETag?.ToUpperInvariant() }).Fingerprint();
}
