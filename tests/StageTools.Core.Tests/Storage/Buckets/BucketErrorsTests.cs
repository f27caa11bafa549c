using Amazon.Runtime;
using Amazon.S3.Model;
using StageTools.Hosting;
using StageTools.Storage.Buckets.Faults;
using StageTools.Storage.Buckets.Services;
using static StageTools.Core.Tests.Storage.Buckets.BucketClients;

namespace StageTools.Core.Tests.Storage.Buckets;

/// <summary>What services and networks say, as the SDK's own exceptions bring it.</summary>
public sealed class BucketErrorsTests
{
    [Theory]
    [InlineData(404, "NoSuchKey", StageErrorCode.FileNotFound, "no file or folder '@s/a.csv'")]
    [InlineData(404, "NoSuchBucket", StageErrorCode.StoreUnavailable, "no bucket 'bkt' at 127.0.0.1")]
    [InlineData(403, "SignatureDoesNotMatch", StageErrorCode.CredentialRequired, "secret does not belong")]
    [InlineData(403, "InvalidAccessKeyId", StageErrorCode.CredentialRequired, "does not know the key id")]
    [InlineData(400, "ExpiredToken", StageErrorCode.CredentialRequired, "Set-Stage -Credential -SessionToken")]
    [InlineData(400, "InvalidToken", StageErrorCode.CredentialRequired, "not this key's")]
    [InlineData(403, "InvalidSecurity", StageErrorCode.CredentialRequired, "Set-Stage -Credential")]
    [InlineData(403, "AccessDenied", StageErrorCode.AccessDenied, "Access to '@s/a.csv'")]
    [InlineData(403, "UserDisable", StageErrorCode.AccessDenied, "suspended")]
    [InlineData(403, "RequestTimeTooSkewed", StageErrorCode.StoreUnavailable, "clock")]
    [InlineData(301, "PermanentRedirect", StageErrorCode.OptionInvalid, "in the region eu-west-1")]
    [InlineData(400, "AuthorizationHeaderMalformed", StageErrorCode.OptionInvalid, "in the region eu-west-1")]
    [InlineData(503, "SlowDown", StageErrorCode.StoreUnavailable, "slow down")]
    [InlineData(503, "DownloadTrafficRateLimitExceeded", StageErrorCode.StoreUnavailable, "slow down")]
    [InlineData(429, "TooManyRequests", StageErrorCode.StoreUnavailable, "slow down")]
    [InlineData(403, "QuotaExceeded", StageErrorCode.StoreFull, "quota")]
    [InlineData(400, "EntityTooLarge", StageErrorCode.OptionInvalid, "larger than")]
    [InlineData(403, "InvalidObjectState", StageErrorCode.ObjectArchived, "aws s3api restore-object")]
    [InlineData(400, "KeyTooLongError", StageErrorCode.PathInvalid, "choose another name")]
    [InlineData(400, "InvalidStorageClass", StageErrorCode.OptionInvalid, "STANDARD_IA")]
    [InlineData(400, "KMS.DisabledException", StageErrorCode.OptionInvalid, "encrypts")]
    [InlineData(400, "BadDigest", StageErrorCode.ChecksumMismatch, "not what was sent")]
    [InlineData(405, "MethodNotAllowed", StageErrorCode.StorageNotServed, "speaks S3")]
    [InlineData(500, "InternalError", StageErrorCode.StoreUnavailable, "try again later")]
    [InlineData(412, "PreconditionFailed", StageErrorCode.FileAlreadyExists, "-Force")]
    [InlineData(409, "ConditionalRequestConflict", StageErrorCode.StoreUnavailable, "somebody else at that moment")]
    [InlineData(418, "SomethingNew", StageErrorCode.StoreUnavailable, "(SomethingNew, request tx0001)")]
    [InlineData(502, "", StageErrorCode.StoreUnavailable, "(HTTP 502, request tx0001)")]
    public async Task A_refusal_has_its_own_code_and_says_what_to_do(int status, string code, StageErrorCode expected, string says)
    {
        var error = await ReadAsync(CannedServer.Answer($"{status} X", code.Length == 0 ? "" : Refusal(code), "x-amz-request-id: tx0001\r\n"));
        error.Code.ShouldBe(expected, error.Message);
        error.Message.ShouldContain(says);
        error.Target.ShouldBe("@s/a.csv");
    }

