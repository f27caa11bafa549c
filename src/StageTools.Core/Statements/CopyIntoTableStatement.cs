using System.Globalization;
using StageTools.Formats.Options;
using StageTools.Import;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>COPY INTO table [(columns)] FROM @stage[/path] | (query) …</c>: import (Databend).</summary>
/// <param name="Table">The table, as SQL writes its name.</param>
public sealed record CopyIntoTableStatement(string Table) : Statement
{
    /// <summary>The columns that are filled; null for all.</summary>
    public ValueList<string>? Columns { get; init; }

    /// <summary>The files that are loaded; null where a query over files is.</summary>
    public StageLocation? Source { get; init; }

    /// <summary>The query that is loaded; null where files are.</summary>
    public QueryStatement? Query { get; init; }

    /// <summary>FILES: those below the path; null for all.</summary>
    public ValueList<string>? Files { get; init; }

    /// <summary>PATTERN: a regular expression for all of what follows the path.</summary>
    public string? Pattern { get; init; }

    /// <summary>FILE_FORMAT.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>ON_ERROR.</summary>
    public OnLoadError? OnError { get; init; }

    /// <summary>The n of <c>ON_ERROR = ABORT_n</c>: how many errors end the load.</summary>
    public long? AbortAfter { get; init; }

    /// <summary>PURGE: files that were loaded are removed.</summary>
    public bool? Purge { get; init; }

    /// <summary>FORCE: files that were loaded already are loaded again.</summary>
    public bool? Force { get; init; }

    /// <summary>MAX_FILES: how many files at most.</summary>
    public long? MaxFiles { get; init; }

    internal static StatementOptions<CopyIntoTableStatement> Options { get; } = new StatementOptions<CopyIntoTableStatement>("COPY INTO table")
        .Files(static s => s.Files, static (s, v) => s with { Files = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v })
        .Format(static s => s.FileFormat, static (s, v) => s with { FileFormat = v })
        .Own("ON_ERROR", static (cursor, s) => s.TakeOnError(cursor), static (writer, s) => writer.Word("ON_ERROR", s.OnErrorWord()))
        .Boolean("PURGE", static s => s.Purge, static (s, v) => s with { Purge = v })
        .Boolean("FORCE", static s => s.Force, static (s, v) => s with { Force = v })
        .Count("MAX_FILES", "how many files", static s => s.MaxFiles, static (s, v) => s with { MaxFiles = v });

    private protected override void Write(StatementWriter writer)
    {
        writer.Add("COPY INTO").Add(Table).Names(Columns).Add("FROM");
        _ = Source is null ? writer.Add($"({writer.TextOf(Query!.Tokens)})") : writer.Location(Source);
        writer.Options(Options, this);
    }

    private string? OnErrorWord() => OnError switch
    {
        OnLoadError.Continue => "CONTINUE",
        OnLoadError.Skip => "SKIP_FILE",
        OnLoadError.Abort when AbortAfter is not null => string.Create(CultureInfo.InvariantCulture, $"ABORT_{AbortAfter}"),
        OnLoadError.Abort => "ABORT",
        _ => null,
    };

    private CopyIntoTableStatement TakeOnError(StatementCursor cursor)
    {
        const string After = "ABORT_";
        var token = cursor.Peek();
        var word = (StatementValues.IsText(token) ? StatementValues.Read(cursor, token) : token.Text).ToUpperInvariant();
        long? count = word.StartsWith(After, StringComparison.Ordinal)
            && long.TryParse(word.AsSpan(After.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var errors) ? errors : null;
        OnLoadError onError = word switch
        {
            "ABORT" => OnLoadError.Abort,
            "CONTINUE" => OnLoadError.Continue,
            "SKIP_FILE" => OnLoadError.Skip,
            _ when count is not null => OnLoadError.Abort,
            _ => throw cursor.Expected("ABORT, ABORT_n, CONTINUE or SKIP_FILE", ["ABORT", "CONTINUE", "SKIP_FILE"]),
        };
        cursor.Take();
        return this with { OnError = onError, AbortAfter = count };
    }
}
