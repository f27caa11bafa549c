using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Services;

/// <summary>Gives DeleteObjects its <c>Content-MD5</c> instead of the SDK's <c>x-amz-checksum-crc32</c>.</summary>
/// <remarks>
/// One of the two is required (Amazon S3, "DeleteObjects"); the SDK sends CRC32 even under WHEN_REQUIRED. OSS ("DeleteMultipleObjects"), Ceph 16
/// and other older servers know Content-MD5 alone, and AWS takes either.
/// </remarks>
internal sealed class ContentMd5Handler : PipelineHandler
{
    private const string ContentMd5 = "Content-MD5";

    public override void InvokeSync(IExecutionContext executionContext)
    {
        Replace(executionContext.RequestContext.Request);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Replace(executionContext.RequestContext.Request);
        return base.InvokeAsync<T>(executionContext);
    }

    private static void Replace(IRequest request)
    {
        if (request.OriginalRequest is not DeleteObjectsRequest)
        {
            return;
        }

        request.Headers[ContentMd5] = Convert.ToBase64String(Hash(request));
        request.ChecksumData = null;
    }

#pragma warning disable CA5351 // The protocol asks for MD5; it guards against accidents on the way, nothing else.
    /// <summary>The marshaller leaves the body as bytes or as a stream in memory, by its version.</summary>
    private static byte[] Hash(IRequest request)
    {
        if (request.Content is { } bytes)
        {
            return MD5.HashData(bytes);
        }

        var start = request.ContentStream.Position;
        var hash = MD5.HashData(request.ContentStream);
        request.ContentStream.Position = start;
        return hash;
    }
#pragma warning restore CA5351
}
