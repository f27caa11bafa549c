using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Formats.Text;

namespace StageTools.Formats.Json;

/// <summary>Reads NDJSON and JSON.</summary>
internal sealed class JsonRowReader(JsonScanner scanner, RowReadOptions options, string fileName)
{
    private readonly JsonRowParser _parser = new(options, fileName);

    public async IAsyncEnumerable<Row> ReadAsync(RecordBuffer records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (records)
        {
            await records.OpenAsync(cancellationToken).ConfigureAwait(false);
            while (!records.Ended || !records.Unread.IsEmpty)
            {
                if (!scanner.TryScan(records.Unread, records.Ended, records.Line))
                {
                    await records.FillAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                records.Consume(scanner.Start);
                if (scanner.Length > 0 && Parse(records) is { } row)
                    yield return row;
                records.Consume(scanner.Consumed - scanner.Start);
            }

            // The end has its say: an array may still be open.
            scanner.TryScan([], ended: true, records.Line);
        }
    }

    private Row? Parse(RecordBuffer records)
    {
        try
        {
            return _parser.Parse(records.Unread[..scanner.Length], records.Line);
        }
        catch (StageException e) when (options.OnBadRecord is not null)
        {
            options.OnBadRecord(e);
            return null;
        }
    }
}
