namespace StageTools.Formats.Json;

/// <summary>Reads NDJSON and JSON. Rows whose keys are the same as those of one before share its list of columns.</summary>
internal sealed class JsonRowReader(JsonScanner scanner, RowReadOptions options, string fileName)
{
    // One more than the values' own depth, for the row.
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonValueWriter.MostDepth + 1 };

    private readonly JsonValueParser _values = new(options);
    private readonly List<object?> _row = [];
    private readonly ShapeCache<string[]> _shapes = new(SameNames.Comparer);
    private string[] _columns = [];

    public async IAsyncEnumerable<Row> ReadAsync(RecordBuffer records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (records)
        {
            await foreach (var length in scanner.ReadAsync(records, cancellationToken).ConfigureAwait(false))
            {
                if (Parse(records.Unread[..length], records.Place) is { } row)
                    yield return row;
            }
        }
    }

    private Row? Parse(ReadOnlySpan<byte> json, FilePlace place)
    {
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            return Parse(ref reader, place.Line);
        }
        catch (Exception e) when (JsonErrors.IsOne(e))
        {
            LongText.FreeAll(_row);
            var error = JsonErrors.Of(e, fileName, place, json[..(int)reader.TokenStartIndex]);
            (options.OnBadRecord ?? throw error)(error);
            return null;
        }
    }

    private Row Parse(ref Utf8JsonReader reader, long line)
    {
        _row.Clear();
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new FormatException("an object is wanted here, not a single value or an array");
        List<string>? others = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var index = _row.Count;
            if (others is null && (index >= _columns.Length || !reader.ValueTextEquals(_columns[index])))
                others = [.. _columns[..index]];
            others?.Add(reader.GetString()!);
            reader.Read();
            _row.Add(_values.ParseCell(ref reader));
        }

        // Reading on finds what should not stand behind the object.
        reader.Read();
        if (others is null && _row.Count < _columns.Length)
            others = [.. _columns[.._row.Count]];
        if (others is not null)
            _columns = Known(others);
        return new Row(_columns, [.. _row]) { Line = line };
    }

    private string[] Known(List<string> names)
    {
        if (_shapes.TryGet(names, out var known))
            return known;
        known = Distinct(names);
        _shapes.Add(known, known);
        return known;
    }

    private static string[] Distinct(List<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.Find(name => !seen.Add(name)) is { } twin ? throw JsonValueParser.DuplicateKey(twin) : [.. names];
    }
}

/// <summary>What is wrong in a JSON object, and where.</summary>
internal static class JsonErrors
{
    /// <summary>Whether an exception is about the object.</summary>
    public static bool IsOne(Exception exception) =>
        exception is JsonException or FormatException or InvalidOperationException or DecoderFallbackException;

    /// <summary>The error.</summary>
    /// <param name="exception">What reading it threw.</param>
    /// <param name="fileName">The file.</param>
    /// <param name="place">Where the object begins.</param>
    /// <param name="before">What of it stands before the value that was read last.</param>
    public static StageException Of(Exception exception, string fileName, FilePlace place, ReadOnlySpan<byte> before) => exception switch
    {
        JsonException json => Broken(json, fileName, place),
        FormatException => place.Behind(before).Error(fileName, exception.Message, exception),

        // What the reader throws for a text it cannot make UTF-16 of: bytes that are not UTF-8, or an escaped half of a surrogate pair.
        _ => place.Behind(before).Error(
            fileName, "a text here is not valid UTF-8, or holds half of a surrogate pair; save the file again as UTF-8", exception),
    };

    private static StageException Broken(JsonException exception, string fileName, FilePlace place)
    {
        // The reader ends its sentence with the place inside the object, which would be taken for the place in the file.
        var what = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
        var line = exception.LineNumber ?? 0;
        var column = (exception.BytePositionInLine ?? 0) + (line == 0 ? place.Column : 1);
        return InvalidFile.At(fileName, place.Line + line, $"this is not valid JSON: {what}, at column {column}", exception);
    }
}
