using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Whose credentials a connection uses: those that were given, a profile's, or whatever the machine has; a role over them.</summary>
internal static class BucketCredentials
{
    /// <summary>The credentials; null for the SDK's own search: environment, profile, container, instance.</summary>
    /// <exception cref="StageException"><c>CredentialRequired</c> for a profile that is not there.</exception>
    public static AWSCredentials? Of(StageConnection settings, BucketManner manner, HttpClientFactory http)
    {
        var own = Own(settings);
        return settings.RoleArn is { } role ? new RoleCredentials(own, role, settings, manner, http) : own;
    }

    private static AWSCredentials? Own(StageConnection settings)
    {
        if (settings.AllowAnonymous)
        {
            return new AnonymousAWSCredentials();
        }

        if (settings is { KeyId: { } id, Secret: { } secret })
        {
            return settings.SessionToken is { } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
        }

        if (settings.ProfileName is not { } profile)
        {
            return null;
        }

        return new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials)
            ? credentials
            : throw new StageException(
                StageErrorCode.CredentialRequired, $"There is no profile '{profile}' with credentials on this machine; make it with 'aws configure --profile {profile}', or name another with Set-Stage -ProfileName.", profile);
    }

    /// <summary>The temporary credentials of a role, renewed before they end.</summary>
    private sealed class RoleCredentials(AWSCredentials? own, string role, StageConnection settings, BucketManner manner, HttpClientFactory http) : RefreshingAWSCredentials
    {
        protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

        protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            var config = new AmazonSecurityTokenServiceConfig { HttpClientFactory = http };
            if ((settings.StsEndpoint ?? manner.Endpoint?.ToString()) is { } endpoint)
            {
                // A server of one's own (Ceph, MinIO) answers for both under one address.
                (config.ServiceURL, config.AuthenticationRegion) = (endpoint, settings.Region ?? "us-east-1");
            }
            else if (settings.Region is { } region)
            {
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            }

            using var client = own is null ? new AmazonSecurityTokenServiceClient(config) : new AmazonSecurityTokenServiceClient(own, config);
            var answer = await client.AssumeRoleAsync(
                new AssumeRoleRequest { RoleArn = role, RoleSessionName = "StageTools", ExternalId = settings.ExternalId }).ConfigureAwait(false);
            return new CredentialsRefreshState(
                new ImmutableCredentials(answer.Credentials.AccessKeyId, answer.Credentials.SecretAccessKey, answer.Credentials.SessionToken),
                answer.Credentials.Expiration ?? DateTime.UtcNow.AddHours(1));
        }
    }
}
