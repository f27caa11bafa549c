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
        new(
            "s3",
            ["s3a", "s3n"],
            ["AMAZON", "AWS", "S3", "MINIO", "COS"],
            static (endpoint, region, pathStyle, _) => new AwsService(endpoint, region, pathStyle))
        {
            Hosts = @"s3(?:[.-][a-z0-9]+)*\.amazonaws\.com(?:\.cn)?",
            EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
            Policy = AwsPolicy.Of,
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

    /// <summary>The policy of a bucket in which each user has a folder of his own, by the place, the folder of those, and the folder of what all
    /// have; null where the service has none of the kind.</summary>
    public Func<StageUrl, string, string, string>? Policy { get; init; }

    /// <summary>The service of a scheme.</summary>
    public static BucketKind Of(string scheme) =>
        All.First(kind => kind.Scheme == scheme || kind.OtherSchemes.Contains(scheme, StringComparer.Ordinal));
}

/// <summary>What a bucket may be called: the rules that S3, OSS and Google Cloud Storage have in common, and what the last allows beyond.</summary>
internal static class BucketName
{
    private const int Shortest = 3;
    private const int Longest = 63;

    // Google: a name with dots is as long as a host's, each part as long as any other name.
    private const int LongestDotted = 222;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly SearchValues<char> AllowedByGoogle = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>Why a bucket cannot be called that; null where it can.</summary>
    public static string? Refusal(string name, bool isGoogle)
    {
        var longest = isGoogle && name.Contains('.', StringComparison.Ordinal) ? LongestDotted : Longest;
        if (name.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0)
            return "a bucket's name has no upper-case letters";

        if (name.AsSpan().IndexOfAnyExcept(isGoogle ? AllowedByGoogle : Allowed) >= 0)
            return $"a bucket's name holds lower-case letters, digits, '-'{(isGoogle ? ", '_'" : "")} and '.' only";

        if (name.Length < Shortest || name.Length > longest || name.Split('.').Any(static part => part.Length > Longest))
        {
            return $"a bucket's name has {Shortest} to {Longest} "
                + $"characters{(isGoogle ? $", with dots up to {LongestDotted} and {Longest} between two of them" : "")}";
        }

        return char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) && !name.Contains("..", StringComparison.Ordinal)
            ? null
            : "a bucket's name begins and ends with a letter or a digit, and no two dots stand side by side";
    }
}

/// <summary>A bucket's address without a scheme of its own: the bucket stands before the service's own host, or first in the path.</summary>
internal static class BucketAddress
{
    private static readonly Regex KnownHost = new(
        $@"^(?:(?<bucket>.+)\.)?(?<host>{string.Join('|', BucketKind.All.Select(static kind => $"(?<{kind.Scheme}>{kind.Hosts})"))})\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>
    /// The URL, null where no bucket is named, and the server. A host that no service has is a server of somebody's own, which speaks S3.
    /// </summary>
    public static (string? Url, string Server) Read(Uri server, string path)
    {
        var known = KnownHost.Match(server.Host);
        var location = known.Groups["bucket"].Value is { Length: > 0 } named ? $"{named}/{path}" : path;
        var kind = BucketKind.All.FirstOrDefault(kind => known.Groups[kind.Scheme].Success) ?? BucketKind.All[0];
        var host = known.Success ? known.Groups["host"].Value : server.Host;
        var port = server.IsDefaultPort ? string.Empty : $":{server.Port}";
        return (location.Trim('/').Length == 0 ? null : $"{kind.Scheme}://{location}", $"{server.Scheme}://{host}{port}");
    }
}
