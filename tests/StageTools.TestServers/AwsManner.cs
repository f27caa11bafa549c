namespace StageTools.TestServers;

/// <summary>
/// AWS, where a bucket is in one region: a signature for another one is refused with the right one, in the XML and in x-amz-bucket-region.
/// Code, sentence and elements as AWS answers them (seen in jsoma/flatware #10, and for presigned requests in VaporS3Signer #5).
/// </summary>
/// <param name="Region">The region of all buckets, for example eu-west-1.</param>
public sealed record AwsManner(string Region) : IManner
{
    public ErrorResponse? Refuse(RequestHead request)
    {
        if (request.Parameter("X-Amz-Credential") is { } parameter)
        {
            return Check(parameter, "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter");
        }

        const string Start = "Credential=";
        var header = request.Header("Authorization") ?? "";
        var credential = header.IndexOf(Start, StringComparison.Ordinal);
        return credential < 0 ? null : Check(header[(credential + Start.Length)..], "AuthorizationHeaderMalformed", "The authorization header is malformed");
    }

    // The scope: key/date/region/service/aws4_request.
    private ErrorResponse? Check(string credential, string code, string sentence)
    {
        var scope = credential.Split('/');
        return scope.Length < 5 || scope[2] == Region
            ? null
            : new(400, code, $"{sentence}; the region '{scope[2]}' is wrong; expecting '{Region}'")
            {
                Elements = new Dictionary<string, string>(StringComparer.Ordinal) { ["Region"] = Region },
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-amz-bucket-region"] = Region },
            };
    }
}
