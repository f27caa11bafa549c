using StageTools.DuckDb;
using StageTools.Rows;

namespace StageTools.Databases.DuckDb;

/// <summary>Moves rows of DuckDB's chunks into the batches of an export: a text goes through as it is.</summary>
internal static class ChunkRows
{
    /// <summary>The columns, as an export wants to know them.</summary>
    public static IReadOnlyList<RowColumn> Columns(IEnumerable<DuckDbColumn> columns) =>
        [.. columns.Select(static c => new RowColumn(c.Name, c.Type.ClrType)
    {
        Precision = c.Type.Kind == DuckDbTypeKind.Decimal ? c.Type.Precision : null,
        Scale = c.Type.Kind == DuckDbTypeKind.Decimal ? c.Type.Scale : null,
    })];

    /// <summary>Adds a row of a chunk to a batch, which reuses its values.</summary>
    public static void Add(RowBatch batch, DuckDbChunk chunk, IReadOnlyList<DuckDbColumn> columns, int row)
    {
        var values = batch.AddRow(columns.Count);
        for (var i = 0; i < values.Length; i++)
        {
            if (columns[i].Type.Kind != DuckDbTypeKind.VarChar)
            {
                values[i] = chunk.Value(i, row);
                if (values[i] is { } value and not ValueType)
                {
                    // Bytes, lists and objects: a few large ones fill a batch too.
                    batch.AddLength(RowValues.SizeOf(value));
                }
            }
            else if (chunk.IsNull(i, row))
            {
                values[i] = null;
            }
            else
            {
                var text = chunk.Bytes(i, row);
                var place = values[i] as Utf8Text ?? new Utf8Text();
                place.Set(text);
                batch.AddLength(text.Length);
                values[i] = place;
            }
        }
    }
}
