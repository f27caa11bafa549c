using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Stages;
using StageTools.Statements.Running.Results;

namespace StageTools.Statements.Running;

/// <summary>Statements about stages themselves.</summary>
internal sealed class StageStatements(StatementRun run)
{
    private StageRegistry Stages => run.Engine.Stages;

    /// <summary>Runs CREATE STAGE. MatrixOne's stages take no files, unless <c>ENABLE = TRUE</c>, which gives them a directory table too.</summary>
    public async Task<StatementResult> CreateAsync(CreateStageStatement statement, CancellationToken cancellationToken)
    {
        var address = StageAddress.Of(statement.Url, statement.UrlEndpoint, statement.Connection, run.Settings.Folder);
        var isEnabled = statement.Enable ?? statement.Dialect is not Dialect.MatrixOne;
        var definition = new StageDefinition(statement.Name)
        {
            Url = address.Url,
            Connection = address.Connection,
            Temporary = statement.Temporary,
            Enabled = isEnabled,
            DirectoryTable = isEnabled && statement.Dialect is Dialect.MatrixOne,
            FileFormat = statement.FileFormat,
            Comment = statement.Comment,
            IfExists = statement.OrReplace ? IfStageExists.Replace : statement.IfNotExists ? IfStageExists.Keep : IfStageExists.Fail,
        };
        await Stages.CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        return Stages.WarningOf(definition) is { } warning ? new NoRows(changed: null, warning) : new NoRows();
    }

    /// <summary>Runs ALTER STAGE … SET and UNSET.</summary>
    public async Task<StatementResult> AlterAsync(AlterStageStatement statement, CancellationToken cancellationToken)
    {
        if (statement.UrlEndpoint is not null)
        {
            // The keys stand under CREDENTIALS, which a statement that sets one option cannot say too; they are never sent to a server they were not
            // given for.
            throw new StageException(
                StageErrorCode.OptionInvalid,
                "ALTER STAGE cannot set the server alone, for the keys go with it: say SET CREDENTIALS = {{\"endpoint\" = '…', …}} with the keys, "
                    + "and SET URL = 's3://bucket/folder/' for the bucket.",
                statement.Name.Value);
        }

        var address = StageAddress.Of(statement.Url, endpoint: null, statement.Connection, run.Settings.Folder);
        var change = new StageChange
        {
            Url = address.Url,
            Connection = address.Connection,
            Enabled = statement.Enable,
            DirectoryTable = statement.Enable is true ? true : null,
            FileFormat = statement.UnsetFileFormat ? FileFormat.Unspecified : statement.FileFormat,
            Comment = statement.UnsetComment ? string.Empty : statement.Comment,
        };
        return await DoAsync(() => Stages.SetAsync(statement.Name, change, cancellationToken), statement.IfExists).ConfigureAwait(false);
    }

    /// <summary>Runs ALTER STAGE … RENAME TO.</summary>
    public Task<StatementResult> RenameAsync(RenameStageStatement statement, CancellationToken cancellationToken) =>
        DoAsync(() => Stages.RenameAsync(statement.Name, statement.NewName, cancellationToken), statement.IfExists);

    /// <summary>Runs ALTER STAGE … REFRESH; how many files the table lists is how many rows it changed.</summary>
    public async Task<StatementResult> RefreshAsync(RefreshStageStatement statement, CancellationToken cancellationToken)
    {
        StageRules.RefuseUserStage(statement.Name, "altered");
        long? files = null;
        StageException? first = null;
        await DoAsync(
            async () => files = (
                await run.Engine.Files.RefreshDirectoryTableAsync(statement.Name, e => first ??= e, cancellationToken).ConfigureAwait(false)).Files,
            statement.IfExists).ConfigureAwait(false);
        return first is null
            ? new NoRows(files)
            : throw first.Reworded(words => $"{words} The directory table lists all other files.", first.Target, first);
    }

    /// <summary>Runs DROP STAGE: the files of an internal stage go, those of an external one stay.</summary>
    public Task<StatementResult> DropAsync(DropStageStatement statement, CancellationToken cancellationToken) =>
        DoAsync(() => Stages.RemoveAsync(statement.Name, keepFiles: false, cancellationToken), statement.IfExists);

    /// <summary>Runs DESC STAGE.</summary>
    public async Task<StatementResult> DescribeAsync(DescribeStageStatement statement, CancellationToken cancellationToken)
    {
        var entry = await Stages.GetAsync(statement.Name, cancellationToken).ConfigureAwait(false);
        return Show([new Stage(entry)], statement.Dialect);
    }

    /// <summary>Runs SHOW STAGES.</summary>
    public async Task<StatementResult> ShowAsync(ShowStagesStatement statement, CancellationToken cancellationToken)
    {
        var like = statement.Like is { } pattern ? new LikePattern(pattern) : null;
        var stages = await Stages.ListAsync(cancellationToken).ConfigureAwait(false);
        return Show(stages.Where(stage => like?.IsMatch(stage.Name) is not false), statement.Dialect);
    }

    private static ListedRows Show(IEnumerable<Stage> stages, Dialect dialect) => dialect is Dialect.MatrixOne
        ? new ListedRows(StageRows.MatrixOneColumns, stages.Select(StageRows.MatrixOneRow))
        : new ListedRows(StageRows.Columns, stages.Select(StageRows.Row));

    /// <summary>Does what a statement says; with IF EXISTS, a stage that is not there is passed over.</summary>
    private static async Task<StatementResult> DoAsync(Func<Task> work, bool ifExists)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code is StageErrorCode.StageNotFound && ifExists)
        {
            // That is what IF EXISTS asks for.
        }

        return new NoRows();
    }
}
