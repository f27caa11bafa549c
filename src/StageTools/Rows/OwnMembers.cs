using System.Collections.Specialized;

namespace StageTools.Rows;

/// <summary>The members of a custom object, by their places.</summary>
/// <remarks>
/// PowerShell shows them only as a list made anew for each object, which costs more than to write the row. It keeps them, out of the public's sight,
/// in their order; where a PowerShell keeps them otherwise there is nothing to be had here, and the list is made.
/// </remarks>
internal static class OwnMembers
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    // What PowerShell adds to any object behind its back.
    private static readonly HashSet<string> Reserved = new(
        ["psobject", "psbase", "psadapted", "psextended", "pstypenames"], StringComparer.OrdinalIgnoreCase);

    private static readonly Func<PSObject, OrderedDictionary?> Members = Find() ?? (static _ => null);

    /// <summary>Reads the properties of an object, where their names are these, in this order, and no others.</summary>
    /// <param name="item">The object.</param>
    /// <param name="names">The names.</param>
    /// <param name="values">Room for as many values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(PSObject item, string[] names, Span<object?> values)
    {
        if (Members(item) is not { } members || members.Count < names.Length)
            return false;

        for (var i = 0; i < names.Length; i++)
        {
            if (members[i] is not PSPropertyInfo property || property.Name != names[i])
                return false;

            values[i] = PlainValue.Of(property);
        }

        for (var i = names.Length; i < members.Count; i++)
        {
            if (members[i] is not PSMemberInfo member || !Reserved.Contains(member.Name))
                return false;
        }

        return true;
    }

    /// <summary>How many members an object has beside those of its type; 0 where that cannot be had.</summary>
    public static int Count(PSObject item) => Members(item) is { } members ? members.Keys.Cast<string>().Count(name => !Reserved.Contains(name)) : 0;

    private static Func<PSObject, OrderedDictionary?>? Find()
    {
        var collection = typeof(PSObject).GetProperty("InstanceMembers", Hidden);
        if (collection?.PropertyType.GetField("_members", Hidden) is not { } members || members.FieldType != typeof(OrderedDictionary))
            return null;

        var item = Expression.Parameter(typeof(PSObject));
        return Expression.Lambda<Func<PSObject, OrderedDictionary?>>(
            Expression.Field(Expression.Property(item, collection), members), item).Compile();
    }
}
