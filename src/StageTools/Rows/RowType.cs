using System.Reflection.Emit;

namespace StageTools.Rows;

/// <summary>
/// A .NET type whose properties are the columns of a result, made at run time: PowerShell adapts its objects like those of any type, and they cost a
/// tenth of what a custom object with a list of note properties does.
/// </summary>
internal sealed class RowType
{
    /// <summary>The name of types of rows that are no statement's of their own.</summary>
    public const string PlainName = "StageTools.Row";

    private const MethodAttributes Accessor = MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName;

    private readonly Func<object> _create;
    private readonly Func<object?[], object>? _createOf;

    private RowType(Type type, IReadOnlyList<string> names, bool isUntyped)
    {
        Type = type;
        Names = [.. names];
        _create = Expression.Lambda<Func<object>>(Expression.New(type)).Compile();
        var properties = names.Select(n => type.GetProperty(n, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)!).ToList();
        Columns = [.. properties.Select(
            p => (RowProperty)Activator.CreateInstance(typeof(RowPropertyOf<,>).MakeGenericType(type, p.PropertyType), p)!)];
        _createOf = isUntyped ? Filler(type, properties) : null;
    }

    /// <summary>The type.</summary>
    public Type Type { get; }

    /// <summary>The names of its properties, in order.</summary>
    public string[] Names { get; }

    /// <summary>Its properties, in order.</summary>
    public RowProperty[] Columns { get; }

    /// <summary>Makes a type.</summary>
    /// <param name="names">The names of the columns, no two the same in any case.</param>
    /// <param name="types">The types of the properties.</param>
    /// <param name="typeName">The type's own name.</param>
    /// <exception cref="ArgumentException">A name that no property can have.</exception>
    public static RowType Make(IReadOnlyList<string> names, IReadOnlyList<Type> types, string typeName)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(PlainName), AssemblyBuilderAccess.RunAndCollect);
        var builder = assembly.DefineDynamicModule(PlainName).DefineType(typeName, TypeAttributes.Public | TypeAttributes.Sealed);
        builder.DefineDefaultConstructor(MethodAttributes.Public);
        for (var i = 0; i < names.Count; i++)
            AddProperty(builder, names[i], types[i], i);

        return new RowType(builder.CreateType(), names, types.All(static t => t == typeof(object)));
    }

    /// <summary>Makes empty rows.</summary>
    public void Create(object[] rows, int count)
    {
        for (var i = 0; i < count; i++)
            rows[i] = _create();
    }

    /// <summary>Makes a row of values; its properties are of type object.</summary>
    public object Create(object?[] values) => _createOf!(values);

    private static void AddProperty(TypeBuilder builder, string name, Type type, int index)
    {
        var field = builder.DefineField($"_{index}", type, FieldAttributes.Private);
        var property = builder.DefineProperty(name, PropertyAttributes.None, type, parameterTypes: null);
        var getter = builder.DefineMethod($"get_{index}", Accessor, type, Type.EmptyTypes);
        var get = getter.GetILGenerator();
        get.Emit(OpCodes.Ldarg_0);
        get.Emit(OpCodes.Ldfld, field);
        get.Emit(OpCodes.Ret);
        var setter = builder.DefineMethod($"set_{index}", Accessor, returnType: null, [type]);
        var set = setter.GetILGenerator();
        set.Emit(OpCodes.Ldarg_0);
        set.Emit(OpCodes.Ldarg_1);
        set.Emit(OpCodes.Stfld, field);
        set.Emit(OpCodes.Ret);
        property.SetGetMethod(getter);
        property.SetSetMethod(setter);
    }

    private static Func<object?[], object> Filler(Type type, List<PropertyInfo> properties)
    {
        var values = Expression.Parameter(typeof(object?[]));
        var bindings = properties.Select((p, i) => Expression.Bind(p, Expression.ArrayIndex(values, Expression.Constant(i))));
        return Expression.Lambda<Func<object?[], object>>(Expression.MemberInit(Expression.New(type), bindings), values).Compile();
    }
}

/// <summary>A property of a row's type: read and written for one row, written for many at once.</summary>
internal abstract class RowProperty
{
    /// <summary>The property's value in a row.</summary>
    public abstract object? Get(object row);

    /// <summary>Gives rows their values.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="values">An array of the property's type.</param>
    /// <param name="count">How many there are.</param>
    public abstract void Fill(object[] rows, Array values, int count);
}

/// <summary>A property of one type of rows; made for it at run time.</summary>
internal sealed class RowPropertyOf<TRow, TValue>(PropertyInfo property) : RowProperty
    where TRow : class
{
    private readonly Action<TRow, TValue> _set = property.SetMethod!.CreateDelegate<Action<TRow, TValue>>();
    private readonly Func<TRow, TValue> _get = property.GetMethod!.CreateDelegate<Func<TRow, TValue>>();

    /// <inheritdoc/>
    public override object? Get(object row) => _get(Unsafe.As<TRow>(row));

    /// <inheritdoc/>
    public override void Fill(object[] rows, Array values, int count)
    {
        var typed = (TValue[])values;
        for (var i = 0; i < count; i++)
            _set(Unsafe.As<TRow>(rows[i]), typed[i]);
    }
}

/// <summary>The types of rows that were made in this process. PowerShell keeps what it learns of a type for ever, so there is an end to
/// them.</summary>
internal static class RowTypes
{
    private const int MostTypes = 512;
    private const int MostColumns = 500;

    private static readonly ConcurrentDictionary<string, RowType?> ByShape = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<Type, RowType> ByType = new();

    /// <summary>The type of rows with these columns; null where there are too many, or a name is none that a property can have.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="types">The types of their values.</param>
    /// <param name="typeName">The type's own name.</param>
    public static RowType? Find(IReadOnlyList<string> names, IReadOnlyList<Type> types, string typeName = RowType.PlainName)
    {
        // A name in metadata ends at a NUL.
        if (names.Count is 0 or > MostColumns || names.Any(static name => name.Contains('\0', StringComparison.Ordinal)))
            return null;

        var shape = typeName + '\0' + string.Join('\0', names.Zip(types, static (name, type) => $"{name}\u0001{type}"));
        return ByShape.TryGetValue(shape, out var known) || ByShape.Count >= MostTypes
            ? known
            : ByShape.GetOrAdd(shape, _ => TryMake(names, types, typeName));
    }

    /// <summary>The type of an object that is such a row.</summary>
    public static bool TryFind(Type type, [NotNullWhen(true)] out RowType? row) => ByType.TryGetValue(type, out row);

    private static RowType? TryMake(IReadOnlyList<string> names, IReadOnlyList<Type> types, string typeName)
    {
        try
        {
            var made = RowType.Make(names, types, typeName);
            ByType.TryAdd(made.Type, made);
            return made;
        }
        catch (ArgumentException)
        {
            // A name that no property has: such rows become custom objects.
            return null;
        }
    }
}
