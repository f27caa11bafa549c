using Amazon.Runtime;
using StageTools.Errors;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>Credentials that are missing, wrong or too old, wherever that was noticed: by the service or by the SDK's own search.</summary>
internal static class CredentialErrors
{
    private const string OtherWays = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or a role to the machine";

    /// <summary>What the service says of the key, or null when its code is not about credentials.</summary>
    public static (StageErrorCode Code, Sentence Sentence)? Sentence(BucketRefusal refusal, BucketPlace place) => refusal.Code switch
    {
        "SignatureDoesNotMatch" => Wanted(
            $"The secret does not belong to the key id that {place.InWords} was asked with", new Advice(AdviceKind.GiveKey, "give both again")),
        "InvalidAccessKeyId" or "InvalidClientTokenId" or "UnrecognizedClientException" => Wanted(
            $"{place.Service.Host} does not know the key id that {Of(place)} is asked with, or it is disabled",
            new Advice(AdviceKind.GiveKey, "give another")),
        "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "SecurityTokenExpired" or "InvalidSecurityToken.Expired" => Wanted(
            $"The session token for {place.InWords} has expired", new Advice(AdviceKind.GiveToken, "give a new key and token")),
        "InvalidToken" or "InvalidSecurityToken" or "AccessKeyIdAndSecurityTokenNotMatch" => Wanted(
            $"The session token for {place.InWords} is not one, or not this key's", new Advice(AdviceKind.GiveToken, "give key and token together")),
        "InvalidSecurity" or "MissingSecurityHeader" or "MissingSecurityElement" or "AuthenticationRequired" or "CredentialsNotSupported"
            or "InvalidSecurityHeader" => Wanted(
            $"{place.Service.Host} does not take the credentials for {Of(place)}", new Advice(AdviceKind.GiveKey, "check them and give them again")),
        "" when refusal.Status == 401 => Wanted(
            $"{place.Service.Host} wants other credentials for {Of(place)}", new Advice(AdviceKind.GiveKey, "give them")),
        _ => null,
    };

    /// <summary>Whether the SDK failed on its way to credentials rather than on ours to the bucket.</summary>
    public static bool Is(AmazonClientException e) =>
        Says(e, "credential") || Says(e, "AssumeRole") || Says(e, "SSO") || Says(e, "profile");

    /// <summary>A role, a single sign-on or another service on the way to the credentials said no.</summary>
    public static StageException RoleRefused(BucketRefusal refusal, BucketPlace place) => new(
        StageErrorCode.CredentialRequired,
        $"The credentials for {place.InWords} could not be had from the role or sign-on they come from; check the role, the external id and who may "
            + $"assume it{refusal.Suffix}.",
        place.Shown);

    /// <summary>What the SDK itself says: of credentials, of the region, of what it read.</summary>
    /// <remarks>Its text is looked at and, but for the last case, not shown: a credential process may print anything.</remarks>
    public static StageException Explain(Exception e, BucketPlace place) => e switch
    {
        ProcessAWSCredentialException => Wanted(
            $"The credential process of the profile{Name(place)} for {place.InWords} failed; run it by hand to see why", place),
        FederatedAuthenticationFailureException => Wanted($"The sign-in for {place.InWords} failed; sign in again", place),
        _ when Says(e, "SSO") && !Says(e, "Failed to resolve") => Wanted(
            $"The single sign-on of the profile{Name(place)} for {place.InWords} has expired or was never done; run 'aws sso login' and try again",
            place),
        _ when Says(e, "Unable to find the") && Says(e, "profile specified") => Wanted(
            $"There is no profile{Name(place)} in this user's AWS configuration for {place.InWords}",
            place,
            new Advice(AdviceKind.NameProfile)),
        _ when Says(e, "credential") || Says(e, "profile") => Wanted($"No credentials were found for {place.InWords}", place, new Advice(AdviceKind.GiveKeyOrProfile, OtherWays)),
        _ when Says(e, "AssumeRole") => RoleRefused(new BucketRefusal("", 0, null, null, Misaddressed: false), place),
        _ when Says(e, "hash not equal") || Says(e, "checksum") => new StageException(
            StageErrorCode.ChecksumMismatch, $"What was read of '{place.Shown}' is not what {place.InWords} keeps; read it again.", place.Shown),
        _ when Says(e, "RegionEndpoint") => new StageException(
            StageErrorCode.OptionInvalid, $"The region of {place.InWords} is not known", new Advice(AdviceKind.GiveRegion), place.Shown),
        _ => new StageException(
            StageErrorCode.StoreUnavailable,
            $"The request for '{place.Shown}' to {place.InWords} could not be made",
            new Advice(AdviceKind.CheckStage),
            place.Shown),
    };

    private static (StageErrorCode Code, Sentence Sentence) Wanted(string fact, Advice advice) =>
        (StageErrorCode.CredentialRequired, new Sentence(fact, advice));

    private static StageException Wanted(string sentence, BucketPlace place) => new(StageErrorCode.CredentialRequired, sentence + ".", place.Shown);

    private static StageException Wanted(string fact, BucketPlace place, Advice advice) =>
        new(StageErrorCode.CredentialRequired, fact, advice, place.Shown);

    private static string Of(BucketPlace place) => $"the bucket '{place.Bucket}'";

    private static string Name(BucketPlace place) => place.Profile is null ? "" : $" '{place.Profile}'";

    private static bool Says(Exception e, string words) => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
