using System.Runtime.CompilerServices;
using StageTools.Formats.Options;
using StageTools.Import;
using StageTools.Query;
using StageTools.Statements.Parts;
using StageTools.Statements.Running.Results;
using StageTools.Storage;

namespace StageTools.Statements.Running;

/// <summary>The rows of LIST_STAGE, STAGE_LIST and INFER_SCHEMA, where they stand as tables in a query.</summary>
internal static class FunctionRows
{
    private static readonly IReadOnlyList<QueryColumn> SchemaColumns =
    [
        ListedRows.Column<string>("column_name", "VARCHAR"),
        ListedRows.Column<string>("type", "VARCHAR"),
        ListedRows.Column<bool>("nullable", "BOOLEAN"),
        ListedRows.Column<string>("filenames", "VARCHAR"),
        ListedRows.Column<long>("order_id", "BIGINT"),
    ];

    /// <summary>The function's name in SQL.</summary>
    public static string NameOf(StageFunction function) => function switch
    {
        StageFunction.ListStage => "list_stage",
        StageFunction.StageList => "stage_list",
        _ => "infer_schema",
    };

    /// <summary>The columns, and the rows as they come.</summary>
    public static (IReadOnlyList<QueryColumn> Columns, IAsyncEnumerable<object?[]> Rows) Of(
        StageEngine engine, StageFunctionCall call, CancellationToken cancellationToken) => call.Function switch
        {
            StageFunction.ListStage => (StageListing.Columns, new StageListing(engine).ListAsync(call.Location, call.Pattern, cancellationToken)),
            StageFunction.StageList => (StageListing.StageListColumns, new StageListing(engine).StageListAsync(call.Location, cancellationToken)),
            _ => (SchemaColumns, InferAsync(engine, call, cancellationToken)),
        };

    private static async IAsyncEnumerable<object?[]> InferAsync(
        StageEngine engine, StageFunctionCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var defaults = new FileFormat { Dialect = Dialect.Databend };
        var files = new StagedLoad(engine, call.Location, call.Pattern, files: null);
        var finding = new SchemaFinding();
        var found = await files.FindAsync(call.FileFormat ?? FileFormat.Unspecified, defaults, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
            throw StoreErrors.NotFound(call.Location.ToString());

        foreach (var file in found)
            await finding.LookAtAsync(file, LoadOptions.DefaultSampleSize, cancellationToken).ConfigureAwait(false);

        foreach (var column in finding.Columns)
            yield return [column.ColumnName, column.Type, column.Nullable, string.Join(
                ", ", column.FileNames.Select(StagedLoad.Relative)), (long)column.OrderId];
    }
}
