namespace StageTools.Sql;

/// <summary>Reads SQL as far as StageTools has a say in it: where statements end, where tables stand, and which of them are staged files. All else is
/// DuckDB's: a text such as <c>'@a'</c> in a WHERE is a text.</summary>
internal sealed class SqlReader(SqlCursor cursor)
{
    private readonly Stack<SqlLevel> _levels = new([new SqlLevel()]);
    private readonly List<StageReference> _references = [];
    private readonly List<ColumnUse> _ordinals = [];
    private readonly List<ColumnUse> _metadata = [];
    private readonly List<ColumnUse> _stars = [];
    private readonly List<ColumnUse> _froms = [];
    private bool _tableNext;
    private bool _copies;
    private bool _isExport;
    private bool _keepsText;
    private int _copyFrom;
    private int _distinctOnEnd = -1;
    private string _verb = string.Empty;

    private SqlLevel Level => _levels.Peek();

    /// <summary>The statements of a text; empty ones are passed over.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c> for options of staged files that do not exist.</exception>
    public static IEnumerable<SqlStatement> Read(SqlTokens tokens)
    {
        var cursor = new SqlCursor(tokens);
        do
        {
            var statement = new SqlReader(cursor).Read(ends: null);
            if (statement.Next > statement.First)
                yield return statement;
        }
        while (cursor.Current.Kind is not SqlTokenKind.End);
    }

    /// <summary>The statement that begins behind the cursor, which stands on what ends it afterwards.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="ends">Asked at each token whether it ends the statement.</param>
    public static SqlStatement ReadOne(SqlCursor cursor, Func<bool> ends) => new SqlReader(cursor).Read(ends);

    private SqlStatement Read(Func<bool>? ends)
    {
        cursor.Take();
        var first = cursor.Index;
        while (ends?.Invoke() is not true && !cursor.Current.EndsStatement)
        {
            Read(cursor.Current, isFirst: cursor.Index == first);
            if (_tableNext)
                cursor.Tokens.JoinStagePath(cursor.Index + 1);

            cursor.Take();
        }

        return new SqlStatement(cursor.Tokens, first, cursor.Index)
        {
            Verb = _verb,
            IsExport = _isExport,
            KeepsText = _keepsText,
            CopyFrom = _copyFrom,
            References = _references,
            Ordinals = _ordinals,
            Metadata = _metadata,
            Stars = _stars,
            Froms = _froms,
        };
    }

    private void Read(SqlToken token, bool isFirst)
    {
        var takesTable = _tableNext;
        _tableNext = false;
        if (token.Kind is SqlTokenKind.Text or SqlTokenKind.Path && (takesTable || Level.TakesFile))
            ReadPath(token);
        else if (SqlWords.IsMetadata(token.Kind is SqlTokenKind.Word ? token.Span : token.Name))
            _metadata.Add(Use());
        else if (token.Kind is SqlTokenKind.Word && !cursor.IsQualified)
            ReadWord(token.Text.ToUpperInvariant(), isFirst);
        else if (token.Kind is SqlTokenKind.Parameter && char.IsAsciiDigit(token.Span[1]))
            _ordinals.Add(Use());
        else if (token.Kind is SqlTokenKind.Symbol)
            ReadSymbol(token, takesTable);

        if (token.Kind is not SqlTokenKind.Symbol)
            Level.TakesFile = false;
    }

    private ColumnUse Use() => new(cursor.Tokens, cursor.Index, cursor.Qualifier, Level.Scope ?? Level.Outer ?? new QueryScope(parent: null));

    private void ReadWord(string word, bool isFirst)
    {
        // Behind WITH t AS (…) a statement may as well change something.
        if (isFirst || _verb is "EXPLAIN" or "ANALYZE"
            || (_verb is "WITH" && SqlWords.Changing.Contains(word) && _levels.Count == 1 && cursor.Previous.Symbol is ')'))
        {
            _verb = word;
        }

        _keepsText |= word is "VIEW" or "MACRO" or "FUNCTION" && _verb is "CREATE" && Level.Scope is null;
        if (word is "COPY" or "EXPORT" && _levels.Count == 1 && (isFirst || MayBeginInner))
            (_copies, _isExport) = (word is "COPY", _isExport || word is "EXPORT");

        _isExport |= word is "TO" && _levels.Count == 1 && _copies;
        Level.Clause = word switch
        {
            "SELECT" => EnterSelect(),
            "FROM" when BeginsTables() => EnterFrom(),
            "UNION" or "EXCEPT" or "INTERSECT" => LeaveScope(),
            "JOIN" or "USING" when Level.Clause is SqlLevel.Part.From or SqlLevel.Part.On => BeginTables(),
            "PIVOT" or "PIVOT_WIDER" or "UNPIVOT" or "PIVOT_LONGER" when Level.Clause is SqlLevel.Part.Other => BeginTables(),
            "USING" when _verb is "MERGE" => EnterTables(),
            "DESCRIBE" or "DESC" or "SUMMARIZE" when _verb == word => EnterTables(),
            "ON" when Level.Clause is SqlLevel.Part.From => SqlLevel.Part.On,
            _ => SqlWords.EndTables.Contains(word) ? SqlLevel.Part.Other : Level.Clause,
        };
    }

