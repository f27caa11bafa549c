using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
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

/// <summary>Makes a row of one JSON object. Rows whose keys are the same as those of the row before share its list of columns.</summary>
internal sealed class JsonRowParser(RowReadOptions options, string fileName)
{
    // One more than the values' own depth, for the row.
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonValueWriter.MostDepth + 1 };

    private readonly JsonValueParser _values = new(options);
    private readonly List<object?> _row = [];
    private string[] _columns = [];

    /// <summary>Parses the object; <paramref name="line"/> is the line of the file it begins on.</summary>
    public Row Parse(ReadOnlySpan<byte> json, long line)
    {
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            return Parse(ref reader, line);
        }
        catch (JsonException e)
        {
            // The reader ends its sentence with the place inside the object, which would be taken for the place in the file.
            var what = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw InvalidFile.At(fileName, line + (e.LineNumber ?? 0), $"this is not valid JSON: {what}", e);
        }
        catch (FormatException e)
        {
            throw InvalidFile.At(fileName, line + LinesBefore(json, reader.TokenStartIndex), e.Message, e);
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
        {
            // What the reader throws for a text it cannot make UTF-16 of: bytes that are not UTF-8, or an escaped half of a surrogate pair.
            throw InvalidFile.At(
                fileName,
                line + LinesBefore(json, reader.TokenStartIndex),
                "a text here is not valid UTF-8, or holds half of a surrogate pair; save the file again as UTF-8",
                e);
        }
    }

    private static int LinesBefore(ReadOnlySpan<byte> json, long position) => json[..(int)position].Count((byte)'\n');

    private Row Parse(ref Utf8JsonReader reader, long line)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException("an object is wanted here, not a single value or an array");
        _row.Clear();
        List<string>? others = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var index = _row.Count;
            if (others is null && (index >= _columns.Length || !reader.ValueTextEquals(_columns[index])))
                others = [.. _columns[..index]];
            others?.Add(reader.GetString()!);
            reader.Read();
            _row.Add(_values.Parse(ref reader));
        }

        // Reading on finds what should not stand behind the object.
        reader.Read();
        if (others is null && _row.Count < _columns.Length)
            others = [.. _columns[.._row.Count]];
        if (others is not null)
            _columns = Distinct(others);
        return new Row(_columns, [.. _row]) { Line = line };
    }

    private static string[] Distinct(List<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
                throw JsonValueParser.DuplicateKey(name);
        }

        return [.. names];
    }
}
