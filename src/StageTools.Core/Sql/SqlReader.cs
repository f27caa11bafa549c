using StageTools.Errors;

namespace StageTools.Sql;

/// <summary>Reads SQL as far as StageTools has a say in it: where statements end, where tables stand, and which of them are staged files. All else is DuckDB's:
/// a text such as <c>'@a'</c> in a WHERE is a text.</summary>
internal sealed class SqlReader
{
    private readonly SqlCursor _cursor;
    private readonly Stack<SqlLevel> _levels = new();
    private readonly List<StageReference> _references = [];
    private readonly List<ColumnUse> _ordinals = [];
    private readonly List<ColumnUse> _metadata = [];
    private readonly List<ColumnUse> _stars = [];
    private bool _tableNext;
    private bool _copies;
    private bool _isExport;
    private bool _keepsText;
    private int _copyFrom;
    private string _verb = string.Empty;

    private SqlReader(string sql, int start = 0) => _cursor = new SqlCursor(sql, start);

    private string Sql => _cursor.Sql;

    private SqlLevel Level => _levels.Peek();

    /// <summary>The statements of a text; empty ones are passed over.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for options of staged files that do not exist.</exception>
    public static IEnumerable<SqlStatement> Read(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var reader = new SqlReader(sql);
        while (reader.TryReadStatement(out var statement))
        {
            if (statement.End > statement.Start)
            {
                yield return statement;
            }
        }
    }

    /// <summary>The statement that begins at a place in a text.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="start">The place.</param>
    /// <param name="ends">Told of each token, the one that ends the statement among them; whether it ends the statement.</param>
    public static SqlStatement ReadOne(string sql, int start, Func<SqlCursor, bool> ends)
    {
        new SqlReader(sql, start).TryReadStatement(out var statement, ends);
        return statement;
    }

    private bool TryReadStatement(out SqlStatement statement, Func<SqlCursor, bool>? ends = null)
    {
        BeginStatement();
        var first = _cursor.Take();
        var (start, end) = (first.Start, first.Start);
        while (ends?.Invoke(_cursor) is not true && _cursor.Current.Kind is not SqlTokenKind.End && !_cursor.Current.IsSymbol(Sql, ';'))
        {
            Read(_cursor.Current, isFirst: _cursor.Current.Start == start);
            end = _cursor.Current.End;
            _cursor.Take(_tableNext);
        }

        statement = new SqlStatement(Sql, start, end)
        {
            Verb = _verb,
            IsExport = _isExport,
            KeepsText = _keepsText,
            CopyFrom = _copyFrom,
            References = [.. _references],
            Ordinals = [.. _ordinals],
            Metadata = [.. _metadata],
            Stars = [.. _stars],
        };
        return first.Kind is not SqlTokenKind.End;
    }

    private void BeginStatement()
    {
        _levels.Clear();
        _levels.Push(new SqlLevel());
        _references.Clear();
        _ordinals.Clear();
        _metadata.Clear();
        _stars.Clear();
        (_tableNext, _copies, _isExport, _keepsText, _verb) = (false, false, false, false, string.Empty);
    }

    private void Read(SqlToken token, bool isFirst)
    {
        var takesTable = _tableNext;
        _tableNext = false;
        switch (token.Kind)
        {
            case SqlTokenKind.Text or SqlTokenKind.StagePath when takesTable || Level.TakesFile:
                ReadPath(token);
                break;
            case SqlTokenKind.Word when SqlWords.IsMetadata(token.Of(Sql)):
            case SqlTokenKind.QuotedName when SqlWords.IsMetadata(token.Name(Sql)):
                _metadata.Add(Use(token));
                break;
            case SqlTokenKind.Word when !_cursor.IsQualified:
                ReadWord(token.Of(Sql).ToString().ToUpperInvariant(), isFirst);
                break;
            case SqlTokenKind.Parameter when char.IsAsciiDigit(Sql[token.Start + 1]):
                _ordinals.Add(Use(token));
                break;
            case SqlTokenKind.Symbol:
                ReadSymbol(token, takesTable);
                break;
        }

        if (token.Kind is not SqlTokenKind.Symbol)
        {
            Level.TakesFile = false;
        }
    }

    private ColumnUse Use(SqlToken token)
    {
        var scope = Level.Scope ?? Level.Outer ?? new QueryScope(parent: null);
        return new ColumnUse(token, _cursor.Qualifier, scope) { Start = _cursor.IsQualified ? _cursor.BeforePrevious.Start : token.Start };
    }

