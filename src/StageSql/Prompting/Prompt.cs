namespace StageTools.Terminal.Prompting;

/// <summary>The prompt: statements are typed, run, and shown, until it is left.</summary>
internal sealed class Prompt(StageEngine engine, StatementPlayer player, ClientSettings settings)
{
    // A text that cannot be read, here or by DuckDB, may hold a secret all the same.
    private static readonly string[] SecretWords = ["SECRET", "TOKEN", "KEY", "PASSW", "PWD", "IDENTIFIED", "CREDENTIAL", "SIG=", "://"];

    private readonly History _history = new(Path.Combine(engine.Home.Folder, "history"), engine.Home.Create);
    private bool _isTerminated;

    /// <summary>Runs until it is left; gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        Console.Out.WriteLine("Statements end with ';'. 'help' lists them, Tab completes, 'exit' or Ctrl+D leaves.");
        var terminal = new ConsoleTerminal();
        var editor = new LineEditor(terminal, _history, new StatementCompleter(engine).Complete, PromptInput.IsComplete);
        var isDone = true;
        while (true)
        {
            Console.TreatControlCAsInput = true;
            var discarded = isDone ? string.Empty : terminal.Discard();
            if (discarded.Trim(PromptInput.Interrupt, PromptInput.EndOfInput).Length > 0)
                Console.Out.WriteLine("What was typed behind it is not run.");

            if (discarded.EndsWith(PromptInput.EndOfInput))
                return ExitCode.Done;

            isDone = true;
            var text = editor.Read();
            Console.TreatControlCAsInput = false;
            switch (text is null ? PromptInput.Leave : PromptInput.Of(text))
            {
                case { IsLeave: true }:
                    return ExitCode.Done;
                case { Topic: { } topic }:
                    Teacher.ShowTopic(topic);
                    break;
                default:
                    isDone = await PlayAsync(text!).ConfigureAwait(false);
                    if (_isTerminated)
                        return ExitCode.Terminated;

                    break;
            }
        }
    }

    /// <summary>Runs what was typed; false where it failed or was interrupted, which is told.</summary>
    private async Task<bool> PlayAsync(string text)
    {
        IReadOnlyList<ScriptStatement> statements = [.. StatementScript.Read(text, settings.Run.Parameters, settings.Dialect, settings.Run.Secrets)];
        if (statements.Count == 0)
            return true;

        // Like a script it is read whole before anything of it runs.
        var played = statements.FirstOrDefault(static s => s.Error is not null) is { } unreadable ? [unreadable] : statements;
        var (isDone, maySaySecret) = (false, SecretWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        if (!maySaySecret)
            Remember(text, statements, isDoubtful: false);

        using var interruption = new Interruption(endsProcess: false);
        try
        {
            foreach (var statement in played)
            {
                if (!await player.PlayAsync(statement, place: null, interruption.Token).ConfigureAwait(false))
                    return false;

                interruption.Token.ThrowIfCancellationRequested();
            }

            return isDone = true;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Console.Out.WriteLine("Interrupted.");
            _isTerminated = interruption.ExitCode == ExitCode.Terminated;
            return false;
        }
        finally
        {
            if (maySaySecret)
                Remember(text, statements, isDoubtful: !isDone);
        }
    }

    private void Remember(string text, IReadOnlyList<ScriptStatement> statements, bool isDoubtful) => _history.Add(
        text, statements.Any(s => s.Statement is { } read ? read.HasSecrets || (isDoubtful && read is QueryStatement) : isDoubtful));
}

/// <summary>What was typed at the prompt.</summary>
/// <param name="IsLeave">Whether the prompt is to be left.</param>
/// <param name="Topic">What help is wanted about: nothing for all; null where it is none.</param>
internal sealed record PromptInput(bool IsLeave, string? Topic)
{
    /// <summary>What Ctrl+C types.</summary>
    public const char Interrupt = '\x03';

    /// <summary>What Ctrl+D types.</summary>
    public const char EndOfInput = '\x04';

    private static readonly string[] LeaveWords = ["exit", "quit", @"\q"];
    private static readonly string[] HelpWords = ["help", @"\?", @"\h", "?"];

    /// <summary>To leave.</summary>
    public static PromptInput Leave { get; } = new(IsLeave: true, Topic: null);

    /// <summary>What a text asks for.</summary>
    public static PromptInput Of(string text)
    {
        var words = text.Trim().TrimEnd(';').Trim();
        if (LeaveWords.Contains(words, StringComparer.OrdinalIgnoreCase))
            return Leave;

        var blank = words.IndexOf(' ', StringComparison.Ordinal);
        var first = blank < 0 ? words : words[..blank];
        return new PromptInput(IsLeave: false, HelpWords.Contains(first, StringComparer.OrdinalIgnoreCase) ? words[first.Length..].Trim() : null);
    }

    /// <summary>Whether a text can be run: its last statement has a semicolon, or it is a word of the prompt's own.</summary>
    public static bool IsComplete(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || Of(text) is { IsLeave: true } or { Topic: not null })
            return true;

        var end = -1;
        foreach (var statement in StatementScript.Read(text))
            end = statement.Start + statement.Length;

        // What is left behind the last statement: its semicolon, comments.
        return end < 0 || text.AsSpan(Math.Min(end, text.Length)).TrimStart() is [';', ..];
    }
}
