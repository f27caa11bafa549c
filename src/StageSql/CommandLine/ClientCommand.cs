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
    private readonly Command _command;

    /// <summary>Makes the command.</summary>
    public ClientCommand()
    {
        _command = new Command("stagesql", "SQL statements on data stages")
        {
            _scripts, _commands, _format, _noHeader, _quiet, _continue, _dialect, _database, _catalog, _allowed,
            _shard, _parameters, _parametersFromEnvironment, _help, _version,
        };
    }

    /// <summary>Runs what a command line asks for; gives the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        // The parser would take it for a word to itself, and pass over it.
        if (args is [['[', .., ']'] directive, ..])
            return Refuse($"There is no option '{directive}'; a script of that name is ./{directive}.");

        // A word that begins with @ is a stage, not a file with more words.
        var result = _command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
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
        catch (Exception e) when (e is FormatException or StageException)
        {
            return Refuse((e as StageException)?.Told(StatementAdvice.Of).Message ?? e.Message);
        }

        return await new Client(settings).RunAsync().ConfigureAwait(false);
    }

    private static int Refuse(string sentence)
    {
        Messages.Error($"{sentence}\nTry 'stagesql --help'.");
        return ExitCode.UsageWrong;
    }

    private ClientSettings SettingsOf(ParseResult result)
    {
        var given = (result.GetValue(_parameters) ?? []).Select(static text => Split(text, "--parameter", "name=value")).ToList();
        var inherited = (result.GetValue(_parametersFromEnvironment) ?? []).Select(FromEnvironment).ToList();
        var parameters = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given.Concat(inherited))
            parameters[name] = value;

        var settings = new ClientSettings
        {
            Scripts = result.GetValue(_scripts) ?? [],
            Commands = result.GetValue(_commands) ?? [],
            Format = FormatOf(result.GetValue(_format)),
            HasHeader = !result.GetValue(_noHeader),
            IsQuiet = result.GetValue(_quiet),
            ContinuesOnError = result.GetValue(_continue),
            Dialect = DialectOf(result.GetValue(_dialect)),
            Catalog = result.GetValue(_catalog) is ""
                ? throw new FormatException("--catalog wants a SQLite file, or postgres://host/database.")
                : result.GetValue(_catalog),
            Run = new StatementSettings
            {
                Database = result.GetValue(_database) switch
                {
                    null => null,
                    "" => throw new FormatException("--database wants the name of a file."),
                    var file => DatabaseOpening.FileNameOf(file),
                },
                Allowed = (result.GetValue(_allowed) ?? []).Contains(string.Empty)
                    ? throw new FormatException("--allow-path wants a folder, or a file.")
                    : result.GetValue(_allowed) ?? [],
                Shard = ShardOf(result.GetValue(_shard)),
                Parameters = parameters,
                Secrets = new SecretValues(inherited.Select(static p => p.Value)),
                Words = StatementAdvice.Of,
            },
            ArgumentValues = given.Select(static p => p.Value).ToHashSet(StringComparer.Ordinal),
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

    private static OutputFormat? FormatOf(string? word) => word is null ? null
        : Enum.TryParse<OutputFormat>(word, ignoreCase: true, out var format) && Enum.IsDefined(format) && !char.IsAsciiDigit(word[0]) ? format
        : throw new FormatException($"There is no format '{word}'; use table, csv, tsv, json, ndjson or vertical.");

    /// <summary>A parameter as <c>name=value</c>.</summary>
    private static (string Name, string Value) Split(string given, string option, string form)
    {
        var equals = given.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? given : given[..equals].TrimStart('$');
        return equals > 0 && name.Length > 0
            ? (name, given[(equals + 1)..])
            : throw new FormatException($"{option} wants {form}.");
    }

    /// <summary>A parameter as <c>name=VARIABLE</c>: the value is the environment's, and may be a secret.</summary>
    private static (string Name, string Value) FromEnvironment(string given)
    {
        var (name, variable) = Split(given, "--parameter-env", "name=VARIABLE");
        return (name, Environment.GetEnvironmentVariable(variable)
            ?? throw new FormatException($"--parameter-env {given}: there is no environment variable '{variable}'; set it, or name another."));
    }
}
