using System.Collections;
using System.Globalization;
using System.Management.Automation;
using StageTools.Hosting;
using StageTools.Query;
using StageTools.Rows;
using StageTools.Stages;

namespace StageTools.Commands;

/// <summary>Runs SQL over staged files, in DuckDB: SELECT … FROM '@sales/2026/*.parquet'. Rows come as objects with typed properties, as they are made.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "StageSql", SupportsShouldProcess = true)]
[OutputType(typeof(PSObject))]
public sealed class InvokeStageSqlCommand : StageCmdlet
{
    private readonly Dictionary<string, object?> _parameters = new(StringComparer.OrdinalIgnoreCase);
    private string? _database;

    /// <summary>The SQL: a statement, or several with semicolons between them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Query", "Sql")]
    [ValidateNotNullOrEmpty]
    public string[] Statement { get; set; } = [];

    /// <summary>A DuckDB file to run it in, made where there is none; without it tables live as long as the session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The values of parameters: @{ city = 'Oslo' } for $city.</summary>
    [Parameter]
    public IDictionary? Parameter { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (DictionaryEntry entry in Parameter ?? new Hashtable())
        {
            _parameters[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!.TrimStart('$')] = PlainValue.Of(entry.Value);
        }

        _database = Require(() => Database is null ? null : ResolveFile(Database));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var text in Statement)
        {
            Attempt(() => Run(text));
        }
    }

    private string ResolveFile(string path)
    {
        var given = GivenPath.Resolve(SessionState, path, isLiteral: true);
        return given.IsStage
            ? throw new StageException(StageErrorCode.PathInvalid, $"'{path}' lies in a stage, and a database is written in place, which only a file of this machine can be; copy it with Copy-StageFile.", path)
            : given.Text;
    }

    private void Run(string text)
    {
        var steps = StageSql.Read(text);
        using var run = Engine.Sql.Begin(_database);
        foreach (var step in steps)
        {
            if (!step.Changes || ShouldProcess(_database ?? "the session's tables", step.Text))
            {
                Run(run, step);
            }
        }
    }

    private void Run(SqlRun run, SqlStep step)
    {
        using var result = Wait(run.RunAsync(step, _parameters, CancellationToken));
        var rows = result.NewRows();
        var objects = new QueryObjects(result.Columns);
        while (Wait(result.ReadAsync(rows, CancellationToken).AsTask()))
        {
            if (result.HasRows)
            {
                foreach (var item in objects.From(rows))
                {
                    WriteObject(item);
                }
            }
        }

        if (!result.HasRows)
        {
            WriteVerbose($"{result.RowsChanged} rows changed: {step.Text}");
        }
    }
}
