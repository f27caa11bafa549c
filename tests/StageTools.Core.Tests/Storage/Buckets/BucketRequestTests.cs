using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using StageTools.Storage.Buckets.Services;
using static StageTools.Core.Tests.Storage.Buckets.BucketClients;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>Requests as they go over the line.</summary>
public sealed class BucketRequestTests
{
    public static TheoryData<string> Services => ["s3", "oss", "gcs"];

    [Theory]
    [InlineData("s3")]
    [InlineData("oss")]
    public async Task Bulk_removal_carries_a_signed_content_md5_and_no_other_checksum(string storage)
    {
        using var server = new CannedServer(CannedServer.Ok("<DeleteResult/>"));
        using var client = Open(Manner(storage, server.Address));
        await client.DeleteObjectsAsync(
            new DeleteObjectsRequest { BucketName = "bkt", Objects = [new KeyVersion { Key = "a&b" }], Quiet = true }, TestContext.Current.CancellationToken);

        var (head, body) = Split(server.Request);
#pragma warning disable CA5351 // The protocol asks for MD5.
        head.ShouldContain($"Content-MD5: {Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(body)))}");
#pragma warning restore CA5351
        head.ShouldContain("SignedHeaders=content-md5;");
        head.ShouldNotContain("checksum", Case.Insensitive);
        body.ShouldContain("<Key>a&amp;b</Key>");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_write_over_http_is_signed_with_its_body_as_it_is(string storage)
    {
        using var server = new CannedServer(CannedServer.Ok());
        await WriteAsync(Manner(storage, server.Address));

        var (head, body) = Split(server.Request);
        head.ShouldContain($"X-Amz-Content-SHA256: {Convert.ToHexString(SHA256.HashData("abc"u8))}", Case.Insensitive);
        ShouldBePlain(head);
        body.ShouldBe("abc");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_write_over_tls_is_not_hashed_for_its_signature(string storage)
    {
        using var server = new CannedServer(CannedServer.Ok(), tls: true);
        await WriteAsync(Manner(storage, server.Address), part: true);

        var (head, body) = Split(server.Request);
        head.ShouldContain("X-Amz-Content-SHA256: UNSIGNED-PAYLOAD", Case.Insensitive);
        ShouldBePlain(head);
        body.ShouldBe("abc");
    }

    [Fact]
    public async Task A_bucket_stands_in_the_hosts_name_for_oss()
    {
        using var server = new CannedServer(CannedServer.Answer("204 No Content"));
        using var client = Open(Manner("oss", $"http://localhost:{server.Port}"), config => ThroughProxy(config, server));
        await client.DeleteObjectAsync("bkt", "a/b", TestContext.Current.CancellationToken);
        server.Request.ShouldStartWith($"DELETE http://bkt.localhost:{server.Port}/a/b ");
    }

    [Fact]
    public async Task A_custom_domain_stands_for_its_bucket_and_takes_no_name_in_front()
    {
        using var server = new CannedServer(CannedServer.Answer("204 No Content"));
        using var client = Open(Manner("oss", "http://files.example.com", "cn-hangzhou"), config => ThroughProxy(config, server));
        await client.DeleteObjectAsync("bkt", "a/b c", TestContext.Current.CancellationToken);

        server.Request.ShouldStartWith("DELETE http://files.example.com/a/b%20c ");
        server.Request.ShouldContain("/cn-hangzhou/s3/aws4_request");
        var url = await client.GetPreSignedURLAsync(
            new GetPreSignedUrlRequest { BucketName = "bkt", Key = "a/b", Expires = DateTime.UtcNow.AddHours(1), Protocol = Amazon.S3.Protocol.HTTP });
        url.ShouldStartWith("http://files.example.com/a/b?");
    }

    private static async Task WriteAsync(BucketService manner, bool part = false)
    {
        using var client = Open(manner, config => config.HttpClientFactory = new Trusting());
        using var stream = new MemoryStream("abc"u8.ToArray());
        if (part)
        {
            var upload = new UploadPartRequest { BucketName = "bkt", Key = "a.csv", UploadId = "u", PartNumber = 1, PartSize = 3, InputStream = stream };
            manner.Prepare(upload);
            await client.UploadPartAsync(upload, TestContext.Current.CancellationToken);
            return;
        }

        var write = new PutObjectRequest { BucketName = "bkt", Key = "a.csv", InputStream = stream };
        manner.Prepare(write);
        await client.PutObjectAsync(write, TestContext.Current.CancellationToken);
    }

    private static void ThroughProxy(Amazon.S3.AmazonS3Config config, CannedServer server) => (config.ProxyHost, config.ProxyPort) = ("127.0.0.1", server.Port);

    private static void ShouldBePlain(string head)
    {
        head.ShouldContain("Content-Length: 3\r\n");
        head.ShouldNotContain("aws-chunked", Case.Insensitive);
        head.ShouldNotContain("checksum", Case.Insensitive);
        head.ShouldNotContain("trailer", Case.Insensitive);
    }

    private static (string Head, string Body) Split(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (request[..(end + 2)], request[(end + 4)..]);
    }
}
