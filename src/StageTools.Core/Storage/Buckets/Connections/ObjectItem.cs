using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>Objects as the service tells of them.</summary>
internal static class ObjectItem
{
    /// <summary>An object of this entity tag.</summary>
    public static StoreItem Of(string key, long size, DateTimeOffset time, string? tag, string? storageClass) =>
        new(key, size, time) { ETag = tag, MD5 = ETagCheck.Md5Of(tag), StorageClass = storageClass };

    /// <summary>An object of a listing.</summary>
    public static StoreItem Of(S3Object listed, string key) =>
        Of(key, listed.Size ?? 0, Utc(listed.LastModified), EntityTag.Read(listed.ETag), listed.StorageClass?.Value);

    /// <summary>An object that was asked for by its key; null where the answer is none of S3's.</summary>
    /// <remarks>A head tells of every class but the first; a listing tells of that one too.</remarks>
    public static StoreItem? Of(GetObjectMetadataResponse head, string key) => EntityTag.Read(head.ETag) is { } tag
        ? Of(key, head.ContentLength, Utc(head.LastModified), tag, head.StorageClass?.Value ?? S3StorageClass.Standard.Value)
        : null;

    /// <summary>A time of the service, which is UTC, as such.</summary>
    public static DateTimeOffset Utc(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime(), TimeSpan.Zero) : default;
}
