using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>Pages of a bucket's listing as the service tells them.</summary>
internal static class ObjectPage
{
    /// <summary>The most entries that a service puts on a page.</summary>
    public const int Size = 1000;

    /// <summary>Takes a service's answer; the empty objects that mark folders are not shown.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="skipped">The length of the stage's own prefix.</param>
    public static ListPage Read(ListObjectsV2Response page, int skipped)
    {
        var (objects, folders) = (page.S3Objects ?? [], page.CommonPrefixes ?? []);
        var items = new List<StoreItem>(objects.Count + folders.Count);
        string? last = null;
        for (int o = 0, f = 0; o < objects.Count || f < folders.Count;)
        {
            var key = o < objects.Count ? Decoded(page, objects[o].Key) : null;
            var folder = f < folders.Count ? Decoded(page, folders[f]) : null;
            var isFolder = key is null || (folder is not null && KeyOrder.Compare(folder, key) < 0);
            last = (isFolder ? folder! : key!)[skipped..];
            if (isFolder)
            {
                f++;
                if (last.EndsWith('/'))
                    items.Add(new StoreItem(last[..^1], 0, default) { IsFolder = true });
            }
            else
            {
                var item = ObjectItem.Of(objects[o++], last);
                if ((item.Size > 0 || !IsMark(last)) && !JobName.IsHidden(last))
                    items.Add(item);
            }
        }

        return new ListPage(items, last, NextOf(page));
    }

    /// <summary>Whether an empty object of this key stands for a folder, as all S3 tools have it.</summary>
    private static bool IsMark(string key) => key.Length == 0 || key[^1] == '/';

    /// <summary>A key as it is: a service writes those that XML cannot hold in percent signs, where it was asked to and can.</summary>
    public static string Decoded(ListObjectsV2Response page, string key) => page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(key) : key;

    /// <summary>Where the page after this one begins; null for none.</summary>
    public static string? NextOf(ListObjectsV2Response page) => page.IsTruncated == true ? page.NextContinuationToken : null;
}

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
