namespace StageTools.Core.Tests.Servers;

/// <summary>Tests of this collection have the S3 server to themselves: [Collection(S3Server.Suffering)].</summary>
[CollectionDefinition(S3Server.Suffering, DisableParallelization = true)]
public sealed class SufferingS3Tests;
