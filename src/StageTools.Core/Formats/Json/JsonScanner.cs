using System.Buffers;
using StageTools.Errors;
using StageTools.Formats.Text;

namespace StageTools.Formats.Json;

/// <summary>Finds one JSON object at the front of the unread bytes, without looking at what is in it.</summary>
internal abstract class JsonScanner
{
    /// <summary>Where the object begins; what stands before it is blank.</summary>
    public int Start { get; protected set; }

    /// <summary>How many bytes the object has; 0 where there is none to hand out and <see cref="Consumed"/> can be skipped.</summary>
    public int Length { get; protected set; }

    /// <summary>How many bytes are done with.</summary>
    public int Consumed { get; protected set; }

    /// <summary>Looks for an object; false where more bytes are needed.</summary>
    /// <param name="unread">From where the last one ended.</param>
    /// <param name="ended">Whether no more bytes will come.</param>
    /// <param name="line">The line on which they begin.</param>
    public abstract bool TryScan(ReadOnlySpan<byte> unread, bool ended, long line);

    protected static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}

/// <summary>NDJSON: whatever stands on a line is one object. Blank lines are skipped.</summary>
internal sealed class JsonLineScanner : JsonScanner
{
    private int _seen;

    public override bool TryScan(ReadOnlySpan<byte> unread, bool ended, long line)
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
    private static readonly SearchValues<byte> Outside = SearchValues.Create("{}[]\""u8);
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\\"u8);

    private Expected _expected = Expected.Value;
    private int _at;
    private int _depth;
    private bool _inText;

    private enum Expected
    {
        Value,
        FirstItem,
        Item,
        CommaOrEnd,
    }

    public override bool TryScan(ReadOnlySpan<byte> unread, bool ended, long line)
    {
        if (_depth == 0 && !FindStart(unread, line))
            return SkipBlank(unread.Length, ended, line);
        if (!FindEnd(unread))
        {
            return ended
                ? throw InvalidFile.At(fileName, line, "the object that begins on or after this line is never closed; the file may be cut off")
                : false;
        }

        Length = _at - Start;
        Consumed = _at;
        _at = 0;
        return true;
    }

    // Up to the next object's bracket, past commas and the brackets of arrays.
    private bool FindStart(ReadOnlySpan<byte> unread, long line)
    {
        for (; _at < unread.Length; _at++)
        {
            var c = unread[_at];
            if (c is (byte)'{' && _expected is not Expected.CommaOrEnd)
            {
                _expected = _expected is Expected.Value ? Expected.Value : Expected.CommaOrEnd;
                Start = _at++;
                _depth = 1;
                return true;
            }

            if (!IsBlank(c))
            {
                _expected = (c, _expected) switch
                {
                    ((byte)'[', Expected.Value) => Expected.FirstItem,
                    ((byte)']', Expected.FirstItem or Expected.CommaOrEnd) => Expected.Value,
                    ((byte)',', Expected.CommaOrEnd) => Expected.Item,
                    _ => throw Unexpected(line + unread[.._at].Count((byte)'\n')),
                };
            }
        }

        return false;
    }

    private bool FindEnd(ReadOnlySpan<byte> unread)
    {
        while (_depth > 0)
        {
            var distance = unread[_at..].IndexOfAny(_inText ? Inside : Outside);
            if (distance < 0)
            {
                _at = unread.Length;
                return false;
            }

            _at += distance;
            switch (unread[_at])
            {
                case (byte)'\\' when _at + 1 == unread.Length:
                    return false;
                case (byte)'\\':
                    _at++;
                    break;
                case (byte)'"':
                    _inText = !_inText;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                default:
                    _depth--;
                    break;
            }

            _at++;
        }

        return true;
    }

    private bool SkipBlank(int length, bool ended, long line)
    {
        if (ended && length == 0 && _expected is not Expected.Value)
            throw InvalidFile.At(fileName, line, "the array is never closed; the file may be cut off");
        Start = Length = 0;
        Consumed = length;
        _at = 0;
        return length > 0 || ended;
    }

    private StageException Unexpected(long line) => InvalidFile.At(fileName, line, _expected switch
    {
        Expected.CommaOrEnd => "after an object of the array a comma or the closing bracket is wanted",
        _ => "an object is wanted here; a JSON file holds an array of objects, or objects one after another",
    });
}
