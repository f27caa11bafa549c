namespace StageTools.Statements.Parts;

/// <summary>A stage's listing, or the schema of its files, as a table in a query.</summary>
/// <param name="Function">Which.</param>
/// <param name="Location">The files: a prefix of keys, for STAGE_LIST a key or wildcards.</param>
public sealed record StageFunctionCall(StageFunction Function, StageLocation Location)
{
    /// <summary>Where the call begins in the query's text.</summary>
    public int Start { get; init; }

    /// <summary>How long it is there, brackets among it.</summary>
    public int Length { get; init; }

    /// <summary>PATTERN: a regular expression for all of what follows the prefix.</summary>
    public string? Pattern { get; init; }

    /// <summary>FILE_FORMAT (INFER_SCHEMA).</summary>
    public FileFormat? FileFormat { get; init; }
}

/// <summary>A table that is made of a stage's files rather than of rows in them.</summary>
public enum StageFunction
{
    /// <summary><c>LIST_STAGE(LOCATION => '@stage/…', PATTERN => '…')</c> (Databend).</summary>
    ListStage,

    /// <summary><c>STAGE_LIST('stage://stage/*.csv')</c> (MatrixOne).</summary>
    StageList,

    /// <summary><c>INFER_SCHEMA(LOCATION => '@stage/…')</c> (Databend).</summary>
    InferSchema,
}

/// <summary>Reads LIST_STAGE, STAGE_LIST and INFER_SCHEMA where they stand as tables in a query. Quotes are DuckDB's there.</summary>
internal static class StageFunctionParser
{
    private static readonly FrozenDictionary<string, (StageFunction Function, StatementForm<StageFunctionCall>? Arguments)> ByName =
        new Dictionary<string, (StageFunction Function, StatementForm<StageFunctionCall>? Arguments)>(StringComparer.OrdinalIgnoreCase)
        {
            ["LIST_STAGE"] = (StageFunction.ListStage, Arguments("LIST_STAGE")),
            ["STAGE_LIST"] = (StageFunction.StageList, null),
            ["INFER_SCHEMA"] = (
                StageFunction.InferSchema,
                Arguments("INFER_SCHEMA").Option(
                    "FILE_FORMAT",
                    static (cursor, call) => call with { FileFormat = TakeFormat(cursor) },
                    static (_, _) => { })),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The function's name, in upper case.</summary>
    public static string NameOf(StageFunction function) => ByName.First(named => named.Value.Function == function).Key;

    /// <summary>Whether a call of one of them begins at the token that was taken last.</summary>
    public static bool IsCall(SqlCursor query) =>
        ByName.ContainsKey(query.Current.Text)
        && (query.Previous.IsWord("FROM") || query.Previous.IsWord("JOIN") || query.Previous.Symbol is ',')
        && query.Peek().Symbol is '(';

    /// <summary>Reads a call.</summary>
    /// <param name="statement">The statement that the query stands in.</param>
    /// <param name="index">The token at which the call begins.</param>
    /// <param name="query">Where its query begins.</param>
    public static StageFunctionCall Read(StatementCursor statement, int index, int query)
    {
        var start = statement.Tokens[index].Start;
        var cursor = new StatementCursor(statement.Tokens, index, start, statement.Context);
        var name = cursor.Take().Text.ToUpperInvariant();
        var (function, arguments) = ByName[name];
        cursor.Expect('(');
        var call = new StageFunctionCall(function, StageLocation.Unsaid) { Start = start - query };
        call = arguments is null ? call with { Location = TakeLocation(cursor) } : arguments.ReadArguments(cursor, call);
        if (ReferenceEquals(call.Location, StageLocation.Unsaid))
            throw cursor.Expected($"LOCATION => '@stage/…', which {name} cannot do without");

        cursor.Expect(')');
        return call with { Length = cursor.Current.End - start };
    }

    private static StatementForm<StageFunctionCall> Arguments(string function) => new StatementForm<StageFunctionCall>(function)
        .Marked(OptionMark.Arrow)
        .Option("LOCATION", static (cursor, call) => call with { Location = TakeLocation(cursor) }, static (_, _) => { })
        .Pattern(static call => call.Pattern, static (call, v) => call with { Pattern = v });

    private static StageLocation TakeLocation(StatementCursor cursor) =>
        StatementValues.IsText(cursor.Peek()) ? cursor.TakeLocation() : throw cursor.Expected("a stage path in quotes");

    private static FileFormat TakeFormat(StatementCursor cursor)
    {
        var token = cursor.Peek();
        if (token.Symbol is '(')
            return cursor.TakeFileFormat();

        var type = cursor.TakeText("a format in quotes, or (TYPE = …)");
        return StatementValues.Parsed(cursor, token.Start, () => FileFormat.ParseWord(type));
    }
}
