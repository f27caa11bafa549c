namespace StageTools.Stages;

/// <summary>A file in a stage, as a listing shows it.</summary>
public sealed class StageFile
{
    private readonly StageName _stage;
    private readonly StoreItem _item;

    internal StageFile(StageName stage, StoreItem item) => (_stage, _item) = (stage, item);

    /// <summary>The key: the path inside the stage.</summary>
    public string Name => _item.Key;

    /// <summary>The size in bytes.</summary>
    public long Size => _item.Size;

    /// <summary>The MD5 that the store keeps, in lower-case hexadecimal; null where it keeps none (a folder does not).</summary>
    public string? MD5 => _item.MD5;

    /// <summary>When the content was last written, UTC.</summary>
    public DateTimeOffset LastModified => _item.LastModified;

    /// <summary>Who wrote the file, where the store knows (Databend LIST: NULL otherwise).</summary>
    public string? Creator { get; }

    /// <summary>The storage class, where the store has classes.</summary>
    public string? StorageClass => _item.StorageClass;

    /// <summary>The stage's name.</summary>
    public string Stage => _stage.Value;

    /// <summary>The stage path, <c>@stage/key</c>. Not a text: PowerShell's own cmdlets would take that for a path of the current location, and not
    /// ask PSPath.</summary>
    public StagePath Path => new(_stage, StageKey.FromStore(Name));

    /// <summary>The stage path.</summary>
    public override string ToString() => Path.ToString();
}