    private void ReadWord(string word, bool isFirst)
    {
        // Behind WITH t AS (…) a statement may as well change something.
        if (isFirst || _verb is "EXPLAIN" or "ANALYZE" || (_verb is "WITH" && SqlWords.Changing.Contains(word) && _levels.Count == 1 && _cursor.Previous.IsSymbol(Sql, ')')))
        {
            _verb = word;
        }

        switch (word)
        {
            case "SELECT":
                EnterScope(static s => s.HasSelect);
                Level.Scope!.HasSelect = true;
                Level.Clause = SqlLevel.Part.Select;
                break;
            case "FROM" when BeginsTables():
                EnterScope(static s => s.HasFrom);
                Level.Scope!.HasFrom = true;
                BeginTables();
                break;
            case "UNION" or "EXCEPT" or "INTERSECT":
                Level.Scope = null;
                Level.Clause = SqlLevel.Part.Other;
                break;
            case "JOIN" or "USING" when Level.Clause is SqlLevel.Part.From or SqlLevel.Part.On:
            case "PIVOT" or "PIVOT_WIDER" or "UNPIVOT" or "PIVOT_LONGER" when Level.Clause is SqlLevel.Part.Other:
                BeginTables();
                break;
            case "USING" when _verb is "MERGE":
            case "DESCRIBE" or "DESC" or "SUMMARIZE" when _verb == word:
                EnterScope(static s => s.HasFrom);
                BeginTables();
                break;
            case "ON" when Level.Clause is SqlLevel.Part.From:
                Level.Clause = SqlLevel.Part.On;
                break;
            case "VIEW" or "MACRO" or "FUNCTION" when _verb is "CREATE" && Level.Scope is null:
                _keepsText = true;
                break;
            case "COPY" or "EXPORT" when _levels.Count == 1 && (isFirst || _cursor.MayBeginInner):
                (_copies, _isExport) = (word is "COPY", _isExport || word is "EXPORT");
                break;
            case "TO" when _levels.Count == 1 && _copies:
                _isExport = true;
                break;
            default:
                Level.Clause = SqlWords.EndTables.Contains(word) ? SqlLevel.Part.Other : Level.Clause;
                break;
        }
    }

    /// <summary>FROM begins tables but in <c>IS DISTINCT FROM</c> and in functions such as <c>extract(year FROM d)</c>.</summary>
    private bool BeginsTables() => !_cursor.IsBehindDistinct && (!Level.IsFunction || Level.Scope is not null);

    private void BeginTables()
    {
        Level.Clause = SqlLevel.Part.From;
        _tableNext = true;
    }

    private void EnterScope(Func<QueryScope, bool> isOver) =>
        Level.Scope = Level.Scope is null || isOver(Level.Scope) ? new QueryScope(Level.Outer) : Level.Scope;

    private void ReadSymbol(SqlToken token, bool takesTable)
    {
        switch (Sql[token.Start])
        {
            case '(':
                Open(takesTable);
                break;
            case '[':
                _levels.Push(new SqlLevel { Outer = Level.Scope ?? Level.Outer, IsFunction = true, IsFileList = Level.TakesFile, TakesFile = Level.TakesFile });
                break;
            case ')' or ']' when _levels.Count > 1:
                _levels.Pop();
                Level.TakesFile = false;
                break;
            case ',':
                Level.TakesFile = Level.IsFileList;
                if (Level.Clause is SqlLevel.Part.From or SqlLevel.Part.On)
                {
                    BeginTables();
                }

                break;
            case '*' when IsStar():
                _stars.Add(Use(token));
                break;
        }
    }

    private void Open(bool takesTable)
    {
        var before = _cursor.Previous;
        var isFunction = before.Kind is SqlTokenKind.QuotedName || (before.Kind is SqlTokenKind.Word && !before.IsWord(Sql, SqlWords.BeforeBrackets));
        _levels.Push(new SqlLevel
        {
            Outer = Level.Scope ?? Level.Outer,
            IsFunction = isFunction,
            TakesFile = isFunction && before.IsWord(Sql, SqlWords.FileFunctions),
            Clause = takesTable ? SqlLevel.Part.From : SqlLevel.Part.Other,
            Scope = takesTable && !isFunction && !_cursor.Peek().IsWord(Sql, SqlWords.QueryStarts) ? Level.Scope : null,
        });
        _tableNext = takesTable && !isFunction;
    }

    private bool IsStar() =>
        Level.Clause is SqlLevel.Part.Select
        && (_cursor.Previous.IsSymbol(Sql, '.') || _cursor.Previous.IsSymbol(Sql, ',') || _cursor.Previous.IsWord(Sql, "SELECT") || _cursor.Previous.IsWord(Sql, "DISTINCT"))
        && !_cursor.Peek().IsWord(Sql, "COLUMNS");

    private void ReadPath(SqlToken token)
    {
        if (token.Value(Sql) is not { } path || !StageText.IsStagePath(path))
        {
            return;
        }

        var kind = Level.KindOf(_verb, isOutermost: _levels.Count == 1);
        _copyFrom = kind is ReferenceKind.Copied ? _cursor.Previous.Start : _copyFrom;
        var reference = new StageReference(kind, path, token.Start, token.End);
        reference = kind is ReferenceKind.Table or ReferenceKind.Described or ReferenceKind.Copied ? ReferenceOptions.Read(_cursor, reference) : reference;
        _references.Add(reference);
        Level.Scope?.Add(reference);
    }
}
