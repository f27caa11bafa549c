namespace StageTools.Query;

/// <summary>Holds together what a statement changes and what is known, or settled, only behind it: whether the staged files that it read stayed as
/// they were, and the account of loaded files. One's own, unless somebody's is open, which then is a part of that one.</summary>
internal sealed class StatementTransaction : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly bool _isOwn;
    private bool _isOpen;

    private StatementTransaction(DuckDbConnection connection, bool isOwn) =>
        (_connection, _isOwn, _isOpen) = (connection, isOwn, isOwn);

    /// <summary>Begins it.</summary>
    public static StatementTransaction Begin(DuckDbConnection connection)
    {
        var isOwn = !SessionState.IsInTransaction(connection);
        if (isOwn)
            connection.Execute("BEGIN TRANSACTION");

        return new(connection, isOwn);
    }

    /// <summary>Has it last, where it is one's own.</summary>
    /// <exception cref="DuckDbException">DuckDB cannot, and has undone it.</exception>
    public void Commit(CancellationToken cancellationToken)
    {
        // What is on its way is not cancelled any more: it would be there, and told as undone.
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOpen)
            _connection.Execute("COMMIT", CancellationToken.None);

        _isOpen = false;
    }

    /// <summary>Lets somebody's take no statements any more, as after each error of DuckDB's own: it holds what the statement has done.</summary>
    public void Fail()
    {
        if (!_isOwn)
            Try("SELECT error('The statement before failed.')");
    }

    /// <summary>Undoes one's own that does not last.</summary>
    public void Dispose()
    {
        if (_isOpen)
            Try("ROLLBACK");

        _isOpen = false;
    }

    private void Try(string sql)
    {
        try
        {
            _connection.Execute(sql);
        }
        catch (DuckDbException)
        {
            // That is what was wanted; or it is over already, by an error of the commit or of all of DuckDB.
        }
    }
}
