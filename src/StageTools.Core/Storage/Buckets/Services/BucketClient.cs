using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Services;

/// <summary>The SDK's client, with bulk removal in the form that every S3 server understands.</summary>
internal sealed class BucketClient : AmazonS3Client
{
    /// <summary>With the SDK's own search for credentials: the environment, the profile, the machine's role.</summary>
    public BucketClient(AmazonS3Config config)
        : base(config)
    {
    }

    public BucketClient(AWSCredentials credentials, AmazonS3Config config)
        : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);

        // After the body is made, before the SDK's own checksum and the signature: what is added here is signed.
        pipeline.AddHandlerAfter<Marshaller>(new ContentMd5Handler());
    }

    /// <summary>Gives DeleteObjects its <c>Content-MD5</c> instead of the SDK's <c>x-amz-checksum-crc32</c>.</summary>
    /// <remarks>
    /// One of the two is required (Amazon S3, "DeleteObjects"); the SDK sends CRC32 even under WHEN_REQUIRED. OSS ("DeleteMultipleObjects"), Ceph 16
    /// and other older servers know Content-MD5 alone, and AWS takes either.
    /// </remarks>
    private sealed class ContentMd5Handler : PipelineHandler
    {
        private const string ContentMd5 = "Content-MD5";

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            Replace(executionContext.RequestContext.Request);
            return base.InvokeAsync<T>(executionContext);
        }

        private static void Replace(IRequest request)
        {
            if (request.OriginalRequest is not DeleteObjectsRequest)
                return;

            request.Headers[ContentMd5] = Convert.ToBase64String(Hash(request));
            request.ChecksumData = null;
        }

#pragma warning disable CA5351 // The protocol asks for MD5; it guards against accidents on the way, nothing else.
        /// <summary>The marshaller leaves the body as bytes or as a stream in memory, by its version.</summary>
        private static byte[] Hash(IRequest request)
        {
            if (request.Content is { } bytes)
                return MD5.HashData(bytes);

            var start = request.ContentStream.Position;
            var hash = MD5.HashData(request.ContentStream);
            request.ContentStream.Position = start;
            return hash;
        }
#pragma warning restore CA5351
    }
}
