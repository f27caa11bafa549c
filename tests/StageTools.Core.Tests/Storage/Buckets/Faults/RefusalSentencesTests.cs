using StageTools.Storage.Buckets.Faults;

namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>Every word that a service has for a refusal, and every status where it has none, by a status and a word that say nothing else.</summary>
public sealed class RefusalSentencesTests
{
    private static readonly BucketPlace Encrypted = new(BucketClients.Manner("s3", "https://s3.example"), "bkt", "@s/a.csv");

    [Theory]
    [InlineData(StageErrorCode.StoreUnavailable, "There is no bucket 'bkt' at s3.example", "NoSuchBucket", "InvalidBucketName")]
    [InlineData(StageErrorCode.StoreUnavailable, "The upload of '@s/a.csv' was ended", "NoSuchUpload")]
    [InlineData(StageErrorCode.StoreUnavailable, "somebody else at that moment", "ConditionalRequestConflict")]
    [InlineData(
        StageErrorCode.OptionInvalid, "belongs to another region or endpoint than s3.example", "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException", "InvalidLocationConstraint", "InvalidRegion")]
    [InlineData(StageErrorCode.OptionInvalid, "takes a bucket's name in the host only", "SecondLevelDomainForbidden")]
    [InlineData(
        StageErrorCode.AccessDenied, "is suspended or disabled", "AccountProblem", "UserSuspended", "UserDisable", "InDebt", "InDebtOverdue", "AbnormalBucketOwnerStatus",
        "AllAccessDisabled", "BucketDisable")]
    [InlineData(StageErrorCode.AccessDenied, "is locked against change", "FileImmutable", "ObjectLocked")]
    [InlineData(StageErrorCode.AccessDenied, "Access to '@s/a.csv' in", "AccessDenied", "BucketNotBelongTo", "UserProjectAccountProblem")]
    [InlineData(StageErrorCode.StoreUnavailable, "This machine's clock differs", "RequestTimeTooSkewed", "RequestExpired")]
    [InlineData(StageErrorCode.StoreFull, "No space is left in", "QuotaExceeded", "StorageQuotaExceeded", "BucketSizeExceeded")]
    [InlineData(StageErrorCode.OptionInvalid, "is larger than", "EntityTooLarge")]
    [InlineData(StageErrorCode.StoreUnavailable, "did not take the parts of '@s/a.csv'", "EntityTooSmall", "InvalidPart", "InvalidPartOrder")]
    [InlineData(StageErrorCode.ObjectArchived, "must be restored first", "InvalidObjectState", "ObjectNotInActiveTierError")]
    [InlineData(StageErrorCode.ObjectArchived, "is being restored now", "RestoreAlreadyInProgress")]
    [InlineData(StageErrorCode.PathInvalid, "is too long or has characters", "KeyTooLongError", "InvalidObjectName", "KeyTooLong", "InvalidURI")]
    [InlineData(StageErrorCode.OptionInvalid, "does not know that storage class", "InvalidStorageClass")]
    [InlineData(
        StageErrorCode.ChecksumMismatch, "is not what was sent", "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody",
        "BadRequestBody")]
    [InlineData(StageErrorCode.StorageNotServed, "speaks S3", "MethodNotAllowed", "NotImplemented", "ExcessHeaderValues", "UnsupportedOperation")]
    [InlineData(StageErrorCode.StoreUnavailable, "failed for '@s/a.csv', also after several tries", "InternalError", "RequestTimeout", "OperationAborted")]
    [InlineData(
        StageErrorCode.StoreUnavailable, "asks to slow down", "SlowDown", "SlowDownRead", "Throttling", "ThrottlingException", "TooManyRequests", "TooManyRequestsException",
        "TotalQpsLimitExceeded", "CpuLimitExceeded", "ServiceUnavailable", "Busy", "BandwidthLimitExceeded")]
    [InlineData(StageErrorCode.AccessDenied, "may not be used with these credentials", "KMS.AccessDeniedException")]
    [InlineData(StageErrorCode.OptionInvalid, "is disabled or gone", "KMS.DisabledException", "KMS.NotFoundException")]
    [InlineData(StageErrorCode.CredentialRequired, "The secret does not belong", "SignatureDoesNotMatch")]
    [InlineData(StageErrorCode.StoreUnavailable, "did not take the request for '@s/a.csv'", "LimitExceededNot", "NotSlowDown", "KMSx", "Unknown", "InvalidRange")]
    public void Each_word_is_told_in_one_sentence(StageErrorCode code, string sentence, params string[] words)
    {
        foreach (var word in words)
            ShouldSay(new BucketRefusal(word, 418, "id", Region: null, Misaddressed: false), Encrypted, code, sentence);
    }

