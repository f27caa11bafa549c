namespace StageTools.Stages;

/// <summary>A file or a folder of a stage, as a drive shows it.</summary>
public sealed class StageItem
{
    private readonly StageName _stage;
    private readonly string _key;

    internal StageItem(StageName stage, Storage.StoreItem item)
    {
        _stage = stage;
        _key = item.Key;
        IsFolder = item.IsFolder;
        Size = item.IsFolder ? null : item.Size;
        LastModified = item.LastModified;
        MD5 = item.MD5;
        StorageClass = item.StorageClass;
        Name = _key[(_key.LastIndexOf('/') + 1)..];
    }

    /// <summary>The last segment of the key.</summary>
    public string Name { get; }

    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; }

    /// <summary>The size in bytes; null for a folder.</summary>
    public long? Size { get; }

    /// <summary>When the content was last written, UTC.</summary>
    public DateTimeOffset LastModified { get; }

    /// <summary>The MD5 that the store keeps, in lower-case hexadecimal; null where it keeps none.</summary>
    public string? MD5 { get; }

    /// <summary>The storage class, where the store has classes.</summary>
    public string? StorageClass { get; }

    /// <summary>The stage's name.</summary>
    public string Stage => _stage.Value;

    /// <summary>The stage path, <c>@stage/key</c>. Not called Path: the item cmdlets of PowerShell would take that for a path of the current location.</summary>
    public string FullName => $"@{_stage.Value}/{_key}";

    /// <summary>The stage path.</summary>
    public override string ToString() => FullName;
}
