namespace StageTools.Stages;

/// <summary>A file or a folder of a stage, as a drive shows it.</summary>
public sealed class StageItem
{
    private readonly StageName _stage;
    private readonly StoreItem _item;

    internal StageItem(StageName stage, StoreItem item)
    {
        (_stage, _item) = (stage, item);
        Name = item.Key.Length == 0 ? stage.Value : item.Key[(item.Key.LastIndexOf('/') + 1)..];
    }

    /// <summary>The last segment of the key.</summary>
    public string Name { get; }

    /// <summary>The name without its extension; a folder's whole name.</summary>
    public string BaseName => IsFolder ? Name : Name[..^Extension.Length];

    /// <summary>What the name ends with, from its last dot on; empty where it has none.</summary>
    public string Extension => Name.LastIndexOf('.') is >= 0 and var dot ? Name[dot..] : string.Empty;

    /// <summary>True for a folder.</summary>
    public bool IsFolder => _item.IsFolder;

    /// <summary>True: it was there when the store told of it.</summary>
    public bool Exists { get; } = true;

    /// <summary>The folder that a file lies in; null for a folder.</summary>
    public StageItem? Directory => IsFolder ? null : Above;

    /// <summary>The path of <see cref="Directory"/>.</summary>
    public string? DirectoryName => Directory?.FullName;

    /// <summary>The folder that a folder lies in; null for a file, and for the stage itself.</summary>
    public StageItem? Parent => IsFolder && _item.Key.Length > 0 ? Above : null;

    /// <summary>The size in bytes; null for a folder.</summary>
    public long? Size => _item.IsFolder ? null : _item.Size;

    /// <summary>When the content was last written, UTC; null for a folder of a bucket, which has no time.</summary>
    public DateTimeOffset? LastModified => _item.LastModified == default ? null : _item.LastModified;

    /// <summary>The same in local time, as files of the file system have it.</summary>
    public DateTime? LastWriteTime => LastModified?.LocalDateTime;

    /// <summary>The same in UTC.</summary>
    public DateTime? LastWriteTimeUtc => LastModified?.UtcDateTime;

    /// <summary>The MD5 that the store keeps, in lower-case hexadecimal; null where it keeps none.</summary>
    public string? MD5 => _item.MD5;

    /// <summary>The storage class, where the store has classes.</summary>
    public string? StorageClass => _item.StorageClass;

    /// <summary>The stage's name.</summary>
    public string Stage => _stage.Value;

    /// <summary>The path on the drive over all stages, which means the same in every cmdlet and from every location. Not called Path: the item
    /// cmdlets of PowerShell would take that for a path of the current location.</summary>
    public string FullName => StagePath.DrivePrefix + _stage.Value + (_item.Key.Length == 0 ? string.Empty : "/" + _item.Key);

    /// <summary>Whether a path of a drive can lead here. An object that other programs called <c>/a</c>, <c>a//b</c> or <c>a/../b</c>, and on
    /// Windows <c>a\b</c>, is listed in the folder above, and reached by its stage path alone.</summary>
    public bool HasDrivePath => StageKey.IsPath(_item.Key);

    private StageItem Above => new(_stage, new StoreItem(StageKey.FromStore(_item.Key).Parent.Value, 0, default) { IsFolder = true });

    /// <summary>What is to be said of an object that no path of a drive leads to.</summary>
    public StageException NoDrivePath()
    {
        var path = ToStagePath().ToString();
        return StageErrorCode.PathInvalid.Error(
            $"'{path}' is there, and no path of a drive can lead to it: "
                + (OperatingSystem.IsWindows() && path.Contains('\\', StringComparison.Ordinal)
                    ? @"its name holds a '\', which is a '/' in paths of Windows."
                    : "a part of its name is empty, '.' or '..'."),
            new Advice(AdviceKind.TakeByStagePath), path);
    }

    /// <summary>The stage path: by the item's own key, which a path of a drive may not lead to.</summary>
    public StagePath ToStagePath() => new(_stage, StageKey.FromStore(_item.Key));

    /// <summary>The item as its store told of it.</summary>
    public StoreItem ToStoreItem() => _item;

    /// <summary>The path, so that an item written into a text, as in <c>"$item/new.txt"</c>, is one that works.</summary>
    public override string ToString() => FullName;
}
