using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage.Buckets.Services;

/// <summary>A service that speaks S3's language, as stages name it.</summary>
/// <param name="Scheme">The scheme of its URLs.</param>
/// <param name="OtherSchemes">Schemes that mean the same.</param>
/// <param name="ProviderNames">What MatrixOne's PROVIDER calls it, in upper case.</param>
/// <param name="Create">The service, by the server's address, the region, the setting <c>path_style</c>, and the bucket.</param>
internal sealed record BucketKind(
    string Scheme, IReadOnlyList<string> OtherSchemes, IReadOnlyList<string> ProviderNames, Func<Uri?, string?, bool?, string, BucketService> Create)
{
    /// <summary>All of them; the first is that of every server that no other knows. No type of the SDK is loaded by them.</summary>
    public static IReadOnlyList<BucketKind> All { get; } =
    [
        new("s3", ["s3a", "s3n"], [], static (endpoint, region, pathStyle, _) => new AwsService(endpoint, region, pathStyle))
        {
            Hosts = @"s3(?:[.-][a-z0-9]+)*\.amazonaws\.com(?:\.cn)?",
            EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
        },
        new("oss", [], ["OSS", "ALIYUN", "ALIBABA"], static (server, region, pathStyle, bucket) => OssService.For(server, region, pathStyle, bucket))
        {
            Hosts = @"oss-[a-z0-9-]+\.aliyuncs\.com",
            WhyNot = static (url, shown) => OssService.WhyNot(url, shown),
        },
        new("gcs", ["gs"], ["GCS", "GCP", "GOOGLE"], static (endpoint, region, pathStyle, _) => new GcsService(endpoint, region, pathStyle))
        {
            Hosts = @"storage\.googleapis\.com",
            WhyNot = static (url, shown) => GcsService.WhyNot(url, shown),
            HasLongNames = true,
        },
    ];

    /// <summary>A regular expression for the service's own hosts.</summary>
    public required string Hosts { get; init; }

    /// <summary>Where its own tools look for the server's address in the environment.</summary>
    public IReadOnlyList<string> EndpointVariables { get; init; } = [];

    /// <summary>Whether names of buckets may have '_', and be as long as a host's.</summary>
    public bool HasLongNames { get; init; }

    /// <summary>What a stage lacks whose settings, secrets masked, are these; null for nothing.</summary>
    public Func<StageUrl, StageConnection, StageException?>? WhyNot { get; init; }

    /// <summary>The service of a scheme.</summary>
    public static BucketKind Of(string scheme) =>
        All.First(kind => kind.Scheme == scheme || kind.OtherSchemes.Contains(scheme, StringComparer.Ordinal));
}
