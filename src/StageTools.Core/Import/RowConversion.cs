using System.Threading.Channels;
using StageTools.Databases.Columns;
using StageTools.Databases.Loading;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Text;

namespace StageTools.Import;

/// <summary>Reads a file's rows and makes their values those of the table's columns, batch by batch, while batches before are inserted.</summary>
/// <param name="file">The file.</param>
/// <param name="match">Which of the table's columns the file's are.</param>
/// <param name="database">The table's database.</param>
/// <param name="tolerant">Is told of rows that are left out; null where the first ends it all.</param>
/// <param name="progress">Is told of what was read.</param>
internal sealed class RowConversion(ImportFile file, ColumnMatch match, DatabaseLoad database, FileErrors? tolerant, LoadProgress progress)
{
    private const int TextInBatch = 4 * 1024 * 1024;

    private List<LoadRow> _rows = [];
    private IReadOnlyList<TableColumn> _columns = [];
    private long _text;

    /// <summary>Reads the file to its end.</summary>
    public async Task RunAsync(ChannelWriter<LoadBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            var options = new RowReadOptions(InferTypes: true) { OnBadRecord = tolerant is null ? null : tolerant.Add };
            await foreach (var row in StageImport.RowsAsync(file, options, progress, cancellationToken).ConfigureAwait(false))
            {
                if (!TryConvert(row, out var values))
                    continue;

                if (_rows.Count >= database.BatchSize || _text >= TextInBatch || !ReferenceEquals(_columns, match.Columns))
                    await FlushAsync(batches, cancellationToken).ConfigureAwait(false);

                _columns = match.Columns;
                _rows.Add(new LoadRow(values, row.Line));
            }

            await FlushAsync(batches, cancellationToken).ConfigureAwait(false);
            batches.Complete();
        }
        catch (Exception e)
        {
            // Who inserts hears of it.
            batches.Complete(e);
        }
    }

    private async ValueTask FlushAsync(ChannelWriter<LoadBatch> batches, CancellationToken cancellationToken)
    {
        if (_rows.Count > 0)
        {
            await batches.WriteAsync(new LoadBatch(_columns, _rows), cancellationToken).ConfigureAwait(false);
            (_rows, _text) = (new List<LoadRow>(_rows.Count), 0);
        }
    }

    private bool TryConvert(Row row, out object?[] values)
    {
        try
        {
            values = Convert(row);
            return true;
        }
        catch (StageException e) when (tolerant is not null)
        {
            tolerant.Add(e);
            values = [];
            return false;
        }
    }

    private object?[] Convert(Row row)
    {
        var places = match.PlacesOf(row);
        var columns = match.Columns;
        var values = new object?[columns.Count];
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] >= 0 && row.Values[i] is { } value)
                values[places[i]] = Convert(value, columns[places[i]], row.Line);
        }

        return values;
    }

    private object Convert(object value, TableColumn column, long line)
    {
        try
        {
            var converted = database.Accept(ColumnValue.Convert(value, column.Type), column);
            _text += converted switch
            {
                string text => text.Length,
                byte[] bytes => bytes.Length,
                _ => sizeof(long),
            };
            return converted;
        }
        catch (Exception e) when (e is FormatException or StageException)
        {
            throw InvalidFile.At(file.Name, line, $"column '{column.Name}': {e.Message}", e);
        }
    }
}
