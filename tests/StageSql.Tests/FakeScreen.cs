using System.Globalization;
using System.Text.RegularExpressions;

namespace StageTools.Terminal.Tests;

/// <summary>What a terminal shows of what was written to it, and what has left it at its top.</summary>
internal sealed partial class FakeScreen(int width, int height)
{
    // The second place of a wide character.
    private const string Rest = "";

    private readonly List<List<string>> _rows = [[]];
    private int _row;
    private int _column;

    /// <summary>How many rows can be seen only by scrolling back.</summary>
    public int Gone => Math.Max(0, _rows.Count - height);

    /// <summary>All rows, those that are gone among them.</summary>
    public IEnumerable<string> Rows => _rows.Select(static row => string.Concat(row).TrimEnd());

    /// <summary>What stands in the cursor's row before the cursor.</summary>
    public string BeforeCursor => string.Concat(_rows[_row].Take(_column));

    /// <summary>Where the cursor stands, from the top of what is shown.</summary>
    public (int Row, int Column) Cursor => (_row - Gone, _column);

    public void Write(string text)
    {
        foreach (Match part in Parts().Matches(text))
            Do(part.Value, part.Groups["number"].Value is { Length: > 0 } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : 1, part.Groups["letter"].Value);
    }

    private void Do(string part, int number, string letter)
    {
        switch (part, letter)
        {
            case ("\r", _):
                _column = 0;
                break;
            case ("\n", _):
                NextRow();
                break;
            case (_, "A"):
                _row = Math.Max(Gone, _row - number);
                break;
            case (_, "C"):
                _column = Math.Min(width - 1, _column + number);
                break;
            case (_, "J") when _rows.Count >= height && Cursor == (0, 0):
                // As tmux does it.
                _row = _rows.Count;
                _rows.AddRange(Enumerable.Range(0, height).Select(static _ => new List<string>()));
                break;
            case (_, "J"):
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                Wipe();
                break;
            case (_, "K"):
                Wipe();
                break;
            case (_, ""):
                Put(part);
                break;
        }
    }

    // A full row's cursor stands on its last place.
    private void Wipe()
    {
        var start = Math.Min(_column, width - 1);
        _rows[_row].RemoveRange(Math.Min(start, _rows[_row].Count), Math.Max(0, _rows[_row].Count - start));
    }

    private void Put(string character)
    {
        var places = char.ConvertToUtf32(character, 0) >= 0x1100 ? 2 : 1;
        if (_column + places > width)
        {
            NextRow();
            _column = 0;
        }

        var row = _rows[_row];
        while (row.Count < _column + places)
            row.Add(" ");

        row[_column] = character;
        if (places == 2)
            row[_column + 1] = Rest;

        _column += places;
    }

    private void NextRow()
    {
        if (++_row == _rows.Count)
            _rows.Add([]);
    }

    [GeneratedRegex(@"\x1b\[\??(?<number>\d*)(?<letter>[A-Za-z])|[\ud800-\udbff][\udc00-\udfff]|[\s\S]", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Parts();
}
