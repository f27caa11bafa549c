namespace StageTools.Rows;

/// <summary>An export fed from the pipeline: objects of several shapes under the columns of the file, and progress.</summary>
internal sealed class RowExport(Cmdlet cmdlet, ExportJob job, ScriptBlock? folder, CancellationToken cancellationToken) : IDisposable
{
    private const int RowsBetweenLooks = 1024;

    private readonly ProgressBar _progress = ProgressOf(cmdlet, job);
    private readonly ShapeCache<int[]> _places = new();
    private IReadOnlyList<string>? _columns;
    private object?[] _values = [];
    private bool _warned;
    private object? _folder;

    /// <summary>The job.</summary>
    public ExportJob Job => job;

    /// <summary>The progress of an export.</summary>
    public static ProgressBar ProgressOf(Cmdlet cmdlet, ExportJob job) =>
        new(cmdlet, "Exporting data", _ => ($"{job.RowCount} rows, {Sizes.Readable(job.InputBytes)}", -1, -1));

    /// <summary>Writes the object that was read last.</summary>
    public void Write(PipelineRows rows, PSObject item)
    {
        _folder = folder is null ? null : FolderOf(item);
        _columns ??= rows.Columns;
        if (ReferenceEquals(_columns, rows.Columns))
        {
            Write(rows.Values);
        }
        else if (job.TryChangeColumns(rows.Columns))
        {
            _columns = rows.Columns;
            Write(rows.Values);
        }
        else
        {
            WriteUnderHeader(rows, _columns);
        }

        if (job.WantsFlush)
            Wait(job.FlushAsync(cancellationToken));

        if (job.RowCount % RowsBetweenLooks == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _progress.Show();
        }
    }

    /// <summary>Puts the file in its place.</summary>
    public StageExport Complete() => Wait(job.CompleteAsync(cancellationToken));

    /// <summary>Gives up what was not completed.</summary>
    public void Dispose()
    {
        Release(job);
        _progress.Dispose();
    }

    private void Write(ReadOnlySpan<object?> values)
    {
        if (folder is null)
        {
            job.Write(values);
        }
        else
        {
            job.Write(values, _folder);
        }
    }

    /// <summary>What the script says of an object: the folder it goes to.</summary>
    private object? FolderOf(PSObject item)
    {
        var said = folder!.InvokeWithContext(functionsToDefine: null, [new PSVariable("_", item)]);
        return said.Count <= 1
            ? PlainValue.Of(said.FirstOrDefault())
            : throw StageErrorCode.OptionInvalid.Error(
                $"The script of -PartitionBy gave {said.Count} values for row {job.RowCount + 1}; have it give one, the whole folder.");
    }

    /// <summary>As Export-Csv has it, the first object's properties are the columns; a property that has none is told of, once.</summary>
    private void WriteUnderHeader(PipelineRows rows, IReadOnlyList<string> columns)
    {
        if (!_places.TryGet(rows.Columns, out var places))
        {
            var known = rows.Columns.Select((name, place) => (name, place)).ToDictionary(c => c.name, c => c.place, StringComparer.OrdinalIgnoreCase);
            places = [.. columns.Select(name => known.GetValueOrDefault(name, -1))];
            _places.Add(rows.Columns, places);
            Warn(rows.Columns.Except(columns, StringComparer.OrdinalIgnoreCase).ToList());
        }

        Array.Resize(ref _values, columns.Count);
        for (var i = 0; i < places.Length; i++)
            _values[i] = places[i] < 0 ? null : rows.Values[places[i]];

        Write(_values);
    }

    private void Warn(List<string> dropped)
    {
        if (dropped.Count > 0 && !_warned)
        {
            _warned = true;
            cmdlet.WriteWarning(
                $"The first object's properties are the columns, so these of row {job.RowCount + 1} are left out: {string.Join(", ", dropped)}. "
                    + "Choose the columns with Select-Object, or export NDJSON, where each row has its own.");
        }
    }
}
