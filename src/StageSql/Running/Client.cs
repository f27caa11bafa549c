using StageTools.Machine;
using StageTools.Terminal.Prompting;

namespace StageTools.Terminal.Running;

/// <summary>One run of <c>stagesql</c>: texts are read whole, then their statements are run one after the other, or there is a prompt.</summary>
internal sealed class Client(ClientSettings settings)
{
    private readonly Messages _messages = new(settings.IsQuiet, settings.Dialect);

    /// <summary>Runs; gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        try
        {
            if (settings is { Scripts: [], Commands: [] } && IsInteractive())
                return await PromptAsync().ConfigureAwait(false);

            return await ReadAsync().ConfigureAwait(false) is { } statements
                ? Check(statements) ?? await PlayAsync(statements).ConfigureAwait(false)
                : ExitCode.UsageWrong;
        }
        catch (StageException e)
        {
            _messages.Error(place: null, e, dialect: null);
            return ExitCode.StatementFailed;
        }
        catch (ClosedPipeException)
        {
            return ExitCode.PipeClosed;
        }
    }

    private static bool IsInteractive() =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>The statements of all texts; null where one cannot be had, which is told.</summary>
    private async Task<List<PlacedStatement>?> ReadAsync()
    {
        try
        {
            return
            [
                .. (await ScriptTexts.ReadAsync(settings).ConfigureAwait(false)).SelectMany(
                    text => StatementScript.Read(text.Text, settings.Run.Parameters, settings.Dialect, settings.Run.Secrets),
                    static (text, statement) => new PlacedStatement(text, statement)),
            ];
        }
        catch (StageException e) when (e.Code is StageErrorCode.DataInvalid)
        {
            // A script that is no text.
            Messages.Error(e.Told(StatementAdvice.Of).Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Messages.Error(Messages.TextOf(e));
        }

        return null;
    }

    /// <summary>The exit code where no statement may be run, which is told; else null.</summary>
    private int? Check(List<PlacedStatement> statements)
    {
        foreach (var statement in statements)
        {
            if (statement.Read.Statement is { } readable
                && ArgumentSecrets.Find(readable, statement.Text.IsArgument, settings.ArgumentValues) is { } sentence)
            {
                Messages.Error(sentence);
                return ExitCode.UsageWrong;
            }
        }

        if (!settings.ContinuesOnError && statements.Find(static s => s.Read.Error is not null) is { Read.Error: { } error } unreadable)
        {
            _messages.Error(PlaceOf(unreadable, statements), error, dialect: null);
            return ExitCode.StatementFailed;
        }

        return null;
    }

    // Of a single statement on the command line everybody knows where it stands.
    private static string? PlaceOf(PlacedStatement statement, List<PlacedStatement> all) =>
        all.Count == 1 && statement.Text.IsArgument ? null : statement.Place;

    private async Task<int> PlayAsync(List<PlacedStatement> statements)
    {
        using var interruption = new Interruption(endsProcess: true);
        try
        {
            using var engine = new StageEngine(MachineHome.FromEnvironment(), settings.Catalog);
            using var run = NewRun(engine);
            var player = NewPlayer(run);
            var failed = false;
            foreach (var statement in statements)
            {
                if (!await player.PlayAsync(statement.Read, PlaceOf(statement, statements), interruption.Token).ConfigureAwait(false))
                {
                    failed = true;
                    if (!settings.ContinuesOnError)
                        break;
                }
            }

            return failed ? ExitCode.StatementFailed : ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.ExitCode;
        }
    }

    private async Task<int> PromptAsync()
    {
        using var engine = new StageEngine(MachineHome.FromEnvironment(), settings.Catalog);
        using var run = NewRun(engine);
        return await new Prompt(engine, NewPlayer(run), settings).RunAsync().ConfigureAwait(false);
    }

    private StatementRun NewRun(StageEngine engine) => new(engine, settings.Run with
    {
        Database = settings.Run.Database is null ? null : CurrentFolder.FullPathOf(settings.Run.Database),
        Allowed = [.. settings.Run.Allowed.Select(CurrentFolder.FullPathOf)],
    });

    private StatementPlayer NewPlayer(StatementRun run)
    {
        var isTerminal = !Console.IsOutputRedirected;
        var format = settings.Format ?? (isTerminal ? OutputFormat.Table : OutputFormat.Tsv);
        var output = new OutputSettings(format, settings.HasHeader, isTerminal ? ConsoleTerminal.WidthNow : null, settings.IsQuiet);
        var followed = settings.IsQuiet || Console.IsErrorRedirected ? null : run.Progress;
        ProgressLine? Follow() => followed is null ? null : new ProgressLine(StandardStreams.Error, followed, static () => ConsoleTerminal.WidthNow);
        return new StatementPlayer(run, ResultOutput.Standard(), output, _messages, Follow);
    }
}

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCode
{
    /// <summary>Every statement did its work.</summary>
    public const int Done = 0;

    /// <summary>A statement failed, or could not be read.</summary>
    public const int StatementFailed = 1;

    /// <summary>The command line is wrong: nothing was run.</summary>
    public const int UsageWrong = 2;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more, as programs end that know nothing better.</summary>
    public const int PipeClosed = 141;

    /// <summary>It was asked to end.</summary>
    public const int Terminated = 143;
}
