namespace StageTools.Commands;

/// <content>How the rows come to their files.</content>
public sealed partial class ExportStageDataCommand
{
    private readonly PipelineRows _rows = new();
    private ExportTarget? _target;
    private ExportOptions? _options;
    private RowExport? _export;

    /// <inheritdoc/>
    protected override void BeginProcessing() => Require(() =>
    {
        var target = Wait(FindTarget(ReadFormat(
            ("record_delimiter", RecordDelimiter), ("quote", Quote), ("escape", Escape), ("force_quote", ForceQuote ? true : null))));
        _options = ReadOptions(target);
        if (Validate || ShouldProcess(NameOf(target), "Export data"))
            _target = target;

        PipelineBinding.Shorten(this);
        return _target;
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_target is null || InputObject is null)
            return;

        try
        {
            _rows.Read(InputObject);
            _export ??= Begin(_rows.Columns);
            _export.Write(_rows, InputObject);
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            Fail(e);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_target is null)
            return;

        Require(() =>
        {
            if (ParameterSetName == ObjectSet)
            {
                _export ??= Begin([]);
                Write(_export.Complete(), _export.Job);
            }
            else
            {
                ExportRows();
            }

            return _target;
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _export?.Dispose();

        base.Dispose(disposing);
    }

    private static string NameOf(ExportTarget target) => target.To.ToString();

    private static StageException Refused(string sentence, string parameter) => StageErrorCode.OptionInvalid.Error(sentence, parameter);

    private Task<ExportTarget> FindTarget(FileFormat asked)
    {
        if (Path.Contains("://", StringComparison.Ordinal))
        {
            var connection = ConnectionSettings.Read(
                connection: null,
                (StageConnection.EndpointKey, Endpoint),
                ("region", Region),
                (StageConnection.KeyIdKey, Credential?.UserName),
                (StageConnection.SecretKey, Credential?.Password));
            return ExportTarget.UrlAsync(Engine.Stages, Path, connection, asked, FileFormat.Unspecified, CancellationToken);
        }

        var input = InputPath.Resolve(SessionState, Path, isLiteral: true);
        var path = Path[^1] == '/' && input.Text[^1] != '/' ? input.Text + "/" : input.Text;
        return input.IsStage
            ? ExportTarget.StageAsync(Engine.Stages, path, asked, FileFormat.Unspecified, CancellationToken)
            : ExportTarget.LocalAsync(Engine.Stages, path, asked, FileFormat.Unspecified, CancellationToken);
    }

    private ExportOptions ReadOptions(ExportTarget target)
    {
        if (Append && (Force || !target.IsFolder))
        {
            throw Refused(
                Force
                    ? "-Append adds files and -Force replaces them; give one of the two."
                    : $"-Append adds files to a folder, and '{NameOf(target)}' is a file; end the path with a slash.",
                nameof(Append));
        }

        var hasScript = PartitionScript() is not null;
        if (hasScript && ParameterSetName != ObjectSet)
        {
            throw Refused(
                "-PartitionBy takes a script block for objects of the pipeline; for rows of a database name columns, which -Query may make.",
                nameof(PartitionBy));
        }

        return new ExportOptions
        {
            Overwrite = Force,
            Append = Append,
            MaxFileSize = MaxFileSize,
            PartitionBy = hasScript
                ? []
                : [.. (PartitionBy ?? []).Select(static c => Convert.ToString(Argument.Unwrap(c), CultureInfo.InvariantCulture) ?? string.Empty)],
            HasFolderValue = hasScript,
            Shard = Shard,
            SharesFolders = Shard is not null && ParameterSetName != ObjectSet,
            Validate = Validate,
        };
    }

    /// <summary>The script that gives a row's folder; null where columns do, or nothing does.</summary>
    private ScriptBlock? PartitionScript()
    {
        var script = PartitionBy?.Select(Argument.Unwrap).OfType<ScriptBlock>().FirstOrDefault();
        return script is not null && PartitionBy!.Length > 1
            ? throw Refused("-PartitionBy takes names of columns, or one script block; have the script give the whole folder.", nameof(PartitionBy))
            : script;
    }

    private RowExport Begin(IReadOnlyList<string> columns) =>
        new(this, Wait(ExportJob.BeginAsync(_target!, columns, _options!, CancellationToken)), PartitionScript(), CancellationToken);

    private void ExportRows()
    {
        var database = Wait(DatabaseParameters.OpenAsync(SessionState, Database, Connection, create: false, CancellationToken));
        RowSource? rows = null;
        ExportJob? job = null;
        try
        {
            rows = Wait(Query is null ? database.ReadTableAsync(Table!, CancellationToken) : database.QueryAsync(Query, CancellationToken));
            job = Wait(ExportJob.BeginAsync(_target!, rows, _options!, CancellationToken));
            using var bar = RowExport.ProgressOf(this, job);
            Write(bar.Wait(Task.Run(() => CopyAsync(job, rows), CancellationToken.None)), job);
        }
        finally
        {
            Release(job);
            Release(rows);
            Release(database);
        }
    }

    // On a thread of its own: the database is read there, and the progress shown here.
    private async Task<StageExport> CopyAsync(ExportJob job, RowSource rows)
    {
        await job.CopyAsync(rows, CancellationToken);
        return await job.CompleteAsync(CancellationToken);
    }

    private void Write(StageExport export, ExportJob job)
    {
        if (Validate)
        {
            var objects = new RowObjects();
            WriteObject(new StageExportPreview(
                NameOf(_target!),
                _target!.Format.ToString(),
                job.DescribeColumns(),
                job.FirstRows.Select(objects.From).ToArray(),
                export.RowsUnloaded,
                export.InputBytes,
                export.OutputBytes,
                export.Files));
        }
        else if (DetailedOutput)
        {
            WriteObject(export.FileDetails, enumerateCollection: true);
        }
        else
        {
            WriteObject(export);
        }
    }
}
