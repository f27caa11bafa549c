namespace StageTools.TestServers;

/// <summary>What clients for AWS send that others may not know.</summary>
internal static class AwsHeaders
{
    /// <summary>Whether the body is coded aws-chunked, signed or not.</summary>
    public static bool IsChunked(RequestHead request) =>
        request.Header("Content-Encoding")?.Contains("aws-chunked", StringComparison.OrdinalIgnoreCase) == true
        || request.Header("x-amz-content-sha256")?.StartsWith("STREAMING-", StringComparison.Ordinal) == true;

    /// <summary>The first header of the newer checksums, or null.</summary>
    public static string? Checksum(RequestHead request)
    {
        foreach (var (name, _) in request.Headers)
        {
            if (name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase) && !name.Equals("x-amz-checksum-mode", StringComparison.OrdinalIgnoreCase))
                return name;
            if (name.Equals("x-amz-sdk-checksum-algorithm", StringComparison.OrdinalIgnoreCase) || name.Equals("x-amz-trailer", StringComparison.OrdinalIgnoreCase))
                return name;
        }

        return null;
    }
}
