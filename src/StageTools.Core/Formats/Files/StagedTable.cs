
namespace StageTools.Formats.Files;

/// <summary>Staged files as DuckDB reads them.</summary>
/// <param name="Sql">A query that gives their rows.</param>
/// <param name="Columns">Their columns, in the order in which <c>$1</c> and so on count; null where only DuckDB knows.</param>
/// <param name="Read">The files of this machine that DuckDB opens, with the staged file each stands for.</param>
internal sealed record StagedTable(string Sql, IReadOnlyList<string>? Columns, IReadOnlyList<(string Path, StagedFile File)> Read);
