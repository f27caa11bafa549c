using System.Text;

namespace StageTools.Drive;

/// <summary>Takes a text apart at its line ends, or at a delimiter, which is not part of what it gives.</summary>
/// <param name="text">The text.</param>
/// <param name="delimiter">What ends a piece; null for a line end, an empty one for nothing but the text's end.</param>
/// <param name="waits">Whether the text may grow.</param>
internal sealed class LineReader(StreamReader text, string? delimiter, bool waits)
{
    private readonly StringBuilder _piece = new();

    /// <summary>The text.</summary>
    public StreamReader Text => text;

    /// <summary>The next piece; null at the end.</summary>
    /// <param name="wait">Whether to wait for one, where the text may grow.</param>
    public string? Next(bool wait)
    {
        if (delimiter is null && !waits)
            return text.ReadLine();

        while (true)
        {
            var end = delimiter is null ? ReadToLineEnd() : ReadToDelimiter(delimiter);
            if (end || _piece.Length > 0)
            {
                var piece = _piece.ToString();
                _piece.Clear();
                return piece;
            }

            if (!(wait && waits && text.BaseStream is GrowingStream growing))
                return null;

            growing.WaitForMore();
        }
    }

    private bool ReadToLineEnd()
    {
        while (text.Read() is >= 0 and var character)
        {
            if (character == '\n')
            {
                _piece.Length -= _piece is [.., '\r'] ? 1 : 0;
                return true;
            }

            _piece.Append((char)character);
        }

        return false;
    }

    private bool ReadToDelimiter(string mark)
    {
        while (text.Read() is >= 0 and var character)
        {
            _piece.Append((char)character);
            if (mark.Length > 0 && EndsWith(mark))
            {
                _piece.Length -= mark.Length;
                return true;
            }
        }

        return false;
    }

    private bool EndsWith(string mark)
    {
        for (var i = 1; i <= mark.Length; i++)
        {
            if (i > _piece.Length || _piece[^i] != mark[^i])
                return false;
        }

        return true;
    }
}
