using System.Collections.Specialized;

namespace StageTools.Rows;

/// <summary>What an object has of its own: the members that were added to it, by their places, and the names of its types, by which PowerShell adds
/// others.</summary>
/// <remarks>
/// PowerShell shows both only as lists made anew for each object, which costs more than to write the row. It keeps them, out of the public's sight,
/// in their order; where a PowerShell keeps them otherwise there is nothing to be had here, and the lists are made.
/// </remarks>
internal static class OwnMembers
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    // What PowerShell adds to any object behind its back.
    private static readonly HashSet<string> Reserved = new(
        ["psobject", "psbase", "psadapted", "psextended", "pstypenames"], StringComparer.OrdinalIgnoreCase);

    private static readonly Func<PSObject, OrderedDictionary?>? Members = FindMembers();
    private static readonly Func<PSObject, Collection<string>?>? Types = FindTypes();

    /// <summary>Whether anything can be had here.</summary>
    public static bool AreKnown => Members is not null && Types is not null;

    /// <summary>Reads the properties of an object, where their names are these, in this order, and no others.</summary>
    /// <param name="item">The object.</param>
    /// <param name="names">The names.</param>
    /// <param name="values">Room for as many values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(PSObject item, string[] names, Span<object?> values)
    {
        if (Members?.Invoke(item) is not { } members || members.Count < names.Length)
            return false;

        var next = 0;
        for (var i = 0; i < members.Count; i++)
        {
            if (next < names.Length && members[i] is PSPropertyInfo property && property.Name == names[next])
                values[next++] = PlainValue.Of(property);
            else if (!IsReserved(members[i]))
                return false;
        }

        return next == names.Length;
    }

    /// <summary>Whether the members that were added to an object are these, in this order, and no others; true where that cannot be had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Have(PSObject item, string[] names)
    {
        if (Members?.Invoke(item) is not { } members)
            return names.Length == 0;

        var next = 0;
        for (var i = 0; i < members.Count; i++)
        {
            if (next < names.Length && members[i] is PSMemberInfo member && member.Name == names[next])
                next++;
            else if (!IsReserved(members[i]))
                return false;
        }

        return next == names.Length;
    }

    /// <summary>The names of the members that were added to an object.</summary>
    public static string[] NamesOf(PSObject item) =>
        Members?.Invoke(item) is { } members ? [.. members.Keys.Cast<string>().Where(static name => !Reserved.Contains(name))] : [];

    /// <summary>Whether the names of an object's types are these, in this order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool HaveTypes(PSObject item, string[] names)
    {
        if (Types?.Invoke(item) is not { } types || types.Count != names.Length)
            return false;

        for (var i = 0; i < names.Length; i++)
        {
            if (types[i] != names[i])
                return false;
        }

        return true;
    }

    /// <summary>The names of an object's types.</summary>
    public static string[] TypesOf(PSObject item) => [.. Types?.Invoke(item) ?? []];

    private static bool IsReserved(object? member) => member is PSMemberInfo { Name: var name } && Reserved.Contains(name);

    private static Func<PSObject, Collection<string>?>? FindTypes()
    {
        var types = typeof(PSObject).GetProperty("InternalTypeNames", Hidden);
        var item = Expression.Parameter(typeof(PSObject));
        return types?.PropertyType.IsAssignableTo(typeof(Collection<string>)) == true
            ? Expression.Lambda<Func<PSObject, Collection<string>?>>(Expression.Property(item, types), item).Compile()
            : null;
    }

    private static Func<PSObject, OrderedDictionary?>? FindMembers()
    {
        var collection = typeof(PSObject).GetProperty("InstanceMembers", Hidden);
        if (collection?.PropertyType.GetField("_members", Hidden) is not { } members || members.FieldType != typeof(OrderedDictionary))
            return null;

        var item = Expression.Parameter(typeof(PSObject));
        return Expression.Lambda<Func<PSObject, OrderedDictionary?>>(
            Expression.Field(Expression.Property(item, collection), members), item).Compile();
    }
}
