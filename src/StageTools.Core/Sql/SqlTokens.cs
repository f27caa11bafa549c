namespace StageTools.Sql;

/// <summary>A text of SQL as a list of tokens. Each is made when it is first looked at, and from then on looked up: of what was read nothing is
/// taken apart anew.</summary>
/// <remarks>What a character is depends on who reads it: whose quotes hold, and whether a path may stand there, in which <c>/*</c> begins no
/// comment. So whoever reads first says it, and the rest of the list follows from there.</remarks>
/// <param name="sql">The text.</param>
/// <param name="ofSystems">Whether it is of Databend or MatrixOne: a backslash in quotes escapes, and <c>#</c> begins a comment. Else it is
/// DuckDB's.</param>
internal sealed class SqlTokens(string sql, bool ofSystems = false)
{
    private readonly SqlTokenizer _tokenizer = new(sql) { OfSystems = ofSystems };
    private readonly List<SqlToken> _made = [];
    private List<int>? _lines;

    /// <summary>The text.</summary>
    public string Sql => _tokenizer.Sql;

    /// <summary>Whether the rest is read as Databend's or MatrixOne's.</summary>
    public bool OfSystems => _tokenizer.OfSystems;

    /// <summary>Where a comment begins that never ends; null where there is none, or the list has not come to it.</summary>
    public int? UnclosedComment => _tokenizer.UnclosedComment;

    private bool IsWhole => _made is [.., { Kind: SqlTokenKind.End }];

    /// <summary>A token; behind the last one, and before the first, there are ends.</summary>
    public SqlToken this[int index]
    {
        get
        {
            while (index >= _made.Count && !IsWhole)
                _made.Add(_tokenizer.Next());

            return index < 0 ? new SqlToken(SqlTokenKind.End, Sql, 0, 0) : _made[Math.Min(index, _made.Count - 1)];
        }
    }

    /// <summary>The first token that begins at a place of the text, or behind it.</summary>
    public int IndexAt(int position)
    {
        while (!IsWhole && (_made.Count == 0 || _made[^1].Start < position))
            _made.Add(_tokenizer.Next());

        var (low, high) = (0, _made.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _made[middle].Start < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The line of the text that a place of it is in, and the character of that line, both from 1.</summary>
    public (int Line, int Column) PlaceOf(int position)
    {
        _lines ??= [0, .. Enumerable.Range(1, Sql.Length).Where(EndsLine)];
        var index = _lines.BinarySearch(position);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, position - _lines[line] + 1);
    }

    /// <summary>Makes one token of what stands from a token on.</summary>
    /// <param name="index">The token.</param>
    /// <param name="kind">What it becomes.</param>
    /// <param name="end">Where it ends.</param>
    public void Join(int index, SqlTokenKind kind, int end)
    {
        var start = this[index].Start;
        GoOn(index, end, OfSystems);
        _made.Add(new SqlToken(kind, Sql, start, end - start));
    }

    /// <summary>Makes one token of the path that stands where one may: of a stage, or of this machine, <c>fs:///data/*.csv</c>.</summary>
    public void JoinPath(int index)
    {
        var end = SqlTokenizer.PathEnd(Sql, this[index].Start);
        if (end > this[index].Start && this[index].Kind is not SqlTokenKind.Path)
            Join(index, SqlTokenKind.Path, end);
    }

    /// <summary>Makes one token of a stage path; elsewhere <c>@</c> is an operator.</summary>
    public void JoinStagePath(int index)
    {
        if (this[index].Symbol is '@' && SqlTokenizer.IsStageStart(Sql, this[index].End))
            JoinPath(index);
    }

    /// <summary>Goes on elsewhere in the text, or in other quotes.</summary>
    /// <param name="index">The first token that is not kept.</param>
    /// <param name="position">Where it begins, or what stands before it.</param>
    /// <param name="ofSystems">Whether the rest is Databend's or MatrixOne's.</param>
    public void GoOn(int index, int position, bool ofSystems)
    {
        _made.RemoveRange(index, Math.Max(0, _made.Count - index));
        _tokenizer.MoveTo(position);
        _tokenizer.OfSystems = ofSystems;
    }

    private bool EndsLine(int end) => Sql[end - 1] is '\n' || (Sql[end - 1] is '\r' && (end == Sql.Length || Sql[end] is not '\n'));

    /// <summary>Some of the tokens, as those of a text of their own.</summary>
    /// <param name="first">The first.</param>
    /// <param name="end">The one that is not among them any more.</param>
    public SqlTokens Part(int first, int end)
    {
        var start = this[first].Start;
        var part = new SqlTokens(end > first ? Sql[start..this[end - 1].End] : string.Empty, OfSystems);
        for (var i = first; i < end; i++)
            part._made.Add(this[i] with { Sql = part.Sql, Start = this[i].Start - start });

        part._made.Add(new SqlToken(SqlTokenKind.End, part.Sql, part.Sql.Length, 0));
        return part;
    }
}
