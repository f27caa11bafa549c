using System.Text;

namespace StageTools.Rows;

/// <summary>A text of a row as the database gave it, which nobody has to make a string of. It belongs to its place in a batch, and is filled again
/// there.</summary>
internal sealed class Utf8Text
{
    // A longer one is not kept for the next row.
    private const int MostKept = 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>The text, UTF-8 as far as the database kept to it.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Takes another text.</summary>
    public void Set(ReadOnlySpan<byte> text)
    {
        if (text.Length > _bytes.Length || _bytes.Length > MostKept)
            _bytes = new byte[Math.Max(text.Length, 32)];

        text.CopyTo(_bytes);
        _length = text.Length;
    }

    /// <summary>The text as a string.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
