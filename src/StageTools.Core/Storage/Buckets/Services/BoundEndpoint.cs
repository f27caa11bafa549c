using Amazon.Runtime.Endpoints;

namespace StageTools.Storage.Buckets.Services;

/// <summary>A host that stands for one bucket: the SDK's rules would put the bucket's name in front of it.</summary>
internal sealed class BoundEndpoint : IEndpointProvider
{
    private readonly string _address;
    private readonly string _attributes;

    public BoundEndpoint(Uri address, string region)
    {
        _address = address.GetLeftPart(UriPartial.Authority);

        // What the SDK's rules say of an S3 endpoint: signature version 4 for S3, a path that is escaped once.
        _attributes = $$"""{"authSchemes":[{"name":"sigv4","signingName":"s3","signingRegion":"{{region}}","disableDoubleEncoding":true}]}""";
    }

    public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(_address, _attributes, headersJson: null);
}
