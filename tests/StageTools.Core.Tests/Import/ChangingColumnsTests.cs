using System.Collections;
using StageTools.Core.Tests.Formats;
using StageTools.Databases.Columns;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Rows;
using StageTools.Storage;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Import;

/// <summary>Rows whose columns are others from each to the next: what was found out about a shape is known when it comes again.</summary>
public sealed class ChangingColumnsTests
{
    private const int Width = 400;

    private static readonly string[] Names = [.. Enumerable.Range(0, Width).Select(static i => $"k{i}")];

    [Fact]
    public void Columns_are_looked_for_once_a_shape_and_never_one_by_one()
    {
        var asked = new Counted([.. Names.Select(static name => new TableColumn(name, new(ColumnKind.BigInt)))]);
        var match = new ColumnMatch(File(), new TargetTable(new TableName(["t"]), asked, "t"), new LoadOptions("t"));
        string[][] shapes = [Names, [.. Names.Reverse()], [.. Names.Select(static name => name.ToUpperInvariant())]];
        for (var row = 0; row < 300; row++)
        {
            var shape = shapes[row % shapes.Length];
            var places = match.PlacesOf(new Row(shape, new object?[Width]));
            for (var i = 0; i < Width; i += 57)
                match.Columns[places[i]].Name.ShouldBe(shape[i].ToLowerInvariant());
        }

        asked.Reads.ShouldBeLessThanOrEqualTo(4 * Width);
    }

    [Fact]
    public void Rows_of_JSON_share_the_list_of_columns_of_any_row_before()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":1,\"b\":2}\n{\"b\":2,\"a\":1}\n{\"a\":1}\n", 3));
        var rows = RowFile.Read(RowFile.NdJson, text);
        rows.Count.ShouldBe(9);
        rows.Select(static row => row.Columns).Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(3);
        rows[4].Columns.ShouldBe(["b", "a"]);
    }

    [Fact]
    public void Shapes_without_end_are_forgotten()
    {
        var cache = new ShapeCache<int>(SameNames.Comparer);
        for (var i = 0; i < 10_000; i++)
            cache.Add([.. Names.Append($"own{i}")], i);

        Enumerable.Range(0, 10_000).Count(i => cache.TryGet([.. Names.Append($"own{i}")], out _)).ShouldBeLessThanOrEqualTo(ShapeCache<int>.MostNames / Width);
        cache.TryGet([.. Names.Append("own9999")], out var last).ShouldBeTrue();
        last.ShouldBe(9999);
    }

    private static ImportFile File() => ImportFile.Resolve(
        FileStore.Local(Path.GetTempPath()), new StoreItem("a.ndjson", 0, default), FileFormat.Unspecified, FileFormat.Unspecified);

    /// <summary>Counts how often one of its items is had.</summary>
    private sealed class Counted(TableColumn[] columns) : IReadOnlyList<TableColumn>
    {
        public long Reads { get; private set; }

        public int Count => columns.Length;

        public TableColumn this[int index]
        {
            get
            {
                Reads++;
                return columns[index];
            }
        }

        public IEnumerator<TableColumn> GetEnumerator()
        {
            foreach (var column in columns)
            {
                Reads++;
                yield return column;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
