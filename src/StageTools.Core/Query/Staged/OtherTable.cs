using StageTools.Formats.Options;
using StageTools.Sql;

namespace StageTools.Query.Staged;

/// <summary>JSON and Parquet files as one table: DuckDB finds their columns itself, by name over all files.</summary>
internal static class OtherTable
{
    // Below this every row is looked at for columns and types; of more, the first rows are.
    private const long SmallJson = 64 << 20;
    private const int SampleOfLarge = 100_000;

    /// <summary>How many rows of JSON files are looked at; -1 for all.</summary>
    public static int SampleOf(IReadOnlyList<TextFile> files) => files.Sum(static f => f.File.Local.Item.Size) <= SmallJson ? -1 : SampleOfLarge;

    /// <summary>The table of JSON files.</summary>
    public static StagedTable Json(IReadOnlyList<TextFile> files, int sample, StageReference reference)
    {
        var groups = reference.WantsRowNumber ? files.Select(static f => new[] { f }).ToList() : files.GroupBy(static f => f.IsGzip).Select(static g => g.ToArray()).ToList();
        var parts = groups.Select(group =>
            $"SELECT {string.Join(", ", ["*", .. Metadata.Columns(reference, group.Select(static f => f.File), "row_number() OVER () - 1")])}"
            + $" FROM read_json({DuckDbText.PathList(group.Select(static f => f.Path))}, format = '{(group[0].File.Format.Format is RowFormat.NdJson ? "newline_delimited" : "auto")}'"
            + $", compression = '{(group[0].IsGzip ? "gzip" : "uncompressed")}', union_by_name = true, sample_size = {sample}, maximum_sample_files = {files.Count}, hive_partitioning = false)");
        return new StagedTable(string.Join(" UNION ALL BY NAME ", parts), Columns: null, files.Select(f => (f.Path, f.File)).ToList());
    }

    /// <summary>The table of Parquet files.</summary>
    public static StagedTable Parquet(IReadOnlyList<StagedFile> files, StageReference reference)
    {
        var columns = string.Join(", ", ["*", .. Metadata.Columns(reference, files, "file_row_number")]);
        var union = files.Count > 1 ? ", union_by_name = true" : string.Empty;
        return new StagedTable(
            $"SELECT {columns} FROM read_parquet({DuckDbText.PathList(files.Select(static f => f.Local.Path))}{union}, hive_partitioning = false)",
            Columns: null,
            files.Select(static f => (f.Local.Path, f)).ToList());
    }
}