    [Theory]
    [InlineData(301, StageErrorCode.OptionInvalid, "belongs to another region")]
    [InlineData(302, StageErrorCode.OptionInvalid, "belongs to another region")]
    [InlineData(307, StageErrorCode.OptionInvalid, "belongs to another region")]
    [InlineData(308, StageErrorCode.OptionInvalid, "belongs to another region")]
    [InlineData(303, StageErrorCode.StoreUnavailable, "did not take the request")]
    [InlineData(400, StageErrorCode.StoreUnavailable, "did not take the request")]
    [InlineData(401, StageErrorCode.CredentialRequired, "wants other credentials")]
    [InlineData(403, StageErrorCode.AccessDenied, "Access to '@s/a.csv'")]
    [InlineData(405, StageErrorCode.StorageNotServed, "speaks S3")]
    [InlineData(501, StageErrorCode.StorageNotServed, "speaks S3")]
    [InlineData(407, StageErrorCode.AccessDenied, "wants a user and a password")]
    [InlineData(416, StageErrorCode.StoreUnavailable, "did not take the request")]
    [InlineData(429, StageErrorCode.StoreUnavailable, "asks to slow down")]
    [InlineData(503, StageErrorCode.StoreUnavailable, "asks to slow down")]
    [InlineData(499, StageErrorCode.StoreUnavailable, "did not take the request")]
    [InlineData(500, StageErrorCode.StoreUnavailable, "failed for '@s/a.csv'")]
    [InlineData(599, StageErrorCode.StoreUnavailable, "failed for '@s/a.csv'")]
    public void Each_status_without_a_word_is_told_in_one_sentence(int status, StageErrorCode code, string sentence) =>
        ShouldSay(new BucketRefusal("", status, RequestId: null, Region: null, Misaddressed: false), Encrypted, code, sentence);

    [Fact]
    public void A_region_that_is_told_is_passed_on_and_a_wrong_address_is_no_refused_access()
    {
        ShouldSay(new("PermanentRedirect", 418, null, "eu-west-1", false), Encrypted, StageErrorCode.OptionInvalid, "is in the region eu-west-1, not where s3.example is");
        ShouldSay(new("", 400, null, "eu-west-1", false), Encrypted, StageErrorCode.OptionInvalid, "is in the region eu-west-1");
        ShouldSay(new("AccessDenied", 403, null, null, true), Encrypted, StageErrorCode.OptionInvalid, "belongs to another region or endpoint");
        ShouldSay(new("", 404, null, null, false), Encrypted, StageErrorCode.FileNotFound, "'@s/a.csv'");
        new RefusalSentences(new("", 404, null, null, false), Encrypted).Sentence.Fact.ShouldContain("s3.example knows nothing of '@s/a.csv'");
    }

    [Theory]
    [InlineData("Code", 418, "id", " (Code, request id)")]
    [InlineData("Code", 418, null, " (Code)")]
    [InlineData("", 418, "id", " (HTTP 418, request id)")]
    [InlineData("", 1, null, " (HTTP 1)")]
    [InlineData("", 0, "id", " (request id)")]
    [InlineData("", 0, null, "")]
    public void What_the_service_said_itself_stands_behind_it(string word, int status, string? id, string suffix) =>
        new BucketRefusal(word, status, id, null, false).Suffix.ShouldBe(suffix);

    private static void ShouldSay(BucketRefusal refusal, BucketPlace place, StageErrorCode code, string sentence)
    {
        var error = refusal.Explain(place);
        (error.Code, error.Message.Contains(sentence, StringComparison.Ordinal)).ShouldBe((code, true), $"{refusal}: {error.Code} {error.Message}");
        error.Target.ShouldBe("@s/a.csv");
    }
}

/// <summary>What is refused on the way there: by a proxy, which sees what is not encrypted.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class ProxySentencesTests : IDisposable
{
    private readonly System.Net.IWebProxy _before = HttpClient.DefaultProxy;

    public ProxySentencesTests() => HttpClient.DefaultProxy = new System.Net.WebProxy("http://proxy.example:3128") { BypassList = ["near"] };

    public void Dispose() => HttpClient.DefaultProxy = _before;

    [Theory]
    [InlineData("http://s3.example", 403, "", true)]
    [InlineData("http://s3.example", 500, "", true)]
    [InlineData("http://s3.example", 502, "", true)]
    [InlineData("http://s3.example", 499, "", false)]
    [InlineData("http://s3.example", 404, "", false)]
    [InlineData("http://s3.example", 403, "AccessDenied", false)]
    [InlineData("https://s3.example", 403, "", false)]
    [InlineData("http://near", 403, "", false)]
    public void A_refusal_without_a_word_over_a_line_that_is_open_may_be_the_proxys(string endpoint, int status, string word, bool isProxys)
    {
        var place = new BucketPlace(BucketClients.Manner("s3", endpoint), "bkt", "@s/a.csv");
        var sentence = new RefusalSentences(new(word, status, null, null, false), place).Sentence;
        sentence.Fact.StartsWith("The proxy proxy.example:3128, or s3.example behind it, refused '@s/a.csv'", StringComparison.Ordinal).ShouldBe(isProxys, sentence.Fact);
    }
}
