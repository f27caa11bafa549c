using Amazon.Runtime;

namespace StageTools.Storage.Buckets.Faults;

/// <summary>Credentials that the SDK's own search did not find or that it was refused, and what else the SDK itself says.</summary>
internal static class CredentialErrors
{
    private const string OtherWays = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or a role to the machine";

    /// <summary>Whether the SDK failed on its way to credentials rather than on ours to the bucket.</summary>
    public static bool Is(AmazonClientException e) => Says(e, "credential") || Says(e, "AssumeRole") || Says(e, "SSO") || Says(e, "profile");

    /// <summary>A role, a single sign-on or another service on the way to the credentials said no.</summary>
    public static StageException RoleRefused(BucketPlace place, string suffix) => StageErrorCode.CredentialRequired.Error(
        $"The credentials for {place.InWords} could not be had from the role or sign-on they come from; check the role, the external id and who may "
            + $"assume it{suffix}.",
        place.Shown);

    /// <summary>What the SDK itself says: of credentials, of the region, of what it read.</summary>
    /// <remarks>Its text is looked at and, but for the last case, not shown: a credential process may print anything.</remarks>
    public static StageException Explain(Exception e, BucketPlace place)
    {
        var profile = place.Profile is null ? "" : $" '{place.Profile}'";
        return e switch
        {
            ProcessAWSCredentialException =>
                Wanted($"The credential process of the profile{profile} for {place.InWords} failed; run it by hand to see why."),
            FederatedAuthenticationFailureException => Wanted($"The sign-in for {place.InWords} failed; sign in again."),
            _ when Says(e, "SSO") && !Says(e, "Failed to resolve") => Wanted(
                $"The single sign-on of the profile{profile} for {place.InWords} has expired or was never done; run 'aws sso login' and try again."),
            _ when Says(e, "Unable to find the") && Says(e, "profile specified") => StageErrorCode.CredentialRequired.Error(
                $"There is no profile{profile} in this user's AWS configuration for {place.InWords}",
                new Advice(AdviceKind.NameProfile), place.Shown),
            _ when Says(e, "credential") || Says(e, "profile") => StageErrorCode.CredentialRequired.Error(
                $"No credentials were found for {place.InWords}", new Advice(AdviceKind.GiveKeyOrProfile, OtherWays), place.Shown),
            _ when Says(e, "AssumeRole") => RoleRefused(place, suffix: string.Empty),
            _ when Says(e, "hash not equal") || Says(e, "checksum") => StageErrorCode.ChecksumMismatch.Error(
                $"What was read of '{place.Shown}' is not what {place.InWords} keeps; read it again.", place.Shown),
            _ when Says(e, "RegionEndpoint") => StageErrorCode.OptionInvalid.Error(
                $"The region of {place.InWords} is not known", new Advice(AdviceKind.GiveRegion), place.Shown),
            _ => StageErrorCode.StoreUnavailable.Error(
                $"The request for '{place.Shown}' to {place.InWords} could not be made", new Advice(AdviceKind.CheckStage), place.Shown),
        };

        StageException Wanted(string sentence) => StageErrorCode.CredentialRequired.Error(sentence, place.Shown);
    }

    private static bool Says(Exception e, string words) => e.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
