using System.Globalization;
using StageTools.Errors;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Query;
using StageTools.Sql;
using StageTools.Statements.Running.Results;
using StageTools.Storage;

namespace StageTools.Statements.Running;

/// <summary>Statements that write rows to files.</summary>
internal sealed class ExportStatements(StatementRun run)
{
    private static readonly IReadOnlyList<QueryColumn> SummaryColumns =
    [
        ListedRows.Column<long>("rows_unloaded", "BIGINT"),
        ListedRows.Column<long>("input_bytes", "BIGINT"),
        ListedRows.Column<long>("output_bytes", "BIGINT"),
    ];

    private static readonly IReadOnlyList<QueryColumn> FileColumns =
    [
        ListedRows.Column<string>("file_name", "VARCHAR"),
        ListedRows.Column<long>("file_size", "BIGINT"),
        ListedRows.Column<long>("row_count", "BIGINT"),
    ];

    /// <summary>Runs COPY INTO a stage.</summary>
    public async Task<StatementResult> CopyIntoAsync(CopyIntoStageStatement statement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        UnloadLayout.Require(statement);
        var target = await UnloadLayout.TargetAsync(run.Engine, statement, cancellationToken).ConfigureAwait(false);
        var query = statement.Query ?? new QueryStatement($"SELECT * FROM {statement.Table}");

        // A row's folder is one value more, behind its columns.
        var (before, behind) = statement.PartitionBy is { } expression
            ? ($"SELECT *, CAST(({MySqlWords.Translate(expression)}) AS VARCHAR) FROM (", ") AS unloaded")
            : (string.Empty, string.Empty);
        var export = await ExportAsync(query, before, behind, target, UnloadLayout.Options(statement), cancellationToken).ConfigureAwait(false);
        return statement.DetailedOutput is true
            ? new ListedRows(
                FileColumns, [.. export.FileDetails.Select(static f => new object?[] { StagedLoad.Relative(f.Path), f.FileSize, f.RowCount })])
            : Summary(export);
    }

    /// <summary>Runs SELECT … INTO OUTFILE.</summary>
    public async Task<StatementResult> IntoOutfileAsync(SelectIntoOutfileStatement statement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var target = await OutfileTarget.FindAsync(run, statement, cancellationToken).ConfigureAwait(false);
        return Summary(
            await ExportAsync(
                statement.Query,
                string.Empty,
                string.Empty,
                target,
                OutfileTarget.Options(statement, target),
                cancellationToken).ConfigureAwait(false));
    }

    private static ListedRows Summary(StageExport export) =>
        new(SummaryColumns, [(object?[])[export.RowsUnloaded, export.InputBytes, export.OutputBytes]]);

    private async Task<StageExport> ExportAsync(
        QueryStatement query, string before, string behind, ExportTarget target, ExportOptions options, CancellationToken cancellationToken)
    {
        if (query.Changes)
            throw NoRows(query);

        var result = await new QueryStatements(run).OpenAsync(query, before, behind, cancellationToken).ConfigureAwait(false);
        var rows = new ResultSource(result);
        await using (rows.ConfigureAwait(false))
        {
            var job = await ExportJob.BeginAsync(
                target, result.HasRows ? rows : throw NoRows(query), options, cancellationToken).ConfigureAwait(false);
            await using (job.ConfigureAwait(false))
            {
                run.Progress.Follow(
                    () => (string.Create(CultureInfo.CurrentCulture, $"{job.RowCount} rows, {ByteSize.Readable(job.InputBytes)}"), -1));
                try
                {
                    await job.CopyAsync(rows, cancellationToken).ConfigureAwait(false);
                    return await job.CompleteAsync(cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    run.Progress.Follow(null);
                }
            }
        }
    }

    private static StageException NoRows(QueryStatement query) =>
        new(StageErrorCode.QueryInvalid, "Only rows of a query can be exported, and this statement gives none; write a SELECT.", query.ToString());
}
