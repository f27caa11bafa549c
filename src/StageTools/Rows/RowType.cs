using System.Linq.Expressions;
using System.Reflection;
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
