using StageTools.Errors;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>What is wrong and what to do, by the service's code and else by the HTTP status.</summary>
/// <remarks>
/// Codes: Amazon S3 API Reference, "Error responses"; Alibaba Cloud OSS, "HTTP 403 errors" and "HTTP status code 503"; Ceph's rgw_common;
/// Google Cloud Storage, "HTTP status and error codes for XML".
/// </remarks>
internal static class RefusalSentences
{
    /// <summary>The error's code and its sentence without the full stop.</summary>
    public static (StageErrorCode Code, Sentence Sentence) Of(BucketRefusal refusal, BucketPlace place) =>
        ByCode(refusal, place) ?? ByProxy(refusal, place) ?? ByStatus(refusal, place);

    /// <summary>What names no code of the service's may be a proxy's own answer: to a request over TLS the proxy has none but to its
    /// beginning.</summary>
    private static (StageErrorCode Code, Sentence Sentence)? ByProxy(BucketRefusal refusal, BucketPlace place) =>
        refusal.Status == 407 ? (
            StageErrorCode.AccessDenied,
            $"The proxy {place.Proxy} wants a user and a password before it lets this machine through to {place.Service.Host}; name them in "
                + "HTTP_PROXY, or the server in NO_PROXY")
        : refusal.Code.Length == 0 && !place.Service.Encrypted && (refusal.Status is 401 or 403 or >= 500) && place.Proxy is { } proxy
            ? (
                StageErrorCode.StoreUnavailable,
                $"The proxy {proxy}, or {place.Service.Host} behind it, refused '{place.Shown}' in the bucket '{place.Bucket}'; check HTTP_PROXY, "
                    + "or name the server in NO_PROXY")
            : null;

    private static (StageErrorCode Code, Sentence Sentence)? ByCode(BucketRefusal refusal, BucketPlace place) => refusal.Code switch
    {
        "NoSuchBucket" or "InvalidBucketName" => (
            StageErrorCode.StoreUnavailable,
            $"There is no bucket '{place.Bucket}' at {place.Service.Host}; check its name, the endpoint and the region"),
        "NoSuchUpload" => (
            StageErrorCode.StoreUnavailable,
            $"The upload of '{place.Shown}' was ended by somebody else, perhaps a rule of {place.InWords}; run it again"),
        WriteConflict.Code => (
            StageErrorCode.StoreUnavailable,
            $"'{place.Shown}' in {place.InWords} was being written or removed by somebody else at that moment, so nothing was written; try again"),
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException"
            or "InvalidLocationConstraint"
            or "InvalidRegion" => OtherRegion(refusal, place),
        "AccessDenied" when refusal.Misaddressed => OtherRegion(refusal, place),
        "SecondLevelDomainForbidden" => (
            StageErrorCode.OptionInvalid,
            new Sentence(
                $"{place.Service.Host} takes a bucket's name in the host only, not in the path", new Advice(AdviceKind.LeaveOutPathStyle))),
        "AccessDenied" or "AccountProblem" or "UserSuspended" or "UserDisable" or "AllAccessDisabled" or "BucketDisable" or "InDebt"
            or "InDebtOverdue"
            or "AbnormalBucketOwnerStatus" or "BucketNotBelongTo" or "FileImmutable" or "ObjectLocked" or "UserProjectAccountProblem" =>
                Denied(place, refusal.Code),
        "RequestTimeTooSkewed" or "RequestExpired" => (
            StageErrorCode.StoreUnavailable, $"This machine's clock differs too much from that of {place.Service.Host}; set the clock and try again"),
        "QuotaExceeded" or "StorageQuotaExceeded" or "BucketSizeExceeded" => (
            StageErrorCode.StoreFull, $"No space is left in {place.InWords} for '{place.Shown}'; free some or raise the quota, and try again"),
        "EntityTooLarge" => (
            StageErrorCode.OptionInvalid, $"'{place.Shown}' is larger than {place.InWords} takes in one piece; split it into several files"),
        "EntityTooSmall" or "InvalidPart" or "InvalidPartOrder" => (
            StageErrorCode.StoreUnavailable, $"{place.Subject} did not take the parts of '{place.Shown}'; run it again"),
        "InvalidObjectState" or "ObjectNotInActiveTierError" => (
            StageErrorCode.ObjectArchived,
            $"'{place.Shown}' in {place.InWords} is archived and must be restored first: {place.Service.RestoreAdvice}"),
        "RestoreAlreadyInProgress" => (
            StageErrorCode.ObjectArchived, $"'{place.Shown}' in {place.InWords} is archived and is being restored now; try again when that is done"),
        "KeyTooLongError" or "InvalidObjectName" or "KeyTooLong" or "InvalidURI" => (
            StageErrorCode.PathInvalid, $"'{place.Shown}' is too long or has characters that {place.InWords} does not take; choose another name"),
        "InvalidStorageClass" => (StageErrorCode.OptionInvalid, $"{place.Subject} does not know that storage class; {KnownClasses(place)}"),
        "BadDigest" or "InvalidDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch" or "IncompleteBody" or "BadRequestBody" => (
            StageErrorCode.ChecksumMismatch,
            $"What reached {place.InWords} of '{place.Shown}' is not what was sent, and nothing was kept; try again"),
        "InvalidRange" => (
            StageErrorCode.ChecksumMismatch, $"'{place.Shown}' in {place.InWords} changed while it was read; read it again"),
        "MethodNotAllowed" or "NotImplemented" or "ExcessHeaderValues" or "UnsupportedOperation" => NotServed(place),
        "InternalError" or "RequestTimeout" or "OperationAborted" => Failing(place),
        _ when IsThrottling(refusal.Code) => Throttled(place),
        _ when refusal.Code.StartsWith("KMS.", StringComparison.Ordinal) => Encryption(refusal, place),
        _ => null,
    };

