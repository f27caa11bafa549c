namespace StageTools.Core.Tests;

/// <summary>The process's environment without some variables, for one test. All tests that change it are in one collection, and run alone.</summary>
internal sealed class MachineEnvironment : IDisposable
{
    /// <summary>The collection.</summary>
    public const string Name = "The process's environment";

    private readonly Dictionary<string, string?> _before;

    public MachineEnvironment(params string[] variables)
    {
        _before = variables.ToDictionary(static name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
        foreach (var name in variables)
            Environment.SetEnvironmentVariable(name, name == "HOME" ? Path.GetTempPath() : null);
    }

    public static void Set(string name, string? value) => Environment.SetEnvironmentVariable(name, value);

    public void Dispose()
    {
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
    }
}
