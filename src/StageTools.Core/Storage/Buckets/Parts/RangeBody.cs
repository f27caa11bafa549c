using Amazon.S3.Model;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Buckets.Faults;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>The service's answer to one request for a range of an object, as it comes in.</summary>
internal sealed class RangeBody : IDisposable
{
    private readonly GetObjectResponse _response;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _silence = new();
    private readonly TimeSpan _patience;
    private long _left;

    private RangeBody(GetObjectResponse response, long size, TimeSpan patience) =>
        (_response, _stream, _left, _patience) = (response, response.ResponseStream, size, patience);

    /// <summary>Whether all of the range was read.</summary>
    public bool IsRead => _left == 0;

    /// <summary>How large the object's parts were, where whoever wrote it says so.</summary>
    public PartSizes? PartSizes => PartSizes.Parse(_response.Metadata[PartUpload.SizesKey]);

    /// <summary>Whether the entity tag is made of MD5s: under a key of KMS, or of the customer, it is not.</summary>
    public bool TagIsChecksum => ETagCheck.IsMadeOfMd5(_response.ServerSideEncryptionMethod) && string.IsNullOrEmpty(_response.ServerSideEncryptionCustomerMethod?.Value);

    /// <summary>Asks for the bytes from one offset to another, both included, of this very object.</summary>
    public static async Task<RangeBody> AskAsync(Bucket bucket, StoreItem item, long from, long to, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(item.Key);
        try
        {
            var response = await bucket.CallAsync(
                key,
                client => client.GetObjectAsync(
                    new GetObjectRequest
                    {
                        BucketName = bucket.Name,
                        Key = bucket.KeyOf(key),
                        // Always a range: of a whole object the SDK would compute an MD5 of its own, and stumble over tags that are none.
                        ByteRange = new ByteRange(from, to),
                        EtagToMatch = EntityTag.Quoted(item.ETag),
                    },
                    cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (EntityTag.Read(response.ETag) is not { } tag)
            {
                // A page of a proxy's may be as long as what was asked for.
                response.Dispose();
                throw BucketErrors.NotS3(bucket.PlaceOf(key));
            }

            if (response.ContentLength == to - from + 1 && (item.ETag is null || item.ETag == tag))
            {
                return new RangeBody(response, to - from + 1, bucket.Connection.Patience);
            }

            response.Dispose();
            throw Corruption.Replaced(bucket.Show(key));
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists)
        {
            // The precondition that failed here is the entity tag.
            throw Corruption.Replaced(bucket.Show(key));
        }
    }

    /// <summary>Reads what has come.</summary>
    /// <exception cref="IOException">The line broke, or the answer ended too early.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stopped = cancellationToken.UnsafeRegister(static silence => ((CancellationTokenSource)silence!).Cancel(), _silence);
        // A line that is silent for so long is taken for dead, and the rest asked for anew.
        _silence.CancelAfter(_patience);
        try
        {
            var count = await _stream.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], _silence.Token).ConfigureAwait(false);
            _left -= count;
            return count > 0 ? count : throw new IOException("The answer ended before all of it had come.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing came for {_patience.TotalSeconds} seconds.", new SilentServerException("The line is silent."));
        }
        finally
        {
            if (!_silence.IsCancellationRequested)
            {
                _silence.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        _response.Dispose();
        _silence.Dispose();
    }
}
