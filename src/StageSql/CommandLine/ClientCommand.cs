using System.CommandLine;
using StageTools.Databases;

namespace StageTools.Terminal.CommandLine;

/// <summary>The command line of <c>stagesql</c>.</summary>
internal sealed class ClientCommand
{
    private readonly Argument<string[]> _scripts = new("script") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _commands = new("--command", "-c") { Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _format = new("--format", "-f");
    private readonly Option<bool> _noHeader = new("--no-header");
    private readonly Option<bool> _quiet = new("--quiet", "-q");
    private readonly Option<bool> _continue = new("--continue-on-error");
    private readonly Option<string?> _dialect = new("--dialect");
    private readonly Option<string?> _database = new("--database", "-d");
    private readonly Option<string?> _catalog = new("--catalog");
    private readonly Option<string[]> _allowed = new("--allow-path") { AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _shard = new("--shard");
    private readonly Option<string[]> _parameters = new("--parameter", "-p") { AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _parametersFromEnvironment = new("--parameter-env") { AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _help = new("--help", "-h", "-?");
    private readonly Option<bool> _version = new("--version");
    private readonly RootCommand _root;

    /// <summary>Makes the command.</summary>
    public ClientCommand()
    {
        _root = new RootCommand("SQL statements on data stages") { _scripts };
        _root.Options.Clear();
        Option[] options =
        [
            _commands, _format, _noHeader, _quiet, _continue, _dialect, _database, _catalog, _allowed,
            _shard, _parameters, _parametersFromEnvironment, _help, _version,
        ];
        foreach (var option in options)
            _root.Options.Add(option);
    }

    /// <summary>Runs what a command line asks for; gives the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        // A word that begins with @ is a stage, not a file with more words.
        var result = _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.GetValue(_help))
            return Teacher.ShowHelp();

        if (result.GetValue(_version))
            return Teacher.ShowVersion();

        if (result.Errors is [var error, ..])
            return Refuse(error.Message);

        if (Array.Find(result.GetValue(_scripts) ?? [], static s => s is ['-', _, ..]) is { } unknown)
            return Refuse($"There is no option '{unknown}'; a script of that name is ./{unknown}.");

        if (result.GetValue(_scripts) is ["help", .. var topic])
            return Teacher.ShowTopic(string.Join(' ', topic));

        ClientSettings settings;
        try
        {
            settings = SettingsOf(result);
        }
        catch (FormatException e)
        {
            return Refuse(e.Message);
        }
        catch (StageException e)
        {
            return Refuse(e.Told(StatementAdvice.Of).Message);
        }

        return await new Client(settings).RunAsync().ConfigureAwait(false);
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(ShownText.OfLines($"stagesql: {sentence}"));
        Console.Error.WriteLine("Try 'stagesql --help'.");
        return ExitCode.UsageWrong;
    }

    private ClientSettings SettingsOf(ParseResult result)
    {
        var parameters = new StatementParameters();
        foreach (var given in result.GetValue(_parameters) ?? [])
            parameters.Add(given);

        foreach (var given in result.GetValue(_parametersFromEnvironment) ?? [])
            parameters.AddFromEnvironment(given);

        var settings = new ClientSettings
        {
            Scripts = result.GetValue(_scripts) ?? [],
            Commands = result.GetValue(_commands) ?? [],
            Format = FormatOf(result.GetValue(_format)),
            HasHeader = !result.GetValue(_noHeader),
            IsQuiet = result.GetValue(_quiet),
            ContinuesOnError = result.GetValue(_continue),
            Dialect = DialectOf(result.GetValue(_dialect)),
            Database = result.GetValue(_database) switch
            {
                null => null,
                "" => throw new FormatException("--database wants the name of a file."),
                var file => DatabaseOpening.FileNameOf(file),
            },
            Catalog = result.GetValue(_catalog) is ""
                ? throw new FormatException("--catalog wants a SQLite file, or postgres://host/database.")
                : result.GetValue(_catalog),
            Allowed = (result.GetValue(_allowed) ?? []).Contains(string.Empty)
                ? throw new FormatException("--allow-path wants a folder, or a file.")
                : result.GetValue(_allowed) ?? [],
            Shard = ShardOf(result.GetValue(_shard)),
            Parameters = parameters.Values,
            ArgumentValues = parameters.ArgumentValues,
            Secrets = parameters.Secrets,
        };
        return settings is { Scripts: [_, ..], Commands: [_, ..] }
            ? throw new FormatException("Give scripts or statements with -c, not both; a script runs in the order of its statements.")
            : settings;
    }

    private static Shard? ShardOf(string? text)
    {
        try
        {
            return text is null ? null : Shard.Parse(text);
        }
        catch (StageException e)
        {
            throw new FormatException($"--shard: {e.Message}", e);
        }
    }

    private static Dialect DialectOf(string? word) => word?.ToUpperInvariant() switch
    {
        null or "DATABEND" => Dialect.Databend,
        "MATRIXONE" => Dialect.MatrixOne,
        _ => throw new FormatException($"There is no dialect '{word}'; use databend or matrixone."),
    };

    private static OutputFormat? FormatOf(string? word)
    {
        if (word is null)
            return null;

        return Enum.TryParse<OutputFormat>(word, ignoreCase: true, out var format) && Enum.IsDefined(format) && !char.IsAsciiDigit(word[0])
            ? format
            : throw new FormatException($"There is no format '{word}'; use table, csv, tsv, json, ndjson or vertical.");
    }
}

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
