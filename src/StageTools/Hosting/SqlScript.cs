namespace StageTools.Hosting;

/// <summary>A text of statements, as it was typed or read from a file.</summary>
/// <param name="File">The file; null for what was typed.</param>
/// <param name="Statements">Its statements.</param>
internal sealed record SqlScript(string? File, IReadOnlyList<ScriptStatement> Statements)
{
    /// <summary>Reads all statements of a text.</summary>
    /// <param name="file">The file it is from; null for what was typed.</param>
    /// <param name="text">The text.</param>
    /// <param name="parameters">The values of its parameters.</param>
    /// <param name="dialect">Whose a statement is where its form does not tell.</param>
    /// <param name="secrets">Those of the values that no error may show.</param>
    /// <param name="passesOver">Whether statements that cannot be read are left for later; else the first of them is thrown.</param>
    /// <exception cref="StageException">A statement that cannot be read, or no statement at all.</exception>
    public static SqlScript Parse(
        string? file, string text, IReadOnlyDictionary<string, object?> parameters, Dialect dialect, SecretValues secrets, bool passesOver)
    {
        var script = new SqlScript(file, []);
        try
        {
            return passesOver && StatementScript.Read(text, parameters, dialect, secrets).ToList() is { Count: > 0 } all
                ? script with { Statements = all }
                : script with { Statements = StatementScript.Parse(text, parameters, dialect, secrets) };
        }
        catch (StageException e)
        {
            throw script.Place(e, at: null);
        }
    }

    /// <summary>An error with the place of its statement, where that is not plain anyway.</summary>
    /// <param name="error">The error.</param>
    /// <param name="at">The statement that failed; null where it was not one.</param>
    public StageException Place(StageException error, ScriptStatement? at)
    {
        var placed = (at?.Locate(error, isOnly: File is null && Statements.Count == 1) ?? error).Told(StatementAdvice.Of);
        return File is null
            ? placed
            : new StageException(placed.Code, $"'{File}': {placed.Message}", placed.Target, error) { Line = placed.Line };
    }
}
