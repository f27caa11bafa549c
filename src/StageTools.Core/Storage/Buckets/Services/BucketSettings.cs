namespace StageTools.Storage.Buckets.Services;

/// <summary>What a connection says of a bucket. Secrets are the engine's alone.</summary>
internal static class BucketSettings
{
    extension(StageConnection connection)
    {
        /// <summary>The server's address, with its scheme.</summary>
        public string? Endpoint => connection.Setting(StageConnection.EndpointKey);

        /// <summary>The bucket's region.</summary>
        public string? Region => connection.Setting(BucketKeys.Region);

        /// <summary>The profile of the machine's own credentials.</summary>
        public string? ProfileName => connection.Setting(BucketKeys.ProfileName);

        /// <summary>The role that is taken on before the bucket is asked.</summary>
        public string? RoleArn => connection.Setting(BucketKeys.RoleArn);

        /// <summary>The storage class of new objects.</summary>
        public string? StorageClass => connection.Setting(BucketKeys.StorageClass);

        /// <summary>How the store encrypts new objects: <c>AES256</c>, <c>aws:kms</c>, or null for its own choice.</summary>
        public string? Encryption => connection.Setting(BucketKeys.Encryption);

        /// <summary>The key of the key management service that new objects are encrypted with; null for the account's own.</summary>
        public string? KmsKeyId => connection.Setting(StageConnection.KmsKeyIdKey);

        /// <summary>The full path of a PEM file with the authorities that the server's certificate may come from.</summary>
        public string? CaBundle => connection.Setting(BucketKeys.CaBundle);

        /// <summary>The address of the server that gives out roles, with its scheme.</summary>
        public string? StsEndpoint => connection.Setting(BucketKeys.StsEndpoint);

        /// <summary>Whether the bucket is asked without credentials.</summary>
        public bool AllowAnonymous => connection.Switch(BucketKeys.AllowAnonymous) is true;

        /// <summary>Whether the bucket's name goes into the path, not the host; null where nothing was said.</summary>
        public bool? PathStyle => connection.Switch(BucketKeys.PathStyle) ?? !connection.Switch(BucketKeys.VirtualHostStyle);

        /// <summary>The key id.</summary>
        public string? KeyId => connection.Secrets.GetValueOrDefault(StageConnection.KeyIdKey);

        /// <summary>The secret that goes with the key id.</summary>
        public string? Secret => connection.Secrets.GetValueOrDefault(StageConnection.SecretKey);

        /// <summary>The token of temporary credentials.</summary>
        public string? SessionToken => connection.Secrets.GetValueOrDefault(BucketKeys.SessionToken);

        /// <summary>What the role asks for.</summary>
        public string? ExternalId => connection.Secrets.GetValueOrDefault(BucketKeys.ExternalId);

        private string? Setting(string key) => connection.Settings.GetValueOrDefault(key);

        private bool? Switch(string key) => connection.Setting(key) is { } text ? BucketRules.ReadBoolean(text) : null;
    }
}
