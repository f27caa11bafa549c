namespace StageTools.Formats.Json;

/// <summary>Finds one JSON object at the front of the unread bytes, without looking at what is in it.</summary>
internal abstract class JsonScanner
{
    /// <summary>Where the object begins; what stands before it is blank.</summary>
    public int Start { get; protected set; }

    /// <summary>How many bytes the object has; 0 where there is none to hand out and <see cref="Consumed"/> can be skipped.</summary>
    public int Length { get; protected set; }

    /// <summary>Whether the objects found so far stand in one array.</summary>
    public virtual bool IsOneArray => false;

    /// <summary>Whether they stand in several arrays, or partly in one, which DuckDB does not read.</summary>
    public virtual bool IsMixed => false;

    /// <summary>How many bytes are done with.</summary>
    public int Consumed { get; protected set; }

    /// <summary>The objects of a file: the length of each, whose bytes are the first unread ones until the next is asked for.</summary>
    public async IAsyncEnumerable<int> ReadAsync(RecordBuffer records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await records.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (!records.Ended || !records.Unread.IsEmpty)
        {
            if (!TryScan(records.Unread, records.Ended, records.Place))
            {
                await records.FillAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            records.Consume(Start);
            if (Length > 0)
                yield return Length;
            records.Consume(Consumed - Start);
        }

        // The end has its say: an array may still be open.
        TryScan([], ended: true, records.Place);
    }

    /// <summary>Looks for an object; false where more bytes are needed.</summary>
    /// <param name="unread">From where the last one ended.</param>
    /// <param name="ended">Whether no more bytes will come.</param>
    /// <param name="place">Where they begin.</param>
    public abstract bool TryScan(ReadOnlySpan<byte> unread, bool ended, FilePlace place);

    protected static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}

/// <summary>NDJSON: whatever stands on a line is one object. Blank lines are skipped.</summary>
internal sealed class JsonLineScanner : JsonScanner
{
    private int _seen;

    public override bool TryScan(ReadOnlySpan<byte> unread, bool ended, FilePlace place)
    {
        var distance = unread[_seen..].IndexOf((byte)'\n');
        if (distance < 0 && !ended)
        {
            _seen = unread.Length;
            return false;
        }

        var end = distance < 0 ? unread.Length : _seen + distance;
        _seen = 0;
        Consumed = distance < 0 ? end : end + 1;
        Start = 0;
        while (Start < end && IsBlank(unread[Start]))
            Start++;
        Length = end - Start;
        return true;
    }
}

/// <summary>JSON: arrays of objects, objects, or several of either one after another. Only the brackets are looked at here.</summary>
internal sealed class JsonObjectScanner(string fileName) : JsonScanner
{
    private Expected _expected = Expected.Value;
    private readonly JsonBrackets _brackets = new();
    private int _at;
    private int _arrays;
    private bool _isLoose;

    public override bool IsOneArray => _arrays == 1 && !_isLoose;

    public override bool IsMixed => _arrays > 1 || (_arrays == 1 && _isLoose);

    private enum Expected
    {
        Value, FirstItem, Item, CommaOrEnd,
    }

    public override bool TryScan(ReadOnlySpan<byte> unread, bool ended, FilePlace place)
    {
        if (_brackets.Depth == 0 && !FindStart(unread, place))
            return SkipBlank(unread.Length, ended, place);
        if (!FindEnd(unread))
        {
            return ended
                ? throw NeverClosed(place.Behind(unread[..Start]))
                : false;
        }

        Length = _at - Start;
        Consumed = _at;
        _at = 0;
        return true;
    }

    // Up to the next object's bracket, past commas and the brackets of arrays.
    private bool FindStart(ReadOnlySpan<byte> unread, FilePlace place)
    {
        for (; _at < unread.Length; _at++)
        {
            var c = unread[_at];
            if (c is (byte)'{' && _expected is not Expected.CommaOrEnd)
            {
                _isLoose |= _expected is Expected.Value;
                _expected = _expected is Expected.Value ? Expected.Value : Expected.CommaOrEnd;
                Start = _at;
                return true;
            }

            if (!IsBlank(c))
            {
                _arrays += c is (byte)'[' ? 1 : 0;
                _expected = (c, _expected) switch
                {
                    ((byte)'[', Expected.Value) => Expected.FirstItem,
                    ((byte)']', Expected.FirstItem or Expected.CommaOrEnd) => Expected.Value,
                    ((byte)',', Expected.CommaOrEnd) => Expected.Item,
                    _ => throw Unexpected(place.Behind(unread[.._at])),
                };
            }
        }

        return false;
    }

    private bool FindEnd(ReadOnlySpan<byte> unread)
    {
        while (_brackets.MoveNext(unread, ref _at))
        {
            if (_brackets.Depth == 0)
                return true;
        }

        return false;
    }

    private bool SkipBlank(int length, bool ended, FilePlace place)
    {
        if (ended && length == 0 && _expected is not Expected.Value)
            throw place.Error(fileName, "the array is never closed; the file may be cut off");
        Start = Length = 0;
        Consumed = length;
        _at = 0;
        return length > 0 || ended;
    }

    private StageException NeverClosed(FilePlace place) =>
        place.Error(fileName, $"the object that begins on or after this line is never closed, at column {place.Column}; the file may be cut off");

    private StageException Unexpected(FilePlace place) => place.Error(fileName, _expected switch
    {
        Expected.CommaOrEnd => $"after an object of the array a comma or the closing bracket is wanted, at column {place.Column}",
        _ => $"an object is wanted here, at column {place.Column}; a JSON file holds an array of objects, or objects one after another",
    });
}
