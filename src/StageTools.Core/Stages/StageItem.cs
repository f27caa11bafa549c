namespace StageTools.Stages;

/// <summary>A file or a folder of a stage, as a drive shows it.</summary>
public sealed class StageItem
{
    private readonly StageName _stage;
    private readonly Storage.StoreItem _item;

    internal StageItem(StageName stage, Storage.StoreItem item)
    {
        _stage = stage;
        _item = item;
        IsFolder = item.IsFolder;
        Size = item.IsFolder ? null : item.Size;
        LastModified = item.LastModified == default ? null : item.LastModified;
        MD5 = item.MD5;
        StorageClass = item.StorageClass;
        Name = item.Key[(item.Key.LastIndexOf('/') + 1)..];
    }

    /// <summary>The last segment of the key.</summary>
    public string Name { get; }

    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; }

    /// <summary>The size in bytes; null for a folder.</summary>
    public long? Size { get; }

    /// <summary>When the content was last written, UTC; null for a folder of a bucket, which has no time.</summary>
    public DateTimeOffset? LastModified { get; }

    /// <summary>The MD5 that the store keeps, in lower-case hexadecimal; null where it keeps none.</summary>
    public string? MD5 { get; }

    /// <summary>The storage class, where the store has classes.</summary>
    public string? StorageClass { get; }

    /// <summary>The stage's name.</summary>
    public string Stage => _stage.Value;

    /// <summary>The stage path, <c>@stage/key</c>. Not called Path: the item cmdlets of PowerShell would take that for a path of the current location.</summary>
    public string FullName => $"@{_stage.Value}/{StageKey.FromStore(_item.Key)}";

    /// <summary>Whether a path of a drive can lead here. An object that other programs called <c>/a</c>, <c>a//b</c> or <c>a/../b</c> is listed in the folder above, and reached by its stage path alone.</summary>
    public bool HasDrivePath => StageKey.IsPath(_item.Key);

    /// <summary>What is to be said of an object that no path of a drive leads to.</summary>
    public StageException NoDrivePath() => new(
        StageErrorCode.PathInvalid,
        $"'{FullName}' is there, and no path of a drive can lead to it: a part of its name is empty, '.' or '..'. Take it by that stage path: Get-StageFile lists it, Copy-StageFile copies it to another name, Remove-StageFile removes it.",
        FullName);

    /// <summary>The item as its store told of it.</summary>
    public Storage.StoreItem ToStoreItem() => _item;

    /// <summary>The stage path.</summary>
    public override string ToString() => FullName;
}
