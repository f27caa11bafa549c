namespace StageTools.Query;

/// <summary>A statement made ready for DuckDB: the staged files that it names are here, and its text names them as DuckDB reads them.</summary>
internal sealed class StatementPlan(SqlStatement statement, StagedFiles files) : IDisposable
{
    private readonly ConcurrentBag<LocalFile> _held = [];
    private readonly List<(string Path, StagedFile File)> _read = [];
    private readonly StatementRewriter _rewriting = new(statement);

    /// <summary>The statement as written.</summary>
    public SqlStatement Statement { get; } = statement;

    /// <summary>The text for DuckDB.</summary>
    public string Sql { get; private set; } = statement.Text;

    /// <summary>The files of this machine that it reads, with the staged file each stands for.</summary>
    public IReadOnlyList<(string Path, StagedFile File)> Read => _read;

    /// <summary>Makes a statement ready.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="files">Finds and brings files, and makes tables of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException">What is wrong with the files, or with how the statement names them.</exception>
    public static async Task<StatementPlan> MakeAsync(SqlStatement statement, StagedFiles files, CancellationToken cancellationToken)
    {
        foreach (var use in statement.Metadata)
        {
            var isName = use.Token.Name!.Equals(SqlWords.FileName, StringComparison.OrdinalIgnoreCase);
            foreach (var reference in use.References)
            {
                reference.WantsFileName |= isName;
                reference.WantsRowNumber |= !isName;
            }
        }

        var plan = new StatementPlan(statement, files);
        try
        {
            foreach (var reference in statement.References)
            {
                if (await files.PathOfAsync(reference, cancellationToken).ConfigureAwait(false) is { } path)
                    await plan.BringAsync(path, reference, cancellationToken).ConfigureAwait(false);
            }

            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    /// <summary>Puts the files into the text.</summary>
    /// <param name="describe">The columns of a query, as DuckDB finds them.</param>
    /// <param name="ask">Asks DuckDB about the files.</param>
    /// <exception cref="StageException"><c>QueryInvalid</c> for a <c>$1</c> that is no column.</exception>
    /// <exception cref="DuckDbException">A file cannot be read.</exception>
    public void Rewrite(Func<string, IReadOnlyList<DuckDbColumn>> describe, DuckDbQuestion ask)
    {
        _rewriting.Complete(ask);
        Sql = _rewriting.Rewrite(describe);
    }

    /// <summary>The error of files that were changed while DuckDB read them; null where none was.</summary>
    /// <param name="isUndone">Whether what the statement has changed is undone for it.</param>
    public StageException? FindChange(bool isUndone) => _read.Find(static r => r.File.Local.IsChanged) is { File: { } changed }
        ? StageErrorCode.ChecksumMismatch.Error(
            $"'{changed.Local.Shown}' was changed while it was read, so the rows may be of two contents"
                + (isUndone ? ", and none is kept; run the statement again, in a transaction behind ROLLBACK." : "; run the statement again."),
            changed.Local.Shown)
        : null;

    /// <summary>The line and column, from 1, that a place in the text for DuckDB has in what was written.</summary>
    public (int Line, int Column) PlaceOf(int place) =>
        Statement.Tokens.PlaceOf(Math.Min(_rewriting.WrittenAt(place), Statement.Sql.Length));

    /// <summary>Whether a stage has the name of what DuckDB does not find.</summary>
    public Task<bool> HasStageAsync(string name, CancellationToken cancellationToken) => files.HasStageAsync(name, cancellationToken);

    /// <summary>Gives the files back to the cache.</summary>
    public void Dispose()
    {
        while (_held.TryTake(out var held))
            held.Dispose();
    }

    private async Task BringAsync(string path, StageReference reference, CancellationToken cancellationToken)
    {
        var staged = await files.BringAsync(path, reference, cancellationToken).ConfigureAwait(false);
        foreach (var file in staged)
            _held.Add(file.Local);

        var isOfOtherShard = staged[0].IsOfOtherShard;
        if (reference.Kind is ReferenceKind.Argument or ReferenceKind.ListItem)
        {
            if (isOfOtherShard)
            {
                throw StageErrorCode.FileNotFound.Error(
                    $"No file of '{path}' is this shard's; read them as a table, FROM '{path}', which then has no rows.", path);
            }

            if (reference.ReadsJson)
                await files.RequireJsonAsync(staged, cancellationToken).ConfigureAwait(false);

            _read.AddRange(staged.Select(static f => (f.Local.Path, f)));
            _rewriting.Replace(reference, staged.Select(static f => f.Local.Path).ToList());
            return;
        }

        var table = await files.TableAsync(path, staged, reference, _held, cancellationToken).ConfigureAwait(false);
        table = isOfOtherShard ? table.WithoutRows() : table;
        _read.AddRange(table.Read);
        _rewriting.Replace(reference, path, table);
    }
}
