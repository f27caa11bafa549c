namespace StageTools.Commands;

/// <summary>Runs statements of Databend and MatrixOne, and SQL over staged files in DuckDB. Rows come as objects with typed properties, as they are
/// made.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "StageSql", DefaultParameterSetName = StatementSet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject))]
public sealed class InvokeStageSqlCommand : StageCmdlet
{
    private const string StatementSet = "Statement";
    private const string FileSet = "File";

    private readonly Dictionary<string, object?> _parameters = new(StringComparer.OrdinalIgnoreCase);
    private SecretValues? _secrets;
    private StatementRun? _run;
    private bool _leftOut;

    // An object: a field of an enum of the engine's would have the engine loaded when the module is imported.
    private object? _dialect;

    /// <summary>Texts of statements: one, or several with semicolons between them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StatementSet, ValueFromPipeline = true)]
    [Alias("Query", "Sql")]
    [ValidateNotNullOrEmpty]
    public string[] Statement { get; set; } = [];

    /// <summary>Script files, in a stage or in the file system; each character is meant as it stands.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string[] File { get; set; } = [];

    /// <summary>A DuckDB file for tables, made where there is none; without it tables live as long as the session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>Folders of this machine, or single files, that SQL may read beside stages.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowPath { get; set; } = [];

    /// <summary>The values of parameters: @{ city = 'Oslo' } for $city. A SecureString stands for its text, a PSCredential for its
    /// password.</summary>
    [Parameter]
    public IDictionary? Parameter { get; set; }

    /// <summary>The system that a statement is meant for where its form does not tell, such as SHOW STAGES.</summary>
    [Parameter]
    [ValidateSet(nameof(Dialect.Databend), nameof(Dialect.MatrixOne))]
    public Dialect Dialect
    {
        get => (Dialect)(_dialect ?? Dialect.Databend);
        set => _dialect = value;
    }

    /// <summary>One of n equal parts of the staged files that a statement reads: 3/8, or Auto by the scheduler's variables.</summary>
    [Parameter]
    [ShardTransformation]
    [ArgumentCompleter(typeof(ShardCompleter))]
    public Shard? Shard { get; set; }

    /// <summary>A statement that fails is told of, and the next one is run.</summary>
    [Parameter]
    public SwitchParameter ContinueOnError { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var secrets = new List<string>();
        foreach (DictionaryEntry entry in Parameter ?? new Hashtable())
        {
            var secret = Argument.Secret(Argument.Unwrap(entry.Value));
            _parameters[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!.TrimStart('$')] = secret ?? PlainValue.Of(entry.Value);
            if (secret is not null)
                secrets.Add(secret);
        }

        _secrets = new SecretValues(secrets);
        var database = Database is null ? null : Require(() => InputPath.ResolveLocal(
            SessionState,
            DatabaseOpening.FileNameOf(Database),
            "lies in a stage, and a database is written in place, which only a file of this machine can be; copy it with Copy-StageFile."));
        if (database is not null && !System.IO.File.Exists(database) && !ShouldMake(database, out var isShown))
        {
            if (!isShown)
                return;

            database = null;
        }

        _run = Require(() => new StatementRun(Engine, new StatementSettings
        {
            Database = database,
            Allowed = [.. AllowPath.Select(path => InputPath.ResolveLocal(
                SessionState, path, "lies in a stage, which SQL reads without being let: SELECT … FROM '@stage/file'."))],
            Folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Parameters = _parameters,
            Secrets = _secrets,
            Shard = Shard,
            Words = StatementAdvice.Of,
        }));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_run is null)
            return;

        foreach (var script in ReadAll())
        {
            foreach (var step in script.Statements)
                Run(script, step);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _run?.Dispose();

        base.Dispose(disposing);
    }

    /// <summary>Whether a database file is to be made. Where that is only shown, what reads runs without it; where the answer is no,
    /// nothing runs.</summary>
    private bool ShouldMake(string file, out bool isShown)
    {
        var should = ShouldProcess(
            $"Performing the operation \"Make database\" on target \"{file}\".", verboseWarning: null, caption: null, out var reason);
        isShown = reason is ShouldProcessReason.WhatIf;
        return should;
    }

    /// <summary>All texts of this record are read before anything of them is run.</summary>
    private List<SqlScript> ReadAll()
    {
        var scripts = new List<SqlScript>();
        foreach (var given in ParameterSetName == FileSet ? File : Statement)
        {
            try
            {
                var (file, text) = ParameterSetName == FileSet ? ReadFile(given) : (null, given);
                scripts.Add(SqlScript.Parse(file, text, _parameters, Dialect, _secrets!, ContinueOnError));
            }
            catch (Exception e) when (e is StageException or OperationCanceledException or ProviderInvocationException or SessionStateException)
            {
                End(e, e is StageException unread ? SystemError.Of(unread.Told(StatementAdvice.Of), Dialect) : null);
            }
        }

        return scripts;
    }

    private (string File, string Text) ReadFile(string path)
    {
        var script = SourceOf(path, isLiteral: true);
        return (script.Store.Show(script.Keys.Exact!), Wait(ScriptFile.ReadAsync(script, CancellationToken)));
    }

    private void Run(SqlScript script, ScriptStatement step)
    {
        try
        {
            var statement = step.Statement ?? throw step.Error!;
            if (!statement.Changes || ShouldProcess(_run!.Show(statement), "Run statement"))
            {
                StatementOutput.Run(this, _run!, statement, CancellationToken);
            }
            else
            {
                _leftOut = true;
            }
        }
        catch (StageException e) when (_leftOut && step.Statement is { Changes: false } statement)
        {
            WriteWarning($"{_run!.Show(statement)}: {script.Place(e, step).Message} That may come of the statements that were left out.");
        }
        catch (StageException e)
        {
            End(script.Place(e, step), SystemError.Of(e.Told(StatementAdvice.Of), step.Statement?.Dialect ?? Dialect));
        }
        catch (OperationCanceledException e)
        {
            End(e);
        }
    }

    /// <summary>The first error ends the command, unless it is to go on.</summary>
    private void End(Exception error, SystemError? system = null)
    {
        error = (error as StageException)?.Told(CmdletAdvice.Of) ?? error;
        if (system is not null)
            error.Data[nameof(SystemError)] = system.ToString();

        if (error is not (StageException or RuntimeException))
            Fail(error);

        var record = error is StageException e ? ErrorRecords.From(e) : ErrorRecords.From((RuntimeException)error);
        if (!ContinueOnError)
            ThrowTerminatingError(record);

        WriteError(record);
    }
}
