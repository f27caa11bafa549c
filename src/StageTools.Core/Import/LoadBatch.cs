using StageTools.Databases.Columns;
using StageTools.Databases.Loading;

namespace StageTools.Import;

/// <summary>Rows on their way from the file to the database.</summary>
/// <param name="Columns">The table's columns that they have values for; one list for as long as these stay the same.</param>
/// <param name="Rows">The rows.</param>
internal sealed record LoadBatch(IReadOnlyList<TableColumn> Columns, List<LoadRow> Rows);
