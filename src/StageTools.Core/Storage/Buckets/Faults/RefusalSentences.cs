using static StageTools.Errors.StageErrorCode;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>What a service's refusal says: what is wrong and what to do, by the service's code and else by the HTTP status.</summary>
/// <remarks>
/// Codes: Amazon S3 API Reference, "Error responses"; Alibaba Cloud OSS, "HTTP 403 errors" and "HTTP status code 503"; Ceph's rgw_common;
/// Google Cloud Storage, "HTTP status and error codes for XML".
/// </remarks>
/// <param name="refusal">The refusal.</param>
/// <param name="place">Where it came from.</param>
internal sealed class RefusalSentences(BucketRefusal refusal, BucketPlace place)
{
    /// <summary>Whether a code says that a session token held once, and does no more.</summary>
    public static bool IsExpired(string code) =>
        code is "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "SecurityTokenExpired" or "InvalidSecurityToken.Expired";

    /// <summary>The sentence without the full stop.</summary>
    public Sentence Sentence => OfKey ?? ByCode ?? ByProxy ?? ByStatus;

    private string Host => place.Service.Host;

    private string Shown => place.Shown;

    private string Bucket => place.InWords;

    private string Name => place.Named;

    /// <summary>What the service says of the key; null where its code is not about credentials.</summary>
    private Sentence? OfKey => refusal.Code switch
    {
        "SignatureDoesNotMatch" => Wanted($"The secret does not belong to the key id that {Bucket} was asked with", "give both again"),
        "InvalidAccessKeyId" or "InvalidClientTokenId" or "UnrecognizedClientException" =>
            Wanted($"{Host} does not know the key id that {Name} is asked with, or it is disabled", "give another"),
        _ when IsExpired(refusal.Code) => place.Role is { } role
            ? new(
                CredentialRequired,
                $"{Host} calls the token that the role '{role}' gives for {Name} expired, a new one too; check how long the role's tokens hold, and "
                    + "that the clocks of both services are right")
            : Wanted($"The session token for {Bucket} has expired", "give a new key and token", AdviceKind.GiveToken),
        "InvalidToken" or "InvalidSecurityToken" or "AccessKeyIdAndSecurityTokenNotMatch" =>
            Wanted($"The session token for {Bucket} is not one, or not this key's", "give key and token together", AdviceKind.GiveToken),
        "InvalidSecurity" or "MissingSecurityHeader" or "MissingSecurityElement" or "AuthenticationRequired" or "CredentialsNotSupported"
            or "InvalidSecurityHeader" =>
            Wanted($"{Host} does not take the credentials for {Name}", "check them and give them again"),
        "" when refusal.Status == 401 => Wanted($"{Host} wants other credentials for {Name}", "give them"),
        _ => null,
    };

    private Sentence? ByCode => refusal.Code switch
    {
        "NoSuchBucket" or "InvalidBucketName" => new(
            StoreUnavailable, $"There is no bucket '{place.Bucket}' at {Host}; check its name, the endpoint and the region"),
        "NoSuchUpload" => new(StoreUnavailable, $"The upload of '{Shown}' was ended by somebody else, perhaps a rule of {Bucket}; run it again"),
        Retry.ConflictCode => new(
            StoreUnavailable,
            $"'{Shown}' in {Bucket} was being written or removed by somebody else at that moment, so nothing was written; try again"),
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException"
            or "InvalidLocationConstraint" or "InvalidRegion" => OtherRegion,
        "AccessDenied" when refusal.Misaddressed => OtherRegion,
        "SecondLevelDomainForbidden" => new(
            OptionInvalid, $"{Host} takes a bucket's name in the host only, not in the path", new Advice(AdviceKind.LeaveOutPathStyle)),
        "AccountProblem" or "UserSuspended" or "UserDisable" or "InDebt" or "InDebtOverdue" or "AbnormalBucketOwnerStatus" or "AllAccessDisabled"
            or "BucketDisable" => new(
            AccessDenied, $"The account of {Bucket} is suspended or disabled, and '{Shown}' with it; ask the account's owner"),
        "FileImmutable" or "ObjectLocked" => new(
            AccessDenied, $"'{Shown}' in {Bucket} is locked against change; wait until its retention ends or ask the bucket's owner"),
        "AccessDenied" or "BucketNotBelongTo" or "UserProjectAccountProblem" => Denied,
        "RequestTimeTooSkewed" or "RequestExpired" => new(
            StoreUnavailable, $"This machine's clock differs too much from that of {Host}; set the clock and try again"),
        "QuotaExceeded" or "StorageQuotaExceeded" or "BucketSizeExceeded" => new(
            StoreFull, $"No space is left in {Bucket} for '{Shown}'; free some or raise the quota, and try again"),
        "EntityTooLarge" => new(OptionInvalid, $"'{Shown}' is larger than {Bucket} takes in one piece; split it into several files"),
        "EntityTooSmall" or "InvalidPart" or "InvalidPartOrder" => new(
            StoreUnavailable, $"{place.Subject} did not take the parts of '{Shown}'; run it again"),
        "InvalidObjectState" or "ObjectNotInActiveTierError" => new(
            ObjectArchived, $"'{Shown}' in {Bucket} is archived and must be restored first: {place.Service.RestoreAdvice}"),
        "RestoreAlreadyInProgress" => new(
            ObjectArchived, $"'{Shown}' in {Bucket} is archived and is being restored now; try again when that is done"),
        "KeyTooLongError" or "InvalidObjectName" or "KeyTooLong" or "InvalidURI" => new(
            PathInvalid, $"'{Shown}' is too long or has characters that {Bucket} does not take; choose another name"),
        "InvalidStorageClass" => new(
            OptionInvalid,
            $"{place.Subject} does not know that storage class; known classes are {string.Join(", ", place.Service.StorageClasses)}"),
        "BadDigest" or "InvalidDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch" or "IncompleteBody" or "BadRequestBody" => new(
            ChecksumMismatch, $"What reached {Bucket} of '{Shown}' is not what was sent, and nothing was kept; try again"),
        "MethodNotAllowed" or "NotImplemented" or "ExcessHeaderValues" or "UnsupportedOperation" => NotServed,
        "InternalError" or "RequestTimeout" or "OperationAborted" => Failing,
        _ when IsThrottling(refusal.Code) => Throttled,
        ['K', 'M', 'S', '.', .. var why] => why.Contains("AccessDenied", StringComparison.Ordinal)
            ? new(
                AccessDenied, $"The key that encrypts '{Shown}' in {Bucket} may not be used with these credentials; ask for the permission to use it")
            : new(OptionInvalid, $"The key that encrypts '{Shown}' in {Bucket} is disabled or gone; ask the bucket's owner"),
        _ => null,
    };

