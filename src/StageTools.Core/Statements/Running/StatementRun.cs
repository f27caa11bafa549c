using StageTools.Errors;
using StageTools.Query;
using StageTools.Statements.Running.Results;

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

    /// <summary>DuckDB, opened when it is first needed.</summary>
    internal SqlRun Sql => _sql ??= engine.Sql.Begin(settings.Database, settings.Allowed);

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
        CreateStageStatement create => new StageStatements(this).CreateAsync(create, cancellationToken),
        AlterStageStatement alter => new StageStatements(this).AlterAsync(alter, cancellationToken),
        RenameStageStatement rename => new StageStatements(this).RenameAsync(rename, cancellationToken),
        RefreshStageStatement refresh => new StageStatements(this).RefreshAsync(refresh, cancellationToken),
        DropStageStatement drop => new StageStatements(this).DropAsync(drop, cancellationToken),
        DescribeStageStatement describe => new StageStatements(this).DescribeAsync(describe, cancellationToken),
        ShowStagesStatement show => new StageStatements(this).ShowAsync(show, cancellationToken),
        ListFilesStatement list => new FileStatements(this).ListAsync(list, cancellationToken),
        RemoveFilesStatement remove => new FileStatements(this).RemoveAsync(remove, cancellationToken),
        PresignStatement presign => new FileStatements(this).PresignAsync(presign, cancellationToken),
        PutFilesStatement put => new TransferStatements(this).PutAsync(put, cancellationToken),
        GetFilesStatement get => new TransferStatements(this).GetAsync(get, cancellationToken),
        CopyFilesStatement copy => new TransferStatements(this).CopyAsync(copy, cancellationToken),
        CopyIntoStageStatement export => new ExportStatements(this).CopyIntoAsync(export, cancellationToken),
        SelectIntoOutfileStatement outfile => new ExportStatements(this).IntoOutfileAsync(outfile, cancellationToken),
        CopyIntoTableStatement import => new ImportStatements(this).CopyIntoAsync(import, cancellationToken),
        LoadDataStatement load => new ImportStatements(this).LoadDataAsync(load, cancellationToken),
        QueryStatement query => new QueryStatements(this).RunAsync(query, cancellationToken),
        _ => throw new NotSupportedException(statement.GetType().Name),
    };
}
