namespace StageTools.Statements.Running;

/// <summary>Statements being run, one after the other, in one place for tables.</summary>
/// <param name="engine">The stages.</param>
/// <param name="settings">Where they are run, and with what.</param>
public sealed class StatementRun(StageEngine engine, StatementSettings settings) : IDisposable
{
    private SqlRun? _sql;

    /// <summary>How far the statement is that is run now.</summary>
    public StatementProgress Progress { get; } = new();

    /// <summary>The engine.</summary>
    internal StageEngine Engine => engine;

    /// <summary>Where statements are run, and with what.</summary>
    internal StatementSettings Settings => settings;

    /// <summary>What finds the places that statements name.</summary>
    internal LocationResolver Locations { get; } = new(engine, settings);

    /// <summary>DuckDB, opened when it is first needed.</summary>
    internal SqlRun Sql => _sql ??= engine.Sql.Begin(settings.Database, settings.Allowed, settings.Shard);

    /// <summary>How messages name the place of the tables.</summary>
    internal string DatabaseName => settings.Database is { } file ? $"'{file}'" : "in memory";

    /// <summary>Runs a statement. Its result is to be read to its end, and disposed of, before the next.</summary>
    /// <exception cref="StageException">What went wrong.</exception>
    public async Task<StatementResult> RunAsync(Statement statement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statement);
        try
        {
            return new WordedResult(await StartAsync(statement, cancellationToken).ConfigureAwait(false), settings.Words, settings.Secrets);
        }
        catch (StageException e) when (WordedResult.Word(e, settings.Words, settings.Secrets) != e)
        {
            throw WordedResult.Word(e, settings.Words, settings.Secrets);
        }
    }

    /// <summary>A statement for showing, without secrets.</summary>
    public string Show(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return settings.Secrets.Masked(statement.ToString());
    }

    /// <summary>Gives DuckDB back; a database file is closed.</summary>
    public void Dispose() => _sql?.Dispose();

    private Task<StatementResult> StartAsync(Statement statement, CancellationToken cancellationToken) => statement switch
    {
        CreateStageStatement create => new StageRunner(this).CreateAsync(create, cancellationToken),
        AlterStageStatement alter => new StageRunner(this).AlterAsync(alter, cancellationToken),
        RenameStageStatement rename => new StageRunner(this).RenameAsync(rename, cancellationToken),
        RefreshStageStatement refresh => new StageRunner(this).RefreshAsync(refresh, cancellationToken),
        DropStageStatement drop => new StageRunner(this).DropAsync(drop, cancellationToken),
        DescribeStageStatement describe => new StageRunner(this).DescribeAsync(describe, cancellationToken),
        ShowCreateStageStatement show => new StageRunner(this).ShowCreateAsync(show, cancellationToken),
        ShowStagesStatement show => new StageRunner(this).ShowAsync(show, cancellationToken),
        CreateConnectionStatement create => new NamedRunner(this).CreateAsync(create, cancellationToken),
        CreateFileFormatStatement create => new NamedRunner(this).CreateAsync(create, cancellationToken),
        DropNamedStatement drop => new NamedRunner(this).DropAsync(drop, cancellationToken),
        ShowNamedStatement show => new NamedRunner(this).ShowAsync(show, cancellationToken),
        GrantStatement grant => new GrantRunner(this).ChangeAsync(grant, cancellationToken),
        ShowGrantsStatement show => new GrantRunner(this).ShowAsync(show, cancellationToken),
        ListFilesStatement list => new FileRunner(this).ListAsync(list, cancellationToken),
        RemoveFilesStatement remove => new FileRunner(this).RemoveAsync(remove, cancellationToken),
        PresignStatement presign => new FileRunner(this).PresignAsync(presign, cancellationToken),
        PutFilesStatement put => new TransferRunner(this).PutAsync(put, cancellationToken),
        GetFilesStatement get => new TransferRunner(this).GetAsync(get, cancellationToken),
        CopyFilesStatement copy => new TransferRunner(this).CopyAsync(copy, cancellationToken),
        CopyIntoStageStatement export => new ExportRunner(this).CopyIntoAsync(export, cancellationToken),
        SelectIntoOutfileStatement outfile => new ExportRunner(this).IntoOutfileAsync(outfile, cancellationToken),
        CopyIntoTableStatement import => new ImportRunner(this).CopyIntoAsync(import, cancellationToken),
        LoadDataStatement load => new ImportRunner(this).LoadDataAsync(load, cancellationToken),
        QueryStatement query => new QueryRunner(this).RunAsync(query, cancellationToken),
        _ => throw new NotSupportedException(statement.GetType().Name),
    };
}

/// <summary>Where statements are run, and with what.</summary>
public sealed record StatementSettings
{
    /// <summary>The DuckDB file that tables lie in, with its full path, made where there is none; null for tables that live as long as the
    /// engine.</summary>
    public string? Database { get; init; }

    /// <summary>What of this machine SQL may read beside stages: full paths of folders, or of single files.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Where relative paths of this machine begin: a folder's full path.</summary>
    public string Folder { get => field ?? CurrentFolder.Path; init; }

    /// <summary>The values of <c>$name</c> in queries, by the name, in any case.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of the values that no message, notice or error may show.</summary>
    public SecretValues Secrets { get; init; } = SecretValues.None;

    /// <summary>Which part of the files that a statement reads is meant; null for all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>The words of advice; null leaves it untold.</summary>
    public Func<Advice, string>? Words { get; init; }
}

/// <summary>How far a statement is. Whoever runs one looks at it now and then, from any thread.</summary>
public sealed class StatementProgress
{
    private volatile Func<(string Text, int Percent)>? _status;

    /// <summary>How far it is: a text such as <c>3 of 12 files, 4.5 MiB of 20.0 MiB</c>, and percent done, -1 where that is not known; null where
    /// there is nothing to tell.</summary>
    public (string Text, int Percent)? Current => _status?.Invoke();

    /// <summary>Says where to look from now on, until what it gives is disposed of.</summary>
    internal IDisposable Follow(Func<(string Text, int Percent)> status)
    {
        _status = status;
        return new Following(this);
    }

    private sealed class Following(StatementProgress progress) : IDisposable
    {
        public void Dispose() => progress._status = null;
    }
}
