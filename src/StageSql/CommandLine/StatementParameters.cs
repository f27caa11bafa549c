using StageTools.Statements.Parts;

namespace StageTools.Terminal.CommandLine;

/// <summary>The values of <c>$name</c> that a command line gives. All of them are texts.</summary>
internal sealed class StatementParameters
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _argumentValues = new(StringComparer.Ordinal);
    private readonly List<string> _environmentValues = [];

    /// <summary>All of them, by the name.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Those values that stood on the command line themselves.</summary>
    public IReadOnlySet<string> ArgumentValues => _argumentValues;

    /// <summary>Those values that the environment gave, which may be secrets.</summary>
    public SecretValues Secrets => new(_environmentValues);

    /// <summary>Adds <c>name=value</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public void Add(string given)
    {
        var (name, value) = Split(given, "--parameter", "name=value");
        _values[name] = value;
        _argumentValues.Add(value);
    }

    /// <summary>Adds <c>name=VARIABLE</c>: the value is the environment's.</summary>
    /// <exception cref="FormatException">It has another form, or there is no such variable.</exception>
    public void AddFromEnvironment(string given)
    {
        var (name, variable) = Split(given, "--parameter-env", "name=VARIABLE");
        var value = Environment.GetEnvironmentVariable(variable)
            ?? throw new FormatException($"--parameter-env {given}: there is no environment variable '{variable}'; set it, or name another.");
        _values[name] = value;
        _environmentValues.Add(value);
    }

    private static (string Name, string Value) Split(string given, string option, string form)
    {
        var equals = given.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? given : given[..equals].TrimStart('$');
        return equals > 0 && name.Length > 0
            ? (name, given[(equals + 1)..])
            : throw new FormatException($"{option} wants {form}.");
    }
}
