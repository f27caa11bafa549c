using StageTools.Query;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>All of a statement's result.</summary>
internal sealed class TestResult(StatementResult result)
{
    public IReadOnlyList<QueryColumn> Columns { get; } = result.Columns;

    public IEnumerable<string> Names => Columns.Select(static column => column.Name);

    public List<object?[]> Rows { get; } = [];

    public long? Changed { get; } = result.RowsChanged;

    public IReadOnlyList<string> Notices => result.Notices;

    /// <summary>The values of a column, in order.</summary>
    public IEnumerable<object?> this[string column]
    {
        get
        {
            var index = Names.ToList().IndexOf(column);
            index.ShouldBeGreaterThanOrEqualTo(0, column);
            return Rows.Select(row => row[index]).Order();
        }
    }

    /// <summary>The value of a column in the only row.</summary>
    public object? Single(string column) => this[column].ShouldHaveSingleItem();

    public async Task ReadAsync(StatementResult open, CancellationToken cancellationToken)
    {
        var rows = open.NewRows();
        while (await open.ReadAsync(rows, cancellationToken))
        {
            for (var i = 0; i < rows.Count; i++)
                Rows.Add([.. rows.Columns.Select(column => column.GetValue(i))]);
        }
    }
}
