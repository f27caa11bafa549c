namespace StageTools.DuckDb.Values;

/// <summary>Which member of a UNION a value is for.</summary>
internal static class Unions
{
    /// <summary>The members to try: first those whose own type in .NET the value has.</summary>
    public static IEnumerable<int> Order(IReadOnlyList<DuckDbColumn> members, object value) =>
        Enumerable.Range(0, members.Count).OrderBy(i => members[i].Type.ClrType is var type && type != typeof(object) && type.IsInstanceOfType(value) ? 0 : 1);
}
