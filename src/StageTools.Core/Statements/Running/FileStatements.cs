using System.Runtime.CompilerServices;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Query;
using StageTools.Stages;
using StageTools.Statements.Parts;
using StageTools.Statements.Running.Results;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Statements.Running;

/// <summary>Statements about the files of stages.</summary>
internal sealed class FileStatements(StatementRun run)
{
    private static readonly IReadOnlyList<QueryColumn> PresignColumns =
    [
        ListedRows.Column<string>("method", "VARCHAR"),
        ListedRows.Column<string>("headers", "JSON"),
        ListedRows.Column<string>("url", "VARCHAR"),
    ];

    private readonly StageListing _listing = new(run.Engine);

    /// <summary>Runs LIST.</summary>
    public async Task<StatementResult> ListAsync(ListFilesStatement statement, CancellationToken cancellationToken)
    {
        // What is wrong with the statement is said before any row is asked for.
        await run.Engine.Stages.GetAsync(statement.Location.Stage, cancellationToken).ConfigureAwait(false);
        _ = LocatedKeys.Prefix(statement.Location, statement.Pattern);
        return new ListedRows(StageListing.Columns, _listing.ListAsync(statement.Location, statement.Pattern, cancellationToken));
    }

    /// <summary>Runs REMOVE. In MatrixOne's dialect finding no file is an error without IF EXISTS.</summary>
    public async Task<StatementResult> RemoveAsync(RemoveFilesStatement statement, CancellationToken cancellationToken)
    {
        var (location, isMatrixOne) = (statement.Location, statement.Dialect is Dialect.MatrixOne);
        var keys = isMatrixOne ? LocatedKeys.Wildcards(location.Key) : LocatedKeys.Prefix(location, statement.Pattern);
        var set = await FileSet.StageAsync(run.Engine.Stages, location.Stage, keys, cancellationToken).ConfigureAwait(false);
        var outcome = new FileOutcomes();
        var files = isMatrixOne
            ? StageListing.WildcardFilesAsync(set, location, takesFolder: false, outcome.Count, cancellationToken)
            : set.ListAsync(cancellationToken, outcome.Count);
        var job = new RemoveJob(set.Store, cancellationToken);
        run.Progress.Follow(() => ($"{outcome.Done} {(outcome.Done == 1 ? "file" : "files")} removed", -1));
        try
        {
            await foreach (var file in files.ConfigureAwait(false))
                Count(outcome, await job.AddAsync(new StageFile(set.Stage!, file)).ConfigureAwait(false));

            Count(outcome, await job.CompleteAsync().ConfigureAwait(false));
        }
        finally
        {
            run.Progress.Follow(null);
        }

        outcome.Require("removed");
        return outcome.Done > 0 || !isMatrixOne || statement.IfExists ? new NoRows(outcome.Done) : throw StoreErrors.NotFound(location.ToString());
    }

    /// <summary>Runs PRESIGN.</summary>
    public Task<StatementResult> PresignAsync(PresignStatement statement, CancellationToken cancellationToken)
    {
        var options = new PresignOptions(
            statement.Method is PresignMethod.Upload, statement.Expire ?? TimeSpan.FromHours(1))
        { ContentType = statement.ContentType };
        var keys = KeySelection.Parse(statement.Location.Key, isLiteral: true);
        var rows = SignedAsync(statement.Location.Stage, keys, options, cancellationToken);
        return Task.FromResult<StatementResult>(new ListedRows(PresignColumns, rows));
    }

    private async IAsyncEnumerable<object?[]> SignedAsync(
        StageName stage, KeySelection keys, PresignOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var url in run.Engine.Files.PresignAsync(stage, keys, options, cancellationToken).ConfigureAwait(false))
            yield return [url.Method, StageRows.ToJson(url.Headers), url.Url];
    }

    private static void Count(FileOutcomes outcome, IEnumerable<RemoveResult> results)
    {
        foreach (var result in results)
            outcome.Count(result.Error);
    }
}
