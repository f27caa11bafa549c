using Amazon.S3;
using Amazon.S3.Util;

namespace StageTools.Storage.Buckets.Services;

/// <summary>What goes with every object that is written, by the stage's settings.</summary>
/// <param name="settings">The stage's settings.</param>
/// <param name="service">The service.</param>
internal sealed class ObjectSettings(StageConnection settings, BucketService service)
{
    /// <summary>How the service encrypts it; null for the bucket's own way.</summary>
    public ServerSideEncryptionMethod? Encryption { get; } =
        settings.Get(BucketKeys.Encryption) is { } method ? new ServerSideEncryptionMethod(method) : null;

    /// <summary>The key of KMS that it is encrypted under, where one is named.</summary>
    public string? KmsKeyId => Encryption is null ? null : settings.Get(BucketKeys.KmsKeyId);

    /// <summary>The content type that a name's suffix tells.</summary>
    public static string ContentTypeOf(StageKey key) => AmazonS3Util.MimeTypeFromExtension(Path.GetExtension(key.Name));

    /// <summary>The storage class to ask for: the write's own, else the stage's, else null for the bucket's.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for one that the service does not have.</exception>
    public S3StorageClass? ClassOf(WriteOptions options) => (options.StorageClass ?? settings.Get(BucketKeys.StorageClass)) is { } name
        ? new S3StorageClass(service.NormalizeClass(name) ?? throw StageErrorCode.OptionInvalid.Error(
            $"'{name}' is no storage class of {service.Host}; it has {string.Join(", ", service.StorageClasses)}.", name))
        : null;

    /// <summary>The storage class of a copy: what a write would have, else that of its source.</summary>
    public S3StorageClass? ClassOf(WriteOptions options, StoreItem source) =>
        ClassOf(options) ?? (source.StorageClass is { } name ? new S3StorageClass(service.NormalizeClass(name) ?? name) : null);
}

/// <summary>
/// Whether a service keeps the condition of a write, that nothing may be there yet. AWS's does; of the servers that are compatible with it some take
/// no notice and do not say so. Until it is known, each key is looked at before it is written; after a few writes it is tried out.
/// </summary>
/// <param name="service">The service.</param>
internal sealed class WriteConditions(BucketService service)
{
    /// <summary>How many objects are looked for one by one before it pays to find out.</summary>
    public const int WritesBefore = 8;

    private int _writes;

    /// <summary>Whether the service is known to refuse what must not be replaced.</summary>
    public bool AreKept { get; private set; } = service.ConditionalWriteIsSure;

    /// <summary>
    /// After a write that was to replace nothing: once, at the eighth, for a service of which it is not known, the same is sent once more. What keeps
    /// the condition refuses it; what does not has the same bytes again.
    /// </summary>
    /// <param name="isRefused">Sends it, and says whether it was refused because something is there.</param>
    public async Task LearnAsync(Func<Task<bool>> isRefused)
    {
        if (service.ConditionalWrite && !AreKept && Interlocked.Increment(ref _writes) == WritesBefore)
            AreKept = await isRefused().ConfigureAwait(false);
    }
}
