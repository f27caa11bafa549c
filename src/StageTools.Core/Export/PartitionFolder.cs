namespace StageTools.Export;

/// <summary>The folder a row goes to by the values of some of its columns: <c>year=2026/region=_NULL_</c>.</summary>
internal sealed class PartitionFolder(IReadOnlyList<string> by)
{
    // What no file system or tool makes something else of; "=" stands between name and value.
    private const string Escaped = "%/\\:*?\"<>|=#'{}[]^";

    private readonly ShapeCache<int[]> _places = new();
    private readonly StringBuilder _folder = new();
    private char[] _given = [];

    // As the first row writes them, whatever their case was where they were asked for.
    private readonly string[] _names = [.. by];
    private bool _isNamed;

    /// <summary>The folder of a row. A column that the first row has and this one lacks is NULL.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> where there is no such column; <c>ValueNotRepresentable</c> for a value that has values
    /// inside.</exception>
    public string Of(in BatchRow row)
    {
        if (!_places.TryGet(row.Columns, out var places))
        {
            places = Find(row.Columns);
            _isNamed = true;
            _places.Add(row.Columns, places);
        }

        _folder.Clear();
        for (var i = 0; i < places.Length; i++)
        {
            if (i > 0)
                _folder.Append('/');

            Append(_names[i]);
            _folder.Append('=');
            AppendValue(places[i] < 0 ? null : row[places[i]], by[i], row.Number);
        }

        return _folder.ToString();
    }

    /// <summary>The folder that stands in a row behind its columns: a text as it is, another value as one of a column.</summary>
    public ReadOnlySpan<char> Given(in BatchRow row)
    {
        var cells = row.Batch[row.Columns.Count];
        if (cells.KindOf(row.Index) is not CellKind.Text)
        {
            var value = row[row.Columns.Count];
            if (value is string given)
                return given;

            _folder.Clear();
            AppendValue(value, null, row.Number);
            return _folder.ToString();
        }

        var text = cells.Text(row.Index);
        if (text.Length > _given.Length)
            _given = new char[2 * text.Length];

        return _given.AsSpan(0, Encoding.UTF8.GetChars(text, _given));
    }

    private int[] Find(IReadOnlyList<string> columns)
    {
        var names = columns.ToList();
        var places = new int[by.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = names.FindIndex(c => c.Equals(by[i], StringComparison.OrdinalIgnoreCase));
            if (!_isNamed && places[i] >= 0)
            {
                _names[i] = columns[places[i]];
            }
            else if (!_isNamed)
            {
                throw StageErrorCode.OptionInvalid.Error(
                    $"There is no column '{by[i]}' to partition by; the columns are {string.Join(", ", columns)}.", by[i]);
            }
        }

        return places;
    }

    private static string? Text(object value) =>
        value as string ?? ValueText.Plain(value)
        ?? (OtherValue.TryBytes(value, out var bytes) ? Convert.ToHexStringLower(bytes)
            : OtherValue.IsStructure(value) ? null : OtherValue.Invariant(value));

    private void AppendValue(object? value, string? column, long row)
    {
        if (value is null or DBNull)
        {
            _folder.Append(FolderColumns.Null);
        }
        else
        {
            AppendText(Text(value) ?? throw StageErrorCode.ValueNotRepresentable.Error(
                $"{(column is null ? "The folder" : $"Column '{column}'")}, row {row}: a list or object cannot name a folder",
                new Advice(AdviceKind.PartitionByOther),
                column));
        }
    }

    // The text that looks like NULL's, and a blank or dot at the end, which Windows drops, are told apart by an escape.
    private void AppendText(string text)
    {
        if (text == FolderColumns.Null)
        {
            _folder.Append("%5F").Append(text, 1, text.Length - 1);
        }
        else if (text.Length > 0 && text[^1] is '.' or ' ')
        {
            Append(text.AsSpan(0, text.Length - 1));
            Escape(text[^1]);
        }
        else
        {
            Append(text);
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || Escaped.Contains(c, StringComparison.Ordinal))
            {
                Escape(c);
            }
            else
            {
                _folder.Append(c);
            }
        }
    }

    private void Escape(char c)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..Encoding.UTF8.GetBytes([c], bytes)])
            _folder.Append('%').Append(Convert.ToHexString([b]));
    }
}

/// <summary>The folder that a row goes to.</summary>
internal delegate ReadOnlySpan<char> FolderOfRow(in BatchRow row);
