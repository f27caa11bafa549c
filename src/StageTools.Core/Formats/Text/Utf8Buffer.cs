using System.Text.Unicode;

namespace StageTools.Formats.Text;

/// <summary>Where one row is put together before it goes to the output: a row that is refused leaves nothing behind.</summary>
internal sealed class Utf8Buffer
{
    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public Span<byte> Reserve(int atLeast)
    {
        if (_bytes.Length - Length < atLeast)
            Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, Length + atLeast)));
        return _bytes.AsSpan(Length);
    }

    /// <summary>What was written from a place on, with room for as many bytes behind it.</summary>
    public Span<byte> Reserve(int atLeast, int from)
    {
        Reserve(atLeast);
        return _bytes.AsSpan(from);
    }

    public void Advance(int count) => Length += count;

    public void Truncate(int length) => Length = length;

    public void Append(byte value)
    {
        if (Length == _bytes.Length)
            Reserve(1);
        _bytes[Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends text; false, and nothing appended, where half of a surrogate pair stands alone: UTF-8 has no bytes for it.</summary>
    public bool TryAppend(ReadOnlySpan<char> text)
    {
        // A char takes at most three bytes, a pair of them four.
        var status = Utf8.FromUtf16(text, Reserve(checked(text.Length * 3)), out _, out var written, replaceInvalidSequences: false);
        if (status is not OperationStatus.Done)
            return false;
        Length += written;
        return true;
    }

    public void AppendFormatted<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        int written;
        for (var room = 64; !value.TryFormat(Reserve(room), out written, format, CultureInfo.InvariantCulture); room *= 2)
        {
            // A wider room each time: no value of a fixed size needs a second round.
        }

        Length += written;
    }

    public void MoveTo(IBufferWriter<byte> output)
    {
        output.Write(Written);
        Length = 0;
    }
}
