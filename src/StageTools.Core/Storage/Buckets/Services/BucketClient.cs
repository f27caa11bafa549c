using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

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
}
