using System.Text.Encodings.Web;
using StageTools.Statements.Scripting;

namespace StageTools.Statements.Running;

/// <summary>Runs statements about stages themselves.</summary>
internal sealed class StageRunner(StatementRun run)
{
    private static readonly IReadOnlyList<QueryColumn> CreateColumns = ListedRows.ColumnsOf("name VARCHAR, create_statement VARCHAR");

    private StageRegistry Stages => run.Engine.Stages;

    /// <summary>Runs CREATE STAGE. MatrixOne's stages take no files, unless <c>ENABLE = TRUE</c>, which gives them a directory table too.</summary>
    public async Task<StatementResult> CreateAsync(CreateStageStatement statement, CancellationToken cancellationToken)
    {
        var (url, connection) = run.Locations.AddressOf(statement);
        var isEnabled = statement.Enable ?? statement.Dialect is not Dialect.MatrixOne;
        var definition = new StageDefinition(statement.Name)
        {
            Url = url,
            Connection = connection,
            Temporary = statement.Temporary,
            Enabled = isEnabled,
            DirectoryTable = isEnabled && statement.Dialect is Dialect.MatrixOne,
            FileFormat = statement.FileFormat,
            Comment = statement.Comment,
            IfExists = statement.OrReplace ? IfStageExists.Replace : statement.IfNotExists ? IfStageExists.Keep : IfStageExists.Fail,
        };
        await Stages.CreateAsync(definition, cancellationToken).ConfigureAwait(false);
        return new ListedRows(changed: null, Stages.WarningOf(definition) is { } warning ? [warning] : []);
    }

    /// <summary>Runs ALTER STAGE … SET and UNSET.</summary>
    public async Task<StatementResult> AlterAsync(AlterStageStatement statement, CancellationToken cancellationToken)
    {
        var set = statement.Set;
        if (set?.UrlEndpoint is not null)
        {
            // The keys stand under CREDENTIALS, which a statement that sets one option cannot say too; they are never sent to a server they were not
            // given for.
            throw StageErrorCode.OptionInvalid.Error(
                "ALTER STAGE cannot set the server alone, for the keys go with it: say SET CREDENTIALS = {\"endpoint\" = '…', …} with the keys, "
                    + "and SET URL = 's3://bucket/folder/' for the bucket.",
                statement.Name.Value);
        }

        var (url, connection) = set is null ? default : run.Locations.AddressOf(set);
        var change = new StageChange
        {
            Url = url,
            Connection = connection,
            Enabled = set?.Enable,
            DirectoryTable = set?.Enable is true ? true : null,
            FileFormat = statement.UnsetFileFormat ? FileFormat.Unspecified : set?.FileFormat,
            Comment = statement.UnsetComment ? string.Empty : set?.Comment,
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
            ? new ListedRows(files)
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

    /// <summary>Runs SHOW CREATE STAGE: one row, all that makes the stage in one text. Secrets are parameters.</summary>
    public async Task<StatementResult> ShowCreateAsync(ShowCreateStageStatement statement, CancellationToken cancellationToken)
    {
        var stage = new Stage(await Stages.GetAsync(statement.Name, cancellationToken).ConfigureAwait(false));
        var script = new StageScript(StageSystem.StageTools, withoutSecrets: false);
        return new ListedRows(CreateColumns, [(object?[])[stage.Name, string.Join('\n', script.Of(stage))]]);
    }

    /// <summary>Runs SHOW STAGES.</summary>
    public async Task<StatementResult> ShowAsync(ShowStagesStatement statement, CancellationToken cancellationToken)
    {
        var like = statement.Like is { } pattern ? new LikePattern(pattern) : null;
        var stages = await Stages.ListAsync(like?.Prefix ?? string.Empty, cancellationToken).ConfigureAwait(false);
        return Show(stages.Where(stage => like?.IsMatch(stage.Name) is not false), statement.Dialect);
    }

    private static ListedRows Show(IEnumerable<Stage> stages, Dialect dialect) => dialect is Dialect.MatrixOne
        ? new ListedRows(StageRows.MatrixOneColumns, stages.Select(StageRows.MatrixOneRow))
        : new ListedRows(StageRows.Columns, stages.Select(StageRows.Row));

    /// <summary>Does what a statement says; with IF EXISTS, what is not there is passed over.</summary>
    internal static async Task<StatementResult> DoAsync(Func<Task> work, bool ifExists, StageErrorCode missing = StageErrorCode.StageNotFound)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code == missing && ifExists)
        {
            // That is what IF EXISTS asks for.
        }

        return new ListedRows(changed: null);
    }
}

