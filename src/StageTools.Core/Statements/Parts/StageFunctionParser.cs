using System.Collections.Frozen;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Sql;

namespace StageTools.Statements.Parts;

/// <summary>Reads LIST_STAGE, STAGE_LIST and INFER_SCHEMA where they stand as tables in a query. Quotes are DuckDB's there.</summary>
internal static class StageFunctionParser
{
    private static readonly FrozenDictionary<string, StageFunction> ByName = new Dictionary<string, StageFunction>(StringComparer.OrdinalIgnoreCase)
    {
        ["LIST_STAGE"] = StageFunction.ListStage,
        ["STAGE_LIST"] = StageFunction.StageList,
        ["INFER_SCHEMA"] = StageFunction.InferSchema,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

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
        var cursor = new StatementCursor(statement.Tokens, index, start, statement.Lines, statement.Context);
        var name = cursor.Take().Text.ToUpperInvariant();
        cursor.Expect('(');
        var call = new StageFunctionCall(ByName[name], new StageLocation(StageName.User, string.Empty)) { Start = start - query };
        call = call.Function is StageFunction.StageList ? call with { Location = TakeLocation(cursor) } : ReadArguments(cursor, call, name);
        cursor.Expect(')');
        return call with { Length = cursor.Current.End - start };
    }

    private static StageFunctionCall ReadArguments(StatementCursor cursor, StageFunctionCall call, string function)
    {
        string[] known = call.Function is StageFunction.ListStage ? ["LOCATION", "PATTERN"] : ["LOCATION", "PATTERN", "FILE_FORMAT"];
        var said = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var token = cursor.Peek();
            var name = token.Text.ToUpperInvariant();
            if (token.Kind is not SqlTokenKind.Word || !known.Contains(name, StringComparer.Ordinal))
                throw cursor.Expected($"an argument of {function} ({string.Join(", ", known)})", known);

            cursor.Take();
            _ = said.Add(name) ? true : throw cursor.Twice(token.Start, name);
            cursor.Expect('=');
            cursor.Expect('>');
            call = name switch
            {
                "LOCATION" => call with { Location = TakeLocation(cursor) },
                "PATTERN" => call with { Pattern = cursor.TakeText("a regular expression in quotes") },
                _ => call with { FileFormat = TakeFormat(cursor) },
            };
        }
        while (cursor.TryTake(','));
        return said.Contains("LOCATION") ? call : throw cursor.Expected($"LOCATION => '@stage/…', which {function} cannot do without");
    }

    private static StageLocation TakeLocation(StatementCursor cursor) =>
        StatementValues.IsText(cursor.Peek()) ? cursor.TakeLocation() : throw cursor.Expected("a stage path in quotes");

    private static FileFormat TakeFormat(StatementCursor cursor)
    {
        var token = cursor.Peek();
        return token.Symbol is '('
            ? cursor.TakeFileFormat()
            : cursor.TakeText("a format in quotes, or (TYPE = …)") is var type ? StatementValues.Parsed(
                cursor, token.Start, () => FileFormat.Parse([new("type", type)])) : FileFormat.Unspecified;
    }
}
