using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>
/// An object being read. Another object under the same key is refused; what was read from its beginning to its end is compared with the entity tag.
/// </summary>
internal sealed class BucketStream(Bucket bucket, StoreItem item, long offset, CancellationToken cancellationToken)
    : RangedStream(item.Size, offset, bucket.Connection.WaitingAnswers, cancellationToken)
{
    private readonly StageKey _key = StageKey.FromStore(item.Key);
    private ETagCheck? _check;
    private bool _isOpened;

    /// <summary>Opens an object at an offset; what is wrong with it is said now.</summary>
    public static async Task<Stream> OpenAsync(Bucket bucket, StoreItem item, long offset, CancellationToken cancellationToken)
    {
        var stream = new BucketStream(bucket, item, offset, cancellationToken);
        await stream.OpenAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <inheritdoc/>
    protected override async Task<RangeBody> AskAsync((long From, long To) range, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = bucket.Name,
            Key = bucket.KeyOf(_key),

            // Always a range: of a whole object the SDK would compute an MD5 of its own, and stumble over tags that are none.
            ByteRange = new ByteRange(range.From, range.To),
            EtagToMatch = EntityTag.Quoted(item.ETag),
        };
        var response = await bucket.CallAsync(
            _key,
            client => Corruption.UnlessReplacedAsync(bucket.Show(_key), () => client.GetObjectAsync(request, cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        if (EntityTag.Read(response.ETag) is not { } tag)
        {
            // A page of a proxy's may be as long as what was asked for.
            response.Dispose();
            throw BucketErrors.NotS3(bucket.PlaceOf(_key));
        }

        var size = range.To - range.From + 1;
        if (response.ContentLength != size || (item.ETag is not null && item.ETag != tag))
        {
            response.Dispose();
            throw Corruption.Replaced(bucket.Show(_key));
        }

        if (!_isOpened)
            (_isOpened, _check) = (true, range.From == 0 ? CheckOf(response) : null);

        return new RangeBody(response, response.ResponseStream, size, bucket.Connection.Timeout);
    }

    /// <inheritdoc/>
    protected override bool IsFailure(Exception e, CancellationToken cancellationToken) => BucketErrors.Is(e, cancellationToken);

    /// <inheritdoc/>
    protected override StageException Explain(Exception e) => bucket.Explain(e, _key);

    /// <inheritdoc/>
    protected override void OnRead(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        _check?.Append(bytes);
        if (isEnd)
        {
            using var check = _check;
            _check = null;
            if (check?.IsMatch() == false)
                throw Corruption.Received(bucket.Show(_key));
        }
    }

    /// <inheritdoc/>
    protected override void OnMoved()
    {
        _check?.Dispose();
        _check = null;
    }

    /// <summary>
    /// A check against the tag, where that is made of MD5s: under a key of KMS, or of the customer, it is not. How large the parts were, the object's
    /// writer says.
    /// </summary>
    private ETagCheck? CheckOf(GetObjectResponse response) =>
        ETagCheck.IsMadeOfMd5(response.ServerSideEncryptionMethod) && string.IsNullOrEmpty(response.ServerSideEncryptionCustomerMethod?.Value)
            ? ETagCheck.TryCreate(
                item.ETag, bucket.Service.TagsPartsByMd5 ? PartSizes.Parse(response.Metadata[PartUpload.SizesKey]) : null, item.Size)
            : null;
}