/// <summary>Stages as rows, in the columns that the two systems give them. Secrets are masked.</summary>
internal static class StageRows
{
    /// <summary>Databend's columns of SHOW STAGES and DESC STAGE.</summary>
    public static IReadOnlyList<QueryColumn> Columns { get; } = ListedRows.ColumnsOf(
        "name VARCHAR, stage_type VARCHAR, storage_type VARCHAR, url VARCHAR, endpoint VARCHAR, has_credentials BOOLEAN, has_encryption_key BOOLEAN, "
            + "storage_params JSON, file_format_options JSON, creator VARCHAR, created_on TIMESTAMP WITH TIME ZONE, comment VARCHAR, owner VARCHAR");

    /// <summary>MatrixOne's columns of SHOW STAGES.</summary>
    public static IReadOnlyList<QueryColumn> MatrixOneColumns { get; } =
        ListedRows.ColumnsOf("STAGE_NAME VARCHAR, URL VARCHAR, STATUS VARCHAR, COMMENT VARCHAR");

    /// <summary>A stage in <see cref="Columns"/>.</summary>
    public static object?[] Row(Stage stage) =>
    [
        stage.Name,
        stage.Type.ToString(),
        stage.StorageType,
        stage.Url is { } url ? DatabendWords.UrlOf(url) : null,
        stage.Endpoint,
        stage.HasCredentials,
        stage.Connection?.ContainsKey(StageConnection.KmsKeyIdKey) is true,
        stage.Connection is null ? null : ToJson(stage.Connection),
        stage.FileFormat is null ? null : ToJson(stage.FileFormat.ToDictionary()),
        stage.Creator,
        stage.CreatedOn,
        stage.Comment,
        stage.Owner,
    ];

    /// <summary>A stage in <see cref="MatrixOneColumns"/>.</summary>
    public static object?[] MatrixOneRow(Stage stage) => [stage.Name, stage.Url, stage.Enabled ? "ENABLED" : "DISABLED", stage.Comment];

    /// <summary>Settings as a JSON object in one line, letters and quotes of all kinds as they are.</summary>
    public static string ToJson<T>(IReadOnlyDictionary<string, T> settings) =>
        JsonSerializer.Serialize(
            settings.ToDictionary(static s => s.Key, static s => (object?)s.Value, StringComparer.Ordinal), PlainJson.Written.DictionaryStringObject);

    // Apart, for the sake of those who have no such settings: the serializer takes longer to begin than a catalog to be read.
    private static class PlainJson
    {
        public static readonly SettingsJson Written = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

/// <summary>A pattern of LIKE over names: <c>%</c> is any text, <c>_</c> any character, a backslash before one of them means it as it stands. Case is
/// none, as in names.</summary>
internal sealed partial class LikePattern
{
    // Each character of a name with a backslash before it and a % behind it, and some.
    private const int Longest = 4 * StageName.MaxLength;

    private readonly Regex _regex;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="StageException"><c>PatternInvalid</c> for one that is longer than names can be.</exception>
    public LikePattern(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw StageErrorCode.PatternInvalid.Error(
                $"The pattern behind LIKE has {pattern.Length} characters, and no stage's name has more than {StageName.MaxLength}; write a shorter "
                    + "one.",
                pattern);
        }

        Prefix = pattern.IndexOfAny(['%', '_', '\\']) is >= 0 and var end ? pattern[..end] : pattern;
        var expression = Piece().Replace(pattern, static piece => piece.Value switch
        {
            "%" => ".*",
            "_" => ".",
            ['\\', var meant] => Regex.Escape(meant.ToString()),
            var other => Regex.Escape(other),
        });
        _regex = new Regex(
            $@"\A{expression}\z",
            RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>What every matching name begins with.</summary>
    public string Prefix { get; }

    /// <summary>Whether the whole name matches.</summary>
    public bool IsMatch(string name) => _regex.IsMatch(name);

    [GeneratedRegex(@"\\.|.", RegexOptions.Singleline, Timeout.Infinite)]
    private static partial Regex Piece();
}
