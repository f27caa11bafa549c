namespace StageTools.Core.Tests.Structure;

/// <summary>What holds for every class of tests.</summary>
public sealed class TestClassTests
{
    /// <summary>xunit calls Dispose of no class that has DisposeAsync: what it was to put back stays changed for all that follow.</summary>
    [Fact]
    public void Each_is_disposed_of_in_one_way() =>
        typeof(TestClassTests).Assembly.GetTypes()
            .Where(static type => type.GetMethods().Any(static method => method.IsDefined(typeof(FactAttribute), inherit: true)))
            .Where(static type => type.IsAssignableTo(typeof(IAsyncDisposable)) && type.IsAssignableTo(typeof(IDisposable)))
            .ShouldBeEmpty();
}
