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

    /// <summary>The same in local time, as files of the file system have it.</summary>
    public DateTime LastWriteTime => _item.LastModified.LocalDateTime;

    /// <summary>The same in UTC.</summary>
    public DateTime LastWriteTimeUtc => _item.LastModified.UtcDateTime;

    /// <summary>Who wrote the file, where the store knows (Databend LIST: NULL otherwise).</summary>
    public string? Creator { get; }

    /// <summary>The storage class, where the store has classes.</summary>
    public string? StorageClass => _item.StorageClass;

    /// <summary>The stage's name.</summary>
    public string Stage => _stage.Value;

    /// <summary>The stage path, <c>@stage/key</c>.</summary>
    public string Path => ToPath().ToString();

    /// <summary>The stage path where it must not be a text.</summary>
    public StageFilePath ToPath() => new(new StagePath(_stage, StageKey.FromStore(Name)));

    /// <summary>The stage path.</summary>
    public override string ToString() => Path;
}

/// <summary>The stage path of a file, an object that shows itself as the text.</summary>
public sealed record StageFilePath
{
    private readonly StagePath _path;

    internal StageFilePath(StagePath path) => _path = path;

    /// <summary>The stage's name.</summary>
    public string Stage => _path.Stage.Value;

    /// <summary>The path inside the stage.</summary>
    public string Key => _path.Key.Value;

    /// <summary>Reads <c>@stage/key</c>, so that a path can be compared with a text.</summary>
    /// <exception cref="StageException">The name or the key cannot be one.</exception>
    public static StageFilePath Parse(string text) => new(StagePath.Parse(text));

    /// <summary>The stage path, <c>@stage/key</c>.</summary>
    public override string ToString() => _path.ToString();
}
