namespace StageTools.Statements;

/// <summary>Reads queries, alone or inside a statement, to their end, which stands where a semicolon, the bracket around them, or INTO OUTFILE
/// does. Their text is DuckDB's, and stays as it is.</summary>
internal sealed class QueryParser
{
    /// <summary>How many brackets may stand in each other; DuckDB's expressions go no deeper.</summary>
    private const int Deepest = 1000;

    private const string Outfile = "OUTFILE";

    private readonly StatementCursor _cursor;
    private readonly bool _mayExport;
    private readonly SqlToken? _bracket;
    private readonly Stack<SqlToken> _open = new();
    private readonly List<int> _calls = [];
    private bool _isExport;
    private int _last;

    private QueryParser(StatementCursor cursor, bool isNested, bool mayExport)
    {
        (_cursor, _mayExport, _bracket) = (cursor, mayExport, isNested ? cursor.Current : null);

        // From here on quotes are DuckDB's.
        cursor.Tokens.GoOn(cursor.Index + 1, isNested ? cursor.Current.End : cursor.Peek().Start, ofSystems: false);
    }

    private SqlToken Last => _cursor.Tokens[_last];

    /// <summary>Reads a statement that is DuckDB's, or a query before INTO OUTFILE.</summary>
    public static (QueryStatement Query, bool IsExport) Read(StatementCursor cursor, bool mayExport)
    {
        var parser = new QueryParser(cursor, isNested: false, mayExport);
        var query = parser.Of(parser.Read());
        cursor.Tokens.GoOn(cursor.Index, cursor.Current.Start, ofSystems: true);
        cursor.MoveTo(cursor.Index);
        return (query, parser._isExport);
    }

    /// <summary>Reads a query in brackets, of which the first was taken.</summary>
    public static QueryStatement ReadNested(StatementCursor cursor)
    {
        var first = cursor.Peek();
        return first.Symbol is '(' || first.IsWord(SqlWords.QueryStarts)
            ? ReadInBrackets(cursor, static (parser, read) => parser.Of(read))
            : throw cursor.Expected("a query such as SELECT …", SqlWords.QueryStarts);
    }

    /// <summary>Reads an expression in brackets, of which the first was taken.</summary>
    public static string ReadExpression(StatementCursor cursor) => ReadInBrackets(cursor, static (_, read) => read.Text) is { Length: > 0 } text
        ? text
        : throw cursor.Refuse(cursor.Previous.Start, "expected an expression, found nothing between the brackets");

    private static T ReadInBrackets<T>(StatementCursor cursor, Func<QueryParser, SqlStatement, T> of)
    {
        var parser = new QueryParser(cursor, isNested: true, mayExport: false);
        var read = of(parser, parser.Read());
        cursor.Tokens.GoOn(cursor.Index + 1, cursor.Current.End, ofSystems: true);
        return read;
    }

    private SqlStatement Read()
    {
        try
        {
            return SqlReader.ReadOne(_cursor, Ends);
        }
        catch (StageException e)
        {
            // The search for the statement's end goes on here, and not behind what the staged table's options took.
            _cursor.MoveTo(Last.Symbol is ';' ? _last : _last + 1);
            throw e.Code is StageErrorCode.StatementInvalid ? e : _cursor.Refuse(Last.Start, e);
        }
    }

    private QueryStatement Of(SqlStatement read) => new(read.Tokens.Part(read.First, read.Next))
    {
        Dialect = Dialect.Standard,
        Place = PlaceOf(read.Start),
        Functions = new ValueList<StageFunctionCall>(_calls.Select(call => StageFunctionParser.Read(_cursor, call, read.Start))),
    };

    private (int Line, int Column) PlaceOf(int position)
    {
        var ((line, column), (fromLine, fromColumn)) = (_cursor.Tokens.PlaceOf(position), _cursor.Tokens.PlaceOf(_cursor.Start));
        return (line - fromLine + 1, line == fromLine ? column - fromColumn + 1 : column);
    }

    private bool Ends()
    {
        _last = _cursor.Index;
        if (Last.Kind is SqlTokenKind.Word && StageFunctionParser.IsCall(_cursor))
            _calls.Add(_last);

        return Last.Kind switch
        {
            SqlTokenKind.End => RequireClosed(),
            SqlTokenKind.Symbol => EndsAtSymbol(Last.Symbol),
            SqlTokenKind.Word when _mayExport && _open.Count == 0 && Last.IsWord("INTO")
                && !_cursor.Previous.IsWord("INSERT") && !_cursor.Previous.IsWord("MERGE") => EndsAtInto(_cursor.Peek()),
            _ => false,
        };
    }

    private bool EndsAtSymbol(char symbol)
    {
        if (symbol is '(' or '[' or '{')
        {
            _open.Push(_open.Count < Deepest
                ? Last
                : throw _cursor.Refuse(Last.Start, $"brackets are more than {Deepest} deep here, which no query can be"));
        }

        return symbol switch
        {
            ';' => RequireClosed(),
            ')' or ']' or '}' when _open.TryPop(out var open) => Closes(open.Symbol switch { '(' => ')', '[' => ']', _ => '}' }, symbol),
            ')' when _bracket is not null => true,
            ')' or ']' or '}' => throw _cursor.Refuse(Last.Start, $"there is no bracket open that this '{symbol}' could close"),
            _ => false,
        };
    }

    /// <summary>False: a bracket that closes another within the query is not its end.</summary>
    private bool Closes(char wanted, char symbol) =>
        symbol == wanted ? false : throw _cursor.Refuse(Last.Start, $"expected '{wanted}', found '{symbol}'");

    private bool EndsAtInto(SqlToken next)
    {
        _isExport = next.IsWord(Outfile);
        return !_isExport && next.Kind is SqlTokenKind.Word && NearMiss.IsNear(next.Span, Outfile)
            ? throw _cursor.Refuse(next.Start, $"expected {Outfile}, found '{next.Span}'; did you mean {Outfile}?")
            : _isExport;
    }

    private bool RequireClosed() => (_open.TryPeek(out var inner) ? inner : _bracket) is { } open
        ? throw _cursor.Refuse(open.Start, $"the '{open.Symbol}' that opens here is never closed")
        : true;
}