    // By a status that says nothing: the code alone tells what is wrong.
    [Theory]
    [InlineData("does not know the key id", "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException")]
    [InlineData("has expired", "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "SecurityTokenExpired", "InvalidSecurityToken.Expired")]
    [InlineData("not this key's", "InvalidToken", "InvalidSecurityToken", "AccessKeyIdAndSecurityTokenNotMatch")]
    [InlineData("does not take the credentials", "InvalidSecurity", "MissingSecurityHeader", "MissingSecurityElement", "AuthenticationRequired", "CredentialsNotSupported", "InvalidSecurityHeader")]
    public async Task Every_word_for_credentials_that_are_not_taken_asks_for_others(string says, params string[] codes)
    {
        foreach (var code in codes)
        {
            var error = await ReadAsync(CannedServer.Answer("418 X", Refusal(code)));
            (error.Code, error.Message.Contains(says, StringComparison.Ordinal)).ShouldBe((StageErrorCode.CredentialRequired, true), error.Message);
        }
    }

    [Theory]
    [InlineData(404, StageErrorCode.FileNotFound, "no file or folder")]
    [InlineData(403, StageErrorCode.AccessDenied, "(HTTP 403, request tx0001)")]
    [InlineData(301, StageErrorCode.OptionInvalid, "in the region eu-west-1")]
    [InlineData(400, StageErrorCode.OptionInvalid, "in the region eu-west-1")]
    [InlineData(503, StageErrorCode.StoreUnavailable, "slow down")]
    public async Task A_refusal_without_a_body_is_told_by_its_status(int status, StageErrorCode expected, string says)
    {
        using var server = new CannedServer(CannedServer.Answer($"{status} X", headers: "x-amz-request-id: tx0001\r\nx-amz-bucket-region: eu-west-1\r\n"));
        var error = await FailAsync(Manner("s3", server.Address), client => client.GetObjectMetadataAsync("bkt", "a.csv"));
        error.Code.ShouldBe(expected, error.Message);
        error.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Oss_says_access_denied_for_another_endpoint()
    {
        var body = Refusal("AccessDenied", "The bucket you are attempting to access must be addressed using the specified endpoint.");
        var error = await ReadAsync(CannedServer.Answer("403 X", body));
        error.Code.ShouldBe(StageErrorCode.OptionInvalid);
        error.Message.ShouldContain("another region or endpoint");
    }

    [Fact]
    public async Task A_redirect_to_another_server_blames_the_endpoint() =>
        (await ReadAsync(CannedServer.Answer("307 X", headers: "Location: http://127.0.0.1:1/bkt/a.csv\r\n"))).Code.ShouldBe(StageErrorCode.OptionInvalid);

    [Theory]
    [InlineData("SignatureDoesNotMatch")]
    [InlineData("SomethingNew")]
    public async Task No_secret_of_an_answer_is_passed_on(string code)
    {
        var error = await ReadAsync(CannedServer.Answer("403 X", Refusal(code, $"The key {KeyId} is wrong")));
        error.InnerException.ShouldBeNull();
        var all = error.ToString();
        all.ShouldNotContain(KeyId);
        all.ShouldNotContain(Secret);
        all.ShouldNotContain("string to sign");
    }

    [Fact]
    public async Task An_answer_that_is_not_xml_blames_the_endpoint() =>
        (await ReadAsync(CannedServer.Ok("not xml at all"), list: true)).Message.ShouldContain("not an answer of S3");

    [Fact]
    public async Task A_body_that_is_not_what_the_bucket_keeps_is_a_mismatch()
    {
        var error = await ReadAsync(CannedServer.Ok("abc", $"ETag: \"{new string('0', 32)}\"\r\n"));
        error.Code.ShouldBe(StageErrorCode.ChecksumMismatch);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "Nothing listens at 127.0.0.1:1")]
    [InlineData("http://no-such-host.invalid", "has no address")]
    public async Task A_server_that_cannot_be_reached_is_named(string endpoint, string says)
    {
        var error = await FailAsync(Manner("s3", endpoint), client => client.GetObjectAsync("bkt", "a.csv"));
        error.Code.ShouldBe(StageErrorCode.StoreUnavailable);
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_that_is_not_trusted_and_a_port_without_tls_are_explained(bool tls)
    {
        using var server = new CannedServer(CannedServer.Answer("400 Bad Request"), tls);
        var error = await FailAsync(Manner("s3", $"https://127.0.0.1:{server.Port}"), client => client.GetObjectAsync("bkt", "a.csv"));
        (error.Code, error.Message.Contains("ca_bundle", StringComparison.Ordinal)).ShouldBe((StageErrorCode.StoreUnavailable, true), error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")]
    public async Task A_line_that_breaks_off_says_so(string answer) => (await ReadAsync(answer)).Message.ShouldContain("broke off");

    [Theory]
    [InlineData("Failed to resolve AWS credentials. The credential providers used …", "-ProfileName")]
    [InlineData("Unable to get IAM security credentials from EC2 Instance Metadata Service.", "-ProfileName")]
    [InlineData("Unable to find the \"work\" profile specified in the client configuration.", "no profile 'work'")]
    [InlineData("No valid SSO Token could be found.", "aws sso login")]
    public void Credentials_that_are_not_found_say_where_they_can_come_from(string sdk, string says)
    {
        var error = BucketErrors.Explain(new AmazonClientException(sdk), Place(Manner("s3", null)));
        error.Code.ShouldBe(StageErrorCode.CredentialRequired);
        error.Told(CmdletAdvice.Of).Message.ShouldContain(says);
    }

    [Fact]
    public void A_timeout_of_the_sdk_is_an_error_and_a_stop_is_not()
    {
        using var source = new CancellationTokenSource();
        BucketErrors.Is(new TaskCanceledException(), source.Token).ShouldBeTrue();
        source.Cancel();
        BucketErrors.Is(new TaskCanceledException(), source.Token).ShouldBeFalse();
        BucketErrors.Is(new InvalidOperationException(), TestContext.Current.CancellationToken).ShouldBeFalse();
        BucketErrors.Explain(new TimeoutException(), Place(Manner("gcs", null))).Message.ShouldContain("storage.googleapis.com did not answer in time");
    }

    [Fact]
    public void A_key_of_a_bulk_removal_is_explained_by_its_code_alone() =>
        BucketErrors.Explain("AccessDenied", Place(Manner("s3", null))).Message.ShouldEndWith("(AccessDenied).");

    private static BucketPlace Place(BucketService manner) => new(manner, "bkt", "@s/a.csv", "work");

    private static string Refusal(string code, string message = "the region 'us-east-1' is wrong; expecting 'eu-west-1'") =>
        $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message><RequestId>tx0001</RequestId>"
        + $"<AWSAccessKeyId>{KeyId}</AWSAccessKeyId><StringToSign>string to sign</StringToSign></Error>";

    private static async Task<StageException> ReadAsync(string answer, bool list = false)
    {
        using var server = new CannedServer(answer);
        return await FailAsync(Manner("s3", server.Address), async client =>
        {
            if (list)
            {
                await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bkt" });
                return;
            }

            using var response = await client.GetObjectAsync("bkt", "a.csv");
            await response.ResponseStream.CopyToAsync(Stream.Null);
        });
    }

    private static async Task<StageException> FailAsync(BucketService manner, Func<BucketClient, Task> work)
    {
        using var client = Open(manner);
        var e = await Should.ThrowAsync<Exception>(() => work(client));
        BucketErrors.Is(e, TestContext.Current.CancellationToken).ShouldBeTrue(e.ToString());
        return BucketErrors.Explain(e, Place(manner)).Told(CmdletAdvice.Of);
    }
}
