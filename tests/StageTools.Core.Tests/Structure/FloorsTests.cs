using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;

namespace StageTools.Core.Tests.Structure;

/// <summary>DESIGN, "The house": a floor uses only what lies below it, so no two folders need each other.</summary>
public sealed class FloorsTests
{
    // From the ground up; a folder a floor.
    private static readonly string[] Floors =
    [
        "Errors", "Paths", "Streams", "Rows", "DuckDb",
        "Formats.Options", "Formats.Text", "Formats.Codecs",
        "Storage", "Storage.Providers", "Storage.Remote", "Storage.Jobs", "Storage.Folders", "Machine",
        "Storage.Buckets.Services", "Storage.Buckets.Faults", "Storage.Buckets.Connections", "Storage.Buckets.Parts", "Storage.Buckets",
        "Sql",
        "Databases.Columns", "Databases.Loading", "Databases.Sqlite", "Databases.Ado", "Databases.DuckDb", "Databases.Postgres",
        "Databases.MySql", "Databases.SqlServer", "Databases",
        "Catalog", "Catalog.Secrets", "Catalog.Sqlite", "Catalog.Postgres", "Catalog.Copies", "Stages", "Transfer",
        "Export.Parts", "Query.Cache", "Query.Sandbox",
        "Formats.Files", "Formats.Csv", "Formats.Json", "Formats.Parquet", "Formats",
        "Export", "Query", "", "Import",
        "Statements.Parts", "Statements", "Statements.Scripting", "Statements.Parsing", "Statements.Running",
    ];

    private static readonly Architecture Core = new ArchLoader().LoadAssembly(typeof(StageEngine).Assembly).Build();

    private static readonly string Root = typeof(StageEngine).Namespace!;

    [Fact]
    public void Every_folder_is_a_floor() => Core.Types.Select(static type => type.Namespace.FullName).Where(IsOurs).Distinct(StringComparer.Ordinal)
        .ShouldBe(Floors.Select(static floor => floor.Length == 0 ? Root : $"{Root}.{floor}"), ignoreOrder: true);

    [Fact]
    public void Nothing_points_up()
    {
        var up = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Core.Types.Where(static type => IsOurs(type.Namespace.FullName)))
        {
            foreach (var target in type.GetTypeDependencies(Core).Where(target => FloorOf(target) > FloorOf(type)))
                up.Add($"{type.FullName} needs {target.FullName}");
        }

        up.ShouldBeEmpty();
    }

    private static bool IsOurs(string name) => name == Root || name.StartsWith(Root + '.', StringComparison.Ordinal);

    /// <summary>Which floor a type is on; below all where it is another's.</summary>
    private static int FloorOf(IType type) => Array.IndexOf(Floors, type.Namespace.FullName == Root ? string.Empty : type.Namespace.FullName.Replace(Root + '.', string.Empty, StringComparison.Ordinal));
}
