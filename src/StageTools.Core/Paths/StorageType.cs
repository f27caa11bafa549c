namespace StageTools.Paths;

/// <summary>What kind of store keeps a stage's files.</summary>
public enum StorageType
{
    /// <summary>A folder.</summary>
    File,

    /// <summary>An S3 bucket.</summary>
    S3,

    /// <summary>An Aliyun OSS bucket.</summary>
    Oss,

    /// <summary>A Google Cloud Storage bucket.</summary>
    Gcs,
}
