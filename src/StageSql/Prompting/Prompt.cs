using StageTools.Statements.Parsing;
using StageTools.Terminal.Running;
using StageTools.Terminal.Teaching;

namespace StageTools.Terminal.Prompting;

/// <summary>The prompt: statements are typed, run, and shown, until it is left.</summary>
internal sealed class Prompt(StageEngine engine, StatementPlayer player, ClientSettings settings)
{
    // A text that cannot be read may hold a secret all the same.
    private static readonly string[] SecretWords = ["SECRET", "TOKEN", "KEY", "PASSW", "PWD", "CREDENTIAL", "SIG=", "://"];

    private readonly History _history = new(Path.Combine(engine.Home.Folder, "history"));

    /// <summary>Runs until it is left; gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        Console.Out.WriteLine("Statements end with ';'. 'help' lists them, Tab completes, 'exit' or Ctrl+D leaves.");
        var editor = new LineEditor(new ConsoleTerminal(), _history, new StatementCompleter(engine), PromptInput.IsComplete);
        while (true)
        {
            Console.TreatControlCAsInput = true;
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
                    await PlayAsync(text!).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task PlayAsync(string text)
    {
        IReadOnlyList<ScriptStatement> statements = [.. StatementScript.Read(text, settings.Parameters, settings.Dialect, settings.Secrets)];
        if (statements.Count == 0)
            return;

        Remember(text, statements);
        if (statements.FirstOrDefault(static s => s.Error is not null) is { } unreadable)
        {
            // Like a script it is read whole before anything of it runs.
            statements = [unreadable];
        }

        using var interruption = new Interruption(endsProcess: false);
        try
        {
            foreach (var statement in statements)
            {
                if (!await player.PlayAsync(statement, place: null, interruption.Token).ConfigureAwait(false))
                    return;
            }
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Console.Out.WriteLine("Interrupted.");
        }
    }

    private void Remember(string text, IReadOnlyList<ScriptStatement> statements)
    {
        engine.Home.Create();
        _history.Add(text, statements.Any(s => s.Statement is { } read
            ? read.HasSecrets
            : SecretWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))));
    }
}
