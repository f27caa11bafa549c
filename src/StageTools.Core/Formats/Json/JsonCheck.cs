namespace StageTools.Formats.Json;

/// <summary>What a look through all of a JSON file tells; what is no JSON is refused, as this module's reader refuses it.</summary>
/// <param name="IsPlain">Whether DuckDB reads the same rows from it.</param>
/// <param name="LongestRecord">The longest row, in bytes.</param>
/// <param name="Rows">What stands in its rows.</param>
/// <param name="IsOneArray">Whether they are those of one array, not one after another.</param>
internal sealed record JsonCheck(bool IsPlain, int LongestRecord, JsonShape Rows, bool IsOneArray) : TextCheck(IsPlain, LongestRecord)
{
    private const int BlockSize = 1 << 20;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonNesting.Most };

    /// <summary>Looks at a file.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c>, with the line and the column.</exception>
    public static async Task<TextCheck> OfAsync(Stream text, JsonScanner scanner, string fileName, CancellationToken cancellationToken)
    {
        var rows = new JsonShape();
        var longest = 0;
        using var records = new RecordBuffer(text, fileName, size: BlockSize);
        await foreach (var length in scanner.ReadAsync(records, cancellationToken).ConfigureAwait(false))
        {
            Add(rows, records.Unread[..length], fileName, records.Place);
            longest = Math.Max(longest, length);
        }

        return new JsonCheck(!records.HadMark && !scanner.IsMixed && !rows.HasInexact, longest, rows, scanner.IsOneArray);
    }

    /// <summary>Writes a copy: the rows one after another, and as text the numbers whose digits DuckDB would lose.</summary>
    /// <param name="text">The file.</param>
    /// <param name="scanner">Finds its rows.</param>
    /// <param name="fileName">How errors name it.</param>
    /// <param name="texts">Where numbers are text, and so stay what they are; null where they are none.</param>
    /// <param name="target">Takes the copy.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task CopyAsync(
        Stream text, JsonScanner scanner, string fileName, JsonTexts? texts, Stream target, CancellationToken cancellationToken)
    {
        var output = new Utf8Buffer();
        var rows = new JsonShape();
        using var records = new RecordBuffer(text, fileName, size: BlockSize);
        await foreach (var length in scanner.ReadAsync(records, cancellationToken).ConfigureAwait(false))
        {
            Add(rows, records.Unread[..length], fileName, records.Place);
            Write(output, records.Unread[..length], texts);
            if (output.Length < BlockSize)
                continue;
            await target.WriteAsync(output.WrittenMemory, cancellationToken).ConfigureAwait(false);
            output.Truncate(0);
        }

        await target.WriteAsync(output.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private static void Add(JsonShape rows, ReadOnlySpan<byte> json, string fileName, FilePlace place)
    {
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            reader.Read();
            rows.Add(ref reader);

            // Reading on finds what should not stand behind it.
            reader.Read();
        }
        catch (JsonException) when (reader.CurrentDepth >= JsonNesting.Most)
        {
            throw place.Behind(json[..(int)reader.TokenStartIndex]).Error(fileName, JsonNesting.TooDeep);
        }
        catch (Exception e) when (JsonErrors.IsOne(e))
        {
            throw JsonErrors.Of(e, fileName, place, json[..(int)reader.TokenStartIndex]);
        }
    }

    private static void Write(Utf8Buffer output, ReadOnlySpan<byte> json, JsonTexts? texts)
    {
        var reader = new Utf8JsonReader(json, Strict);
        var written = 0;
        while (reader.Read())
            Write(output, json, ref reader, ref written, texts);

        output.Append(json[written..]);
        output.Append((byte)'\n');
    }

    /// <summary>Writes what stands before the numbers of a value that become texts, and these.</summary>
    private static void Write(Utf8Buffer output, ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ref int written, JsonTexts? texts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                    Write(output, json, ref reader, ref written, texts?.Inside);
                break;
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
                {
                    var below = texts?.Of(reader.GetString()!);
                    reader.Read();
                    Write(output, json, ref reader, ref written, below);
                }

                break;
            case JsonTokenType.Number when JsonShape.IsInexact(reader.ValueSpan)
                || (texts is { IsHere: true } && !JsonShape.IsInt64(ref reader, out _)):
                var start = (int)reader.TokenStartIndex;
                output.Append(json[written..start]);
                output.Append((byte)'"');
                output.Append(reader.ValueSpan);
                output.Append((byte)'"');
                written = start + reader.ValueSpan.Length;
                break;
            default:
                break;
        }
    }
}
