using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace StageTools.Storage.Buckets.Services;

/// <summary>Whose credentials a connection uses: those it names, a profile's, or whatever the machine has; a role over them.</summary>
internal static class BucketCredentials
{
    /// <summary>The credentials; null for the SDK's own search: environment, profile, container, instance.</summary>
    /// <exception cref="StageException"><c>CredentialRequired</c> for a profile that is not there.</exception>
    public static AWSCredentials? Of(StageConnection settings, BucketService service, HttpClientFactory http)
    {
        var own = Own(settings);
        return settings.Get(BucketKeys.RoleArn) is { } role ? new RoleCredentials(own, role, settings, service, http) : own;
    }

    /// <summary>Where the environment says that profiles are; null for the SDK's own place. The SDK itself reads the variable once in a process's
    /// life.</summary>
    public static string? ProfilesFile => Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } named ? named : null;

    /// <summary>The region that the profile names; null without a profile, or one without a region.</summary>
    /// <exception cref="StageException"><c>CredentialRequired</c> for a file that cannot be read.</exception>
    public static string? RegionOfProfile(StageConnection settings)
    {
        try
        {
            // Also without a profile: what is wrong in the file would else come out of the SDK's static state, once and for all, and quote the line.
            var profiles = new CredentialProfileStoreChain(ProfilesFile);
            var name = settings.Get(BucketKeys.ProfileName);
            return profiles.TryGetProfile(name ?? "default", out var profile) && name is not null
                ? profile.Region?.SystemName
                : null;
        }
        catch (InvalidDataException)
        {
            throw StageErrorCode.CredentialRequired.Error(
                $"The file of AWS profiles ('{ProfilesFile ?? "~/.aws/credentials"}' or '~/.aws/config') has a line that is neither a section nor "
                    + "key = value; mend it. The line is not shown here, since it may hold a key.");
        }
    }

    /// <summary>When the files with profiles were last written.</summary>
    public static IEnumerable<string> FileTimes()
    {
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        return ((string[])[ProfilesFile ?? Path.Combine(folder, "credentials"), Path.Combine(folder, "config")])
            .Select(static file => File.GetLastWriteTimeUtc(file).Ticks.ToString(CultureInfo.InvariantCulture));
    }

    private static AWSCredentials? Own(StageConnection settings)
    {
        if (settings.AllowAnonymous)
            return new AnonymousAWSCredentials();

        if (settings.Get(BucketKeys.KeyId) is { } id && settings.Get(BucketKeys.Secret) is { } secret)
        {
            return settings.Get(BucketKeys.SessionToken) is { } token
                ? new SessionAWSCredentials(id, secret, token)
                : new BasicAWSCredentials(id, secret);
        }

        if (settings.Get(BucketKeys.ProfileName) is not { } profile)
            return null;

        return new CredentialProfileStoreChain(ProfilesFile).TryGetAWSCredentials(profile, out var credentials)
            ? credentials
            : throw StageErrorCode.CredentialRequired.Error(
                $"There is no profile '{profile}' with credentials on this machine", new Advice(AdviceKind.MakeProfile, profile), profile);
    }

    /// <summary>The temporary credentials of a role, renewed before they end.</summary>
    private sealed class RoleCredentials(AWSCredentials? own, string role, StageConnection settings, BucketService service, HttpClientFactory http)
        : RefreshingAWSCredentials
    {
        protected override CredentialsRefreshState GenerateNewCredentials() => Blocking.Wait(GenerateNewCredentialsAsync());

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            var config = new AmazonSecurityTokenServiceConfig { HttpClientFactory = http };
            if ((settings.Get(BucketKeys.StsEndpoint) ?? service.Endpoint?.ToString()) is { } endpoint)
            {
                // A server of one's own (Ceph, MinIO) answers for both under one address.
                (config.ServiceURL, config.AuthenticationRegion) = (endpoint, settings.Get(BucketKeys.Region) ?? "us-east-1");
            }
            else if (settings.Get(BucketKeys.Region) is { } region)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            }

            using var client = own is null ? new AmazonSecurityTokenServiceClient(config) : new AmazonSecurityTokenServiceClient(own, config);
            try
            {
                var external = settings.Get(BucketKeys.ExternalId);
                var answer = await client.AssumeRoleAsync(
                    new AssumeRoleRequest { RoleArn = role, RoleSessionName = "StageTools", ExternalId = external }).ConfigureAwait(false);
                return new CredentialsRefreshState(
                    new ImmutableCredentials(answer.Credentials.AccessKeyId, answer.Credentials.SecretAccessKey, answer.Credentials.SessionToken),
                    answer.Credentials.Expiration ?? DateTime.UtcNow.AddHours(1));
            }
            catch (AmazonServiceException e)
            {
                // What is refused here is the role, not the bucket.
                throw new AmazonClientException("AssumeRole was refused.", e);
            }
        }
    }
}
