namespace StageTools.Core.Tests;

/// <summary>Tests of this collection run while no others do.</summary>
[CollectionDefinition(MachineEnvironment.Name, DisableParallelization = true)]
public sealed class MachineEnvironmentTests;
