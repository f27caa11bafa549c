namespace StageTools.Terminal.Running;

/// <summary>The texts that the command line names.</summary>
internal static class ScriptTexts
{
    private const string StandardInput = "-";

    /// <summary>Reads all of them, in their order; nothing is run before that.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    /// <exception cref="StageException">One is no text.</exception>
    public static async Task<IReadOnlyList<ScriptText>> ReadAsync(ClientSettings settings)
    {
        List<ScriptText> texts = [.. settings.Commands.Select(static text => new ScriptText("-c", text, IsArgument: true))];
        foreach (var script in settings.Scripts)
        {
            texts.Add(
                script == StandardInput ? await FromStandardInputAsync().ConfigureAwait(false) : await FromFileAsync(script).ConfigureAwait(false));
        }

        return texts.Count > 0 ? texts : [await FromStandardInputAsync().ConfigureAwait(false)];
    }

    private static async Task<ScriptText> FromFileAsync(string script)
    {
        if (script.Length == 0)
            throw new IOException("The name of the script is empty; name a script file.");

        if (Directory.Exists(script))
            throw new IOException($"'{script}' is a folder; name a script file.");

        return new ScriptText(script, await ScriptFile.ReadAsync(Open(script), script, CancellationToken.None).ConfigureAwait(false));
    }

    private static FileStream Open(string script)
    {
        try
        {
            return File.OpenRead(CurrentFolder.FullPathOf(script));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            // What has a blank is a statement, perhaps with a secret.
            var missing = script.Contains(' ', StringComparison.Ordinal) ? "such script" : $"script '{script}'";
            throw new IOException($"There is no {missing}; name a script file. A statement is given with -c.", e);
        }
    }

    private static async Task<ScriptText> FromStandardInputAsync() => StandardStreams.HasInput
        ? new ScriptText("stdin", await ScriptFile.ReadAsync(Console.OpenStandardInput(), "stdin", CancellationToken.None).ConfigureAwait(false))
        : throw new IOException("Standard input is closed; name a script file, or give a statement with -c.");
}

/// <summary>A text of statements.</summary>
/// <param name="Name">What messages call it: a file's name as given, <c>-c</c>, <c>stdin</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="IsArgument">Whether it stood on the command line, which every user of the machine can read.</param>
internal sealed record ScriptText(string Name, string Text, bool IsArgument = false);

/// <summary>A statement of one of several texts.</summary>
/// <param name="Text">The text it stands in.</param>
/// <param name="Read">The statement, or why it cannot be read.</param>
internal sealed record PlacedStatement(ScriptText Text, ScriptStatement Read)
{
    /// <summary>Where it stands: <c>script.sql:3:1</c>.</summary>
    public string Place => $"{Text.Name}:{Read.Line}:{Read.Column}";
}
