namespace StageTools.Hosting;

/// <summary>A cmdlet over the engine: its work is stopped by Ctrl+C, and what goes wrong becomes an error record.</summary>
public abstract class StageCmdlet : PSCmdlet, IDisposable
{
    /// <summary>The parameter set of paths with wildcards.</summary>
    protected const string PathSet = "Path";

    /// <summary>The parameter set of paths taken as they stand.</summary>
    protected const string LiteralPathSet = "LiteralPath";

    /// <summary>What is there already is kept, and that is what happens where nothing is said.</summary>
    protected const string KeepSet = "IfNotExists";

    /// <summary>What is there already is replaced.</summary>
    protected const string ReplaceSet = "Force";

    private readonly CancellationTokenSource _stopping = new();
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The engine of the catalog that the environment names.</summary>
    protected static StageEngine Engine => Engines.Current;

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken CancellationToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases what the cmdlet holds; <c>EndProcessing</c> may never have run.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stopping.Dispose();
    }

    /// <summary>What a listing gives, as it gives it; each item that cannot be read is an error, and the rest goes on.</summary>
    /// <param name="list">Lists, and tells of what cannot be read on whichever thread.</param>
    protected IEnumerable<T> Listed<T>(Func<Action<StageException>, IAsyncEnumerable<T>> list) =>
        Listing(list, error => WriteError(ErrorRecords.From(error)), CancellationToken);

    /// <summary>Works on one item of the pipeline: what goes wrong with it is written as an error, and the rest goes on.</summary>
    /// <returns>Whether all went well.</returns>
    protected bool Attempt(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work();
            return true;
        }
        catch (StageException e)
        {
            WriteError(ErrorRecords.From(e));
            return false;
        }
        catch (RuntimeException e) when (e is ProviderInvocationException or SessionStateException)
        {
            // PowerShell's own: a drive that is not there, a name that is taken.
            WriteError(ErrorRecords.From(e));
            return false;
        }
        catch (OperationCanceledException) when (CancellationToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Works on what everything else depends on: what goes wrong ends the command.</summary>
    protected T Require<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Attempts the same with each: what fails for one is told, and the others go on.</summary>
    private protected void Each<T>(IEnumerable<T> items, Action<T> work)
    {
        foreach (var item in items)
            Attempt(() => work(item));
    }

    /// <summary>Makes or changes something, where it may, and shows what became of it.</summary>
    /// <param name="target">What is made or changed.</param>
    /// <param name="action">What is done to it.</param>
    /// <param name="work">Does it.</param>
    /// <param name="isShown">Whether the result is.</param>
    private protected void Change<T>(string target, string action, Func<Task<T>> work, bool isShown = true)
    {
        if (ShouldProcess(target, action) && Wait(work()) is var changed && isShown)
            WriteObject(changed);
    }

    /// <summary>Whether a parameter was given.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>The stage of a name; those that were created and match it where it is a wildcard, in any case.</summary>
    private protected IEnumerable<Stage> StagesOf(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return [new Stage(Wait(Engine.Stages.GetAsync(StageName.Parse(name), CancellationToken)))];

        var filter = new NameFilter(name.TrimStart('@'));
        return Wait(Engine.Stages.ListAsync(filter.Prefix, CancellationToken)).Where(s => filter.IsMatch(s.Name, isStage: true));
    }

    /// <summary>The same without a look at the one of a name, which need not be there.</summary>
    private protected IEnumerable<StageName> NamesOf(string name) => WildcardPattern.ContainsWildcardCharacters(name)
        ? StagesOf(name).Select(static stage => StageName.Parse(stage.Name))
        : [StageName.Parse(name)];

    /// <summary>The paths of this record as they were written.</summary>
    private protected IEnumerable<(string Text, bool IsLiteral)> PathsOf(string[] path, string[] literalPath) =>
        ParameterSetName.StartsWith(LiteralPathSet, StringComparison.Ordinal)
            ? literalPath.Select(static p => (p, true))
            : path.Select(static p => (p, false));

    /// <summary>Files that are read.</summary>
    /// <param name="text">The path as given.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="pattern">A regular expression for what follows the path.</param>
    private protected FileSet SourceOf(string text, bool isLiteral, string? pattern = null)
    {
        var given = InputPath.Resolve(SessionState, text, isLiteral);
        if (!given.IsStage)
            return FileSet.Local(given.Text, isLiteral, pattern);

        var (stage, keys) = StagePath.Select(given.Text, isLiteral, prefix: null, pattern);
        return Wait(FileSet.StageAsync(Engine.Stages, stage, keys, CancellationToken));
    }

    /// <summary>Asks before more goes than one may have thought of. -Confirm and $ConfirmPreference = 'None' are answers already.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="caption">What it is about, in two words.</param>
    /// <param name="unattended">What goes, and how to say that it is meant: the error where nobody can be asked.</param>
    /// <param name="target">What goes.</param>
    /// <exception cref="StageException"><c>ConfirmationRequired</c>.</exception>
    protected bool MayGoOn(string question, string caption, string unattended, object target)
    {
        if (IsBound("Confirm") || GetVariableValue("ConfirmPreference") is ConfirmImpact.None or "None")
            return true;

        try
        {
            // With an impact on security, the answer of who only presses Enter is no.
            return ShouldContinue(question, caption, hasSecurityImpact: true, ref _yesToAll, ref _noToAll);
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException)
        {
            // The second is PowerShell's at the end of its input, as in a job of cron.
            throw StageErrorCode.ConfirmationRequired.Error($"{unattended}. Nobody can be asked here.", target, e);
        }
    }

    /// <summary>Ends the command with an error of the engine, or quietly when it was stopped.</summary>
    [DoesNotReturn]
    protected void Fail(Exception error)
    {
        if (error is StageException stage)
            ThrowTerminatingError(ErrorRecords.From(stage));

        throw CancellationToken.IsCancellationRequested ? new PipelineStoppedException() : error;
    }
}