    /// <summary>What names no code of the service's may be a proxy's own answer: to a request over TLS the proxy has none but to its
    /// beginning.</summary>
    private Sentence? ByProxy =>
        refusal.Status == 407 ? new(
            AccessDenied,
            $"The proxy {place.Proxy} wants a user and a password before it lets this machine through to {Host}; name them in HTTP_PROXY, or the "
                + "server in NO_PROXY")
        : refusal.Code.Length == 0 && !place.Service.Encrypted && (refusal.Status is 401 or 403 or >= 500) && place.Proxy is { } proxy ? new(
            StoreUnavailable,
            $"The proxy {proxy}, or {Host} behind it, refused '{Shown}' in {Name}; check HTTP_PROXY, or name the server in NO_PROXY")
        : null;

    private Sentence ByStatus => refusal.Status switch
    {
        301 or 302 or 307 or 308 => OtherRegion,
        401 or 403 => Denied,
        404 => new(StoreUnavailable, $"{Host} knows nothing of '{Shown}' in {Name}; check the endpoint"),
        405 or 501 => NotServed,
        429 or 503 => Throttled,
        >= 500 => Failing,
        400 when refusal.Region is not null => OtherRegion,
        _ => new(StoreUnavailable, $"{place.Subject} did not take the request for '{Shown}'", new Advice(AdviceKind.CheckEndpoint)),
    };

    private Sentence OtherRegion => refusal.Region is { } region
        ? new(OptionInvalid, $"The bucket '{place.Bucket}' is in the region {region}, not where {Host} is", new Advice(AdviceKind.SetRegion, region))
        : new(
            OptionInvalid,
            $"The bucket '{place.Bucket}' belongs to another region or endpoint than {Host}",
            new Advice(AdviceKind.SetEndpointOrRegion));

    private Sentence Denied => new(
        AccessDenied, $"Access to '{Shown}' in {Bucket} is refused; check what the stage's credentials are permitted to do there");

    private Sentence NotServed => new(
        StorageNotServed, $"{Host} does not serve what '{Shown}' needs; check that the endpoint speaks S3 and is up to date");

    private Sentence Throttled => new(
        StoreUnavailable, $"{place.Subject} asks to slow down, also after several tries", new Advice(AdviceKind.AskLess, Shown));

    private Sentence Failing => new(StoreUnavailable, $"{place.Subject} failed for '{Shown}', also after several tries; try again later");

    private static Sentence Wanted(string fact, string what, AdviceKind kind = AdviceKind.GiveKey) =>
        new(CredentialRequired, fact, new Advice(kind, what));

    // SlowDown, SlowDownRead; Throttling, ThrottlingException; OSS: TotalQpsLimitExceeded, DownloadTrafficRateLimitExceeded, CpuLimitExceeded …
    private static bool IsThrottling(string code) =>
        code.StartsWith("SlowDown", StringComparison.Ordinal)
        || code.StartsWith("Throttl", StringComparison.Ordinal)
        || code.StartsWith("TooManyRequests", StringComparison.Ordinal)
        || code.EndsWith("LimitExceeded", StringComparison.Ordinal)
        || code is "ServiceUnavailable" or "Busy" or "BandwidthLimitExceeded";
}

/// <summary>What an error says, without its full stop.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Fact">What went wrong; where there is no advice beside it, with what to do.</param>
/// <param name="Advice">What to do, where each face has its own words for it.</param>
internal sealed record Sentence(StageErrorCode Code, string Fact, Advice? Advice = null)
{
    /// <summary>The error that says it.</summary>
    /// <param name="suffix">What stands at the end of the sentence.</param>
    /// <param name="target">What it is about.</param>
    public StageException Error(string suffix, object target) => Advice is { } advice
        ? new StageException(Code, Fact, advice with { Suffix = suffix }, target)
        : new StageException(Code, $"{Fact}{suffix}.", target);
}