    /// <summary>FROM begins tables but in <c>IS DISTINCT FROM</c> and in functions such as <c>extract(year FROM d)</c>.</summary>
    private bool BeginsTables() => !IsBehindDistinct && (!Level.IsFunction || Level.Scope is not null);

    /// <summary>Whether a statement in a statement may begin at the token: behind <c>EXPLAIN (…)</c>, <c>PREPARE p AS</c>.</summary>
    private bool MayBeginInner =>
        cursor.Previous is var before && (before.Symbol is ')' || before.IsWord("EXPLAIN") || before.IsWord("ANALYZE") || before.IsWord("AS"));

    /// <summary>Whether the token stands behind <c>IS [NOT] DISTINCT</c>.</summary>
    private bool IsBehindDistinct =>
        cursor.Previous.IsWord("DISTINCT") && (cursor.BeforePrevious.IsWord("IS") || cursor.BeforePrevious.IsWord("NOT"));

    private SqlLevel.Part EnterSelect()
    {
        EnterScope(static s => s.HasSelect).HasSelect = true;
        return SqlLevel.Part.Select;
    }

    private SqlLevel.Part EnterFrom()
    {
        EnterScope(static s => s.HasFrom).HasFrom = true;
        if (!Level.Scope!.HasSelect && !(_levels.Count == 1 && SqlWords.FromOfTables.Contains(_verb)))
            _froms.Add(Use());

        return BeginTables();
    }

    private SqlLevel.Part EnterTables()
    {
        EnterScope(static s => s.HasFrom);
        return BeginTables();
    }

    private SqlLevel.Part LeaveScope()
    {
        Level.Scope = null;
        return SqlLevel.Part.Other;
    }

    private SqlLevel.Part BeginTables()
    {
        _tableNext = true;
        return SqlLevel.Part.From;
    }

    private QueryScope EnterScope(Func<QueryScope, bool> isOver) =>
        Level.Scope = Level.Scope is null || isOver(Level.Scope) ? new QueryScope(Level.Outer) : Level.Scope;

    private void ReadSymbol(SqlToken token, bool takesTable)
    {
        if (token.Symbol is '(')
        {
            Open(takesTable);
        }
        else if (token.Symbol is '[')
        {
            OpenList();
        }
        else if (token.Symbol is ')' or ']' && _levels.Count > 1)
        {
            var isDistinctOn = _levels.Pop().IsDistinctOn;
            Level.TakesFile = false;
            _distinctOnEnd = isDistinctOn ? cursor.Index : _distinctOnEnd;
        }
        else if (token.Symbol is ',')
        {
            Level.TakesFile = Level.IsFileList;
            Level.Clause = Level.Clause is SqlLevel.Part.From or SqlLevel.Part.On ? BeginTables() : Level.Clause;
        }
        else if (token.Symbol is '*' && IsStar())
        {
            _stars.Add(Use());
        }
    }

    private void OpenList() => _levels.Push(new SqlLevel
    {
        Outer = Level.Scope ?? Level.Outer,
        IsFunction = true,
        IsFileList = Level.TakesFile,
        TakesFile = Level.TakesFile,
        ReadsJson = Level.ReadsJson,
    });

    private void Open(bool takesTable)
    {
        var before = cursor.Previous;
        var isFunction = before.Kind is SqlTokenKind.QuotedName || (before.Kind is SqlTokenKind.Word && !before.IsWord(SqlWords.BeforeBrackets));
        _levels.Push(new SqlLevel
        {
            Outer = Level.Scope ?? Level.Outer,
            IsFunction = isFunction,
            TakesFile = isFunction && before.IsWord(SqlWords.FileFunctions),
            ReadsJson = isFunction && before.IsWord(SqlWords.JsonFunctions),
            IsDistinctOn = before.IsWord("ON") && cursor.BeforePrevious.IsWord("DISTINCT"),
            IsColumns = before.IsWord("COLUMNS"),
            Clause = takesTable ? SqlLevel.Part.From : SqlLevel.Part.Other,
            Scope = takesTable && !isFunction && !cursor.Peek().IsWord(SqlWords.QueryStarts) ? Level.Scope : null,
        });
        _tableNext = takesTable && !isFunction;
    }

    private bool IsStar() => Level.IsColumns
        ? cursor.Previous.Symbol is '(' or '.'
        : Level.Clause is SqlLevel.Part.Select
            && (cursor.Previous.Symbol is '.' or ',' || cursor.Previous.IsWord(SqlWords.BeforeColumns) || cursor.Index - 1 == _distinctOnEnd)
            && !cursor.Peek().IsWord("COLUMNS");

    private void ReadPath(SqlToken token)
    {
        if (token.Value is not { } path || !StageText.IsStagePath(path))
            return;

        var kind = Level.KindOf(_verb, isOutermost: _levels.Count == 1);
        _copyFrom = kind is ReferenceKind.Copied ? cursor.Previous.Start : _copyFrom;
        var reference = new StageReference(kind, path, token.Start, token.End) { ReadsJson = Level.ReadsJson };
        reference = kind is ReferenceKind.Argument or ReferenceKind.ListItem ? reference : ReferenceOptions.Read(cursor, reference);
        _references.Add(reference);
        Level.Scope?.Add(reference);
    }
}