    private static (StageErrorCode Code, Sentence Sentence) ByStatus(BucketRefusal refusal, BucketPlace place) => refusal.Status switch
    {
        301 or 302 or 307 or 308 => OtherRegion(refusal, place),
        401 or 403 => Denied(place, refusal.Code),
        404 => (
            StageErrorCode.StoreUnavailable,
            $"{place.Service.Host} knows nothing of '{place.Shown}' in the bucket '{place.Bucket}'; check the endpoint"),
        405 or 501 => NotServed(place),
        416 => (StageErrorCode.ChecksumMismatch, $"'{place.Shown}' in {place.InWords} changed while it was read; read it again"),
        429 or 503 => Throttled(place),
        >= 500 => Failing(place),
        400 when refusal.Region is not null => OtherRegion(refusal, place),
        _ => (
            StageErrorCode.StoreUnavailable,
            new Sentence(
                $"{place.Subject} did not take the request for '{place.Shown}'",
                new Advice(AdviceKind.CheckEndpoint))),
    };

    private static (StageErrorCode Code, Sentence Sentence) OtherRegion(BucketRefusal refusal, BucketPlace place) => (
        StageErrorCode.OptionInvalid,
        refusal.Region is { } region
            ? new Sentence(
                $"The bucket '{place.Bucket}' is in the region {region}, not where {place.Service.Host} is",
                new Advice(AdviceKind.SetRegion, region))
            : new Sentence(
                $"The bucket '{place.Bucket}' belongs to another region or endpoint than {place.Service.Host}",
                new Advice(AdviceKind.SetEndpointOrRegion)));

    private static (StageErrorCode Code, Sentence Sentence) Denied(BucketPlace place, string code) => (
        StageErrorCode.AccessDenied,
        code switch
        {
            "AccountProblem" or "UserSuspended" or "UserDisable" or "InDebt" or "InDebtOverdue" or "AbnormalBucketOwnerStatus" or "AllAccessDisabled"
                or "BucketDisable" =>
                $"The account of {place.InWords} is suspended or disabled, and '{place.Shown}' with it; ask the account's owner",
            "FileImmutable" or "ObjectLocked" =>
                $"'{place.Shown}' in {place.InWords} is locked against change; wait until its retention ends or ask the bucket's owner",
            _ => $"Access to '{place.Shown}' in {place.InWords} is refused; check what the stage's credentials are permitted to do there",
        });

    private static (StageErrorCode Code, Sentence Sentence) NotServed(BucketPlace place) => (
        StageErrorCode.StorageNotServed,
        $"{place.Service.Host} does not serve what '{place.Shown}' needs; check that the endpoint speaks S3 and is up to date");

    private static (StageErrorCode Code, Sentence Sentence) Throttled(BucketPlace place) => (
        StageErrorCode.StoreUnavailable,
        new Sentence(
            $"{place.Subject} asks to slow down, also after several tries",
            new Advice(AdviceKind.AskLess, place.Shown)));

    private static (StageErrorCode Code, Sentence Sentence) Failing(BucketPlace place) => (
        StageErrorCode.StoreUnavailable, $"{place.Subject} failed for '{place.Shown}', also after several tries; try again later");

    private static (StageErrorCode Code, Sentence Sentence) Encryption(BucketRefusal refusal, BucketPlace place) =>
        refusal.Code.Contains("AccessDenied", StringComparison.Ordinal)
            ? (
                StageErrorCode.AccessDenied,
                $"The key that encrypts '{place.Shown}' in {place.InWords} may not be used with these credentials; ask for the permission to use it")
            : (StageErrorCode.OptionInvalid, $"The key that encrypts '{place.Shown}' in {place.InWords} is disabled or gone; ask the bucket's owner");

    private static string KnownClasses(BucketPlace place) => $"known classes are {string.Join(", ", place.Service.StorageClasses)}";

    // SlowDown, SlowDownRead; Throttling, ThrottlingException; OSS: TotalQpsLimitExceeded, DownloadTrafficRateLimitExceeded, CpuLimitExceeded …
    private static bool IsThrottling(string code) =>
        code.StartsWith("SlowDown", StringComparison.Ordinal)
        || code.StartsWith("Throttl", StringComparison.Ordinal)
        || code.StartsWith("TooManyRequests", StringComparison.Ordinal)
        || code.EndsWith("LimitExceeded", StringComparison.Ordinal)
        || code is "ServiceUnavailable" or "Busy" or "BandwidthLimitExceeded";
}
