using System.Net;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Servers;

/// <summary>Each manner refuses what it is documented to refuse, and nothing else.</summary>
public sealed class MannerTests
{
    private const string V4 = "Authorization: AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00";

    [Theory]
    [InlineData("GET", "s3.localhost", "/bucket/1", "", "403 SecondLevelDomainForbidden")]
    [InlineData("GET", "127.0.0.1", "/bucket/1", "", "403 SecondLevelDomainForbidden")]
    [InlineData("PUT", "b.s3.localhost", "/file", "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER", "400 NotImplemented")]
    [InlineData("PUT", "b.s3.localhost", "/file", "Content-Encoding: aws-chunked", "400 InvalidArgument")]
    [InlineData("PUT", "b.s3.localhost", "/file", "x-amz-checksum-crc32: AAAAAA==", "400 InvalidArgument")]
    [InlineData("PUT", "b.s3.localhost", "/file", "x-amz-sdk-checksum-algorithm: CRC32", "400 InvalidArgument")]
    [InlineData("PUT", "b.s3.localhost", "/file", "x-amz-trailer: x-amz-checksum-crc32", "400 InvalidArgument")]
    [InlineData("PUT", "b.s3.localhost", "/file", "Authorization: AWS key:signature", "400 InvalidArgument")]
    [InlineData("POST", "b.s3.localhost", "/?delete", "", "400 MissingArgument")]
    public void Oss_refuses(string method, string host, string path, string header, string error) =>
        ShouldAnswer(new OssManner("s3.localhost"), method, host, path, header, error);

    [Theory]
    [InlineData("GET", "b.s3.localhost", "/1", "")]
    [InlineData("GET", "b.s3.localhost", "/1", "x-amz-checksum-mode: ENABLED")]
    [InlineData("PUT", "b.s3.localhost", "/file", "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD")]
    [InlineData("PUT", "b.s3.localhost", "/file", "x-amz-content-sha256: UNSIGNED-PAYLOAD")]
    [InlineData("POST", "b.s3.localhost", "/1?delete", "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==")]
    public void Oss_takes(string method, string host, string path, string header) =>
        ShouldAnswer(new OssManner("s3.localhost"), method, host, path, header, "");

    [Theory]
    [InlineData("PUT", "/b/file", "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "400 InvalidArgument")]
    [InlineData("PUT", "/b/file", "x-amz-checksum-crc32c: AAAAAA==", "400 InvalidArgument")]
    [InlineData("PUT", "/b/file", "x-amz-storage-class: GLACIER", "400 InvalidArgument")]
    [InlineData("PUT", "/b/file", "x-goog-storage-class: NEARLINE", "400 ExcessHeaderValues")]
    [InlineData("POST", "/b/?delete", "", "400 NotImplemented")]
    [InlineData("PUT", "/b/file", "x-amz-storage-class: NEARLINE", "")]
    [InlineData("GET", "/b/1", "", "")]
    public void Gcs_refuses_or_takes(string method, string path, string header, string answer) =>
        ShouldAnswer(new GcsManner(), method, "s3.localhost", path, header, answer);

    [Fact]
    public async Task A_refusal_is_the_answer_and_the_target_is_not_asked()
    {
        using var server = new EchoServer();
        using var proxy = new S3Proxy(server.Address);
        proxy.Manner = new AwsManner("eu-west-1");
        using var client = new HttpClient { DefaultRequestHeaders = { { "Authorization", V4["Authorization: ".Length..] } } };
        using var response = await client.GetAsync($"http://127.0.0.1:{proxy.Port}/1", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Headers.GetValues("x-amz-bucket-region").ShouldBe(["eu-west-1"]);
        var xml = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        xml.ShouldContain("<Code>AuthorizationHeaderMalformed</Code>");
        xml.ShouldContain("<Region>eu-west-1</Region>");
        server.Served.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("us-east-1", "", "")]
    [InlineData("eu-west-1", "?X-Amz-Credential=key%2F20260101%2Feu-west-1%2Fs3%2Faws4_request", "")]
    [InlineData("eu-west-1", "?X-Amz-Credential=key%2F20260101%2Fus-east-1%2Fs3%2Faws4_request", "400 AuthorizationQueryParametersError")]
    public void Aws_goes_by_the_scope_of_the_signature(string region, string query, string answer) =>
        ShouldAnswer(new AwsManner(region), "GET", "b.s3.localhost", "/1" + query, "", answer);

    private static void ShouldAnswer(IManner manner, string method, string host, string path, string header, string answer)
    {
        // A header of the test's own takes the usual one's place.
        string[] usual = header.StartsWith("Authorization:", StringComparison.Ordinal) ? [] : [V4];
        var refusal = manner.Refuse(RequestHead.Parse([$"{method} {path} HTTP/1.1", "Host: " + host + ":7580", "x-amz-date: 20260101T000000Z", header, .. usual]));
        (refusal is null ? "" : $"{refusal.Status} {refusal.Code}").ShouldBe(answer);
    }
}
