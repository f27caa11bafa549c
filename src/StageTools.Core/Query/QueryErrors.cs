using DuckDB.NET.Native;

namespace StageTools.Query;

/// <summary>DuckDB's errors in this module's words: what is wrong with a file names the staged file and the line, not where its copy lies.</summary>
internal static class QueryErrors
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private static readonly Regex CsvLine = new(@"^(Invalid Input|Conversion) Error: CSV Error on Line: (?<line>\d+)", Plain);
    private static readonly Regex JsonLine = new("JSON[^\n]* in file \"[^\"]*\",( at byte \\d+)? in (line|record/value) (?<line>\\d+)", Plain);
    private static readonly Regex Closed = new(
        "Cannot access (file|directory) \"(?<path>.*)\" - file system operations are disabled", Plain | RegexOptions.Singleline);
    private static readonly Regex Used = new("\\((?<used>[^()]*) used\\)", Plain);
    private static readonly Regex Locked = new("Cannot change configuration option \"(?<name>[^\"]*)\"", Plain);
    private static readonly Regex Advised = new(
        @"Possible (fixes|solutions?|Solution)|Column \S+ is being converted|  file = |Try increasing|Try auto-detecting", Plain);
    private static readonly Regex Extension = new("Extension \"(?<name>[^\"]+)\" is an existing extension", Plain);
    private static readonly Regex OriginalLine = new(@"Original Line: [^\n]*\n?", Plain);
    private static readonly Regex NoTable = new(
        "Table with name (?<name>.+) does not exist!(?<guess>(\\s+Did you mean \"(?<near>[^\"]*)\"\\?)?)", Plain);
    private static readonly Regex OwnTable = new(@"(^|\.)(sqlite|pg|duckdb|pragma)_\w+$|information_schema\.", Plain);
    private const int MostNamed = 3;

    // What only a reader of Parquet says, of a file that it does not name.
    private static readonly string[] OfParquet = ["Parquet", "Incorrect stats size"];

    private static readonly string[] StatementErrors = ["Binder Error", "Parser Error", "Catalog Error", "Not implemented Error"];

    /// <summary>The error of a statement.</summary>
    /// <param name="error">DuckDB's.</param>
    /// <param name="plan">The statement.</param>
    /// <param name="cancellationToken">Ends the search for the line.</param>
    public static async Task<StageException> ExplainAsync(DuckDbException error, StatementPlan plan, CancellationToken cancellationToken)
    {
        if (error.InnerException is StageException told)
            return told;

        if (error.ErrorType is DuckDBErrorType.OutOfMemory)
        {
            var used = Used.Match(error.Message) is { Success: true } said ? said.Groups["used"].Value : "all";
            return StageErrorCode.QueryInvalid.Error(
                $"The statement needs more memory than SQL may take ({used} used), and what it holds cannot go to disk; set "
                    + $"{QuerySettings.MemoryVariable} to more, such as 1GB, where there is more, or ask for less at once.",
                plan.Statement.Shown, error);
        }

        if (Refused(error.Message) is { } refused)
            return refused.Reworded(message => plan.Statement.Mask(message), plan.Statement.Shown);

        if (CellError.TryRead(error.Message, out var cell) && plan.Read.FirstOrDefault(r => r.Path == cell.Path) is { File: { } file })
        {
            if (cell.Other.Length > 0)
                return OfOtherType(cell, file.Local.Shown, error);

            var line = await CellSearch.LineOfAsync(file, cell, cancellationToken).ConfigureAwait(false);
            var where = line is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", line {line}");
            return StageErrorCode.DataInvalid.Error(
                $"'{file.Local.Shown}'{where}: column '{cell.Column}' holds '{Shortened(cell.Value)}', and is {cell.Type} by its first rows; to "
                    + $"have it as text write read_csv('{file.Local.Shown}', all_varchar = true).",
                file.Local.Shown, error);
        }

        var message = Named(error.Message, plan, out var named);
        if (named is not null && message.Contains("Permission denied", StringComparison.Ordinal))
            return StagedFile.Denied(named, error);

        var isOfData = IsOfFile(error.Message) && (error.ErrorType is DuckDBErrorType.Internal or DuckDBErrorType.Invalid
            || Array.Exists(OfParquet, words => error.Message.Contains(words, StringComparison.Ordinal)));
        if (error.EndsDatabase || (named is null && isOfData && plan.Read.Count > 0))
            return Unreadable(error, plan);

        if (named is not null)
            return StageErrorCode.DataInvalid.Error(OfFile(message, named), named, error);

        message = await OfTableAsync(message, plan, cancellationToken).ConfigureAwait(false);
        var sentence = plan.Statement.Mask(OfStatement(message, plan));
        return sentence.EndsWith(ErrorPlace.NoNetwork, StringComparison.Ordinal)
            ? StageErrorCode.QueryInvalid.Error(sentence, new Advice(AdviceKind.MakeStageOfAddress), plan.Statement.Shown, Told(error, plan))
            : StageErrorCode.QueryInvalid.Error(sentence, plan.Statement.Shown, Told(error, plan));
    }

    private static StageException OfOtherType(CellError cell, string shown, DuckDbException error) => StageErrorCode.DataInvalid.Error(
        $"'{shown}': column '{cell.Column}' holds {Shortened(cell.Value)}, which {cell.Type}, the column's type together with '{cell.Other}', would "
            + $"change; query the files apart, or write read_parquet(['{shown}', '{cell.Other}'], union_by_name = true), which changes it.",
        shown, error);

    /// <summary>The error of files that DuckDB's own code stumbled over: it names none.</summary>
    private static StageException Unreadable(DuckDbException error, StatementPlan plan)
    {
        var shown = plan.Read.Select(static r => $"'{r.File.Local.Shown}'").Distinct(StringComparer.Ordinal).ToList();
        var reason = shown.Count == 0
            ? DuckDbReason.WithoutKind(DuckDbReason.FirstSentence(error.Message)).TrimEnd('.') + "."
            : DuckDbReason.OfParquet(error.Message);
        var named = shown.Count switch
        {
            0 => "DuckDB failed",
            1 => $"{shown[0]} cannot be read",
            _ => $"One of {string.Join(", ", shown.Take(MostNamed))}{(shown.Count > MostNamed ? " …" : string.Empty)} cannot be read",
        };
        var after = error.EndsDatabase
            ? " DuckDB is opened anew for the next statement: the session's tables are there, and its temporary tables and views, variables, "
                + "settings and an open transaction are lost."
            : string.Empty;
        return new StageException(
            shown.Count == 0 ? StageErrorCode.QueryInvalid : StageErrorCode.DataInvalid,
            $"{named}: {plan.Statement.Mask(reason)}{after}",
            shown.Count == 1 ? plan.Read[0].File.Local.Shown : plan.Statement.Shown,
            Told(error, plan));
    }

    /// <summary>The error of what DuckDB keeps a statement from; null for another one.</summary>
    private static StageException? Refused(string message)
    {
        if (Closed.Match(message) is { Success: true } closed)
        {
            var path = closed.Groups["path"].Value;
            return path.Contains("://", StringComparison.Ordinal)
                ? StageErrorCode.QueryInvalid.Error($"A query does not go to the network for '{path}'", new Advice(AdviceKind.MakeStageOfPlace), path)
                : StageErrorCode.PathOutsideStage.Error(
                    $"'{path}' lies in no stage, and SQL reads the files of stages alone", new Advice(AdviceKind.MakeStageOfFolder), path);
        }

        if (message.Contains("Loading external extensions is disabled", StringComparison.Ordinal))
        {
            return StageErrorCode.QueryInvalid.Error(
                "This needs an extension of DuckDB's, and none is fetched; query staged CSV, TSV, NDJSON, JSON and Parquet files, and export a "
                    + "database's tables first.");
        }

        return Locked.Match(message) is { Success: true } locked
            ? StageErrorCode.QueryInvalid.Error(
                $"The setting '{locked.Groups["name"].Value}' stays as it is: a query writes no files of its own and does not go to the network; "
                    + "leave the statement out.",
                locked.Groups["name"].Value)
            : null;
    }

    /// <summary>DuckDB's own error, unless it may quote what the statement says in secret.</summary>
    private static DuckDbException? Told(DuckDbException error, StatementPlan plan) =>
        plan.Statement.Mask(error.Message) == error.Message ? error : null;

    /// <summary>The message with staged files by the names the user knows, and the one that it is about.</summary>
    private static string Named(string message, StatementPlan plan, out string? named)
    {
        named = null;
        foreach (var (path, file) in plan.Read.OrderByDescending(static r => r.Path.Length))
        {
            var isThere = message.Contains(path, StringComparison.Ordinal);
            named = isThere && IsOfFile(message) ? named ?? file.Local.Shown : named;
            message = isThere ? message.Replace(path, file.Local.Shown, StringComparison.Ordinal) : message;
        }

        return message;
    }

    // These are about the statement, also where they quote it, and a file's path in it.
    private static bool IsOfFile(string message) => !StatementErrors.Any(e => message.StartsWith(e, StringComparison.Ordinal));

    private static string OfFile(string message, string shown)
    {
        if (CsvLine.Match(message) is { Success: true } csv)
        {
            var reason = OriginalLine.Replace(message[csv.Length..], string.Empty).TrimStart();
            var advice = Advised.Match(reason);
            reason = advice.Success ? reason[..advice.Index] : reason;
            return $"'{shown}', line {csv.Groups["line"].Value}: {Shortened(reason.ReplaceLineEndings("; ").Trim().TrimEnd(';', '.'), 500)}.";
        }

        if (JsonLine.Match(message) is { Success: true } json)
        {
            var reason = message[(json.Index + json.Length)..].TrimStart(':', ' ', '.');
            var end = reason.IndexOf('\n', StringComparison.Ordinal);
            return $"'{shown}', line {json.Groups["line"].Value}: {Shortened((end < 0 ? reason : reason[..end]).TrimEnd('.', ' '), 500)}.";
        }

        var text = DuckDbReason.FirstSentence(message);
        var settings = Advised.Match(text);
        text = settings.Success ? text[..settings.Index].Trim() : text;
        return text.Contains("magic bytes", StringComparison.Ordinal)
            ? $"'{shown}' cannot be read as Parquet: {DuckDbReason.OfParquet(text)}"
            : $"'{shown}': {DuckDbReason.WithoutKind(text)}";
    }

    /// <summary>The message about a table that is not there, with a stage of its name instead of DuckDB's guesses, or without those that are its own
    /// tables.</summary>
    private static async Task<string> OfTableAsync(string message, StatementPlan plan, CancellationToken cancellationToken)
    {
        if (NoTable.Match(message) is not { Success: true } missing)
            return message;

        var (name, guess) = (missing.Groups["name"].Value, missing.Groups["guess"]);
        var near = missing.Groups["near"].Value.Split(" or ").Where(static table => table.Length > 0 && !OwnTable.IsMatch(table)).ToList();
        var isStage = await plan.HasStageAsync(name, cancellationToken).ConfigureAwait(false);
        var better = isStage ? $" A stage has that name: read its files as '@{name}/…'."
            : near.Count > 0 ? $" Did you mean \"{string.Join(" or ", near)}\"?"
            : string.Empty;
        return message[..guess.Index] + better + message[(guess.Index + guess.Length)..];
    }

    // What DuckDB would have one do about these does not help here.
    private static string OfStatement(string message, StatementPlan plan)
    {
        if (Extension.Match(message) is { Success: true } wanted)
            return $"DuckDB's extension '{wanted.Groups["name"].Value}' is not there, and none is fetched; query staged CSV, TSV, NDJSON, JSON and "
                + "Parquet files, and export a database's tables first.";

        var sentence = ErrorPlace.Sentence(message, plan.Sql, plan.PlaceOf);
        return message.Contains("column \"METADATA\" not found", StringComparison.Ordinal)
            ? sentence
            + " Between double quotes a shell takes $FILENAME for a variable: put the statement into single quotes, or in PowerShell write "
                + "METADATA`$FILENAME."
            : sentence;
    }

    private static string Shortened(string text, int most = 60) => text.Length <= most ? text : text[..most] + "…";
}
