using System.Text;
using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Types;

/// <summary>Types to DuckDB's and back.</summary>
internal static unsafe class LogicalTypes
{
    /// <summary>Reads a type, and gives DuckDB's back.</summary>
    public static DuckDbType Take(LogicalTypeHandle handle)
    {
        using (handle)
        {
            return Read(handle);
        }
    }

    /// <summary>Makes DuckDB's type.</summary>
    public static LogicalTypeHandle Create(DuckDbType type)
    {
        var made = type.Kind switch
        {
            DuckDbTypeKind.Decimal => NativeMethods.CreateDecimalType(type.Precision, type.Scale),
            DuckDbTypeKind.List => Wrap(type.Item!, static (item, _) => NativeMethods.CreateListType(item), 0),
            DuckDbTypeKind.Array => Wrap(type.Item!, static (item, length) => NativeMethods.CreateArrayType(item, (ulong)length), type.Length),
            DuckDbTypeKind.Map => Map(type),
            DuckDbTypeKind.Struct or DuckDbTypeKind.Union => Composite(type),
            DuckDbTypeKind.Enum => Enumeration(type.Names!),
            _ => NativeMethods.CreateType((int)type.Kind),
        };
        if (made.IsInvalid || (int)type.Kind != NativeMethods.TypeKind(made))
        {
            made.Dispose();
            throw new DuckDbException(DuckDbErrorType.InvalidType, $"DuckDB makes no type {type}.");
        }

        if (type.IsJson)
        {
            NativeMethods.SetTypeAlias(made, "JSON");
        }

        return made;
    }

    private static DuckDbType Read(LogicalTypeHandle handle)
    {
        var kind = (DuckDbTypeKind)NativeMethods.TypeKind(handle);
        switch (kind)
        {
            case DuckDbTypeKind.VarChar:
                return string.Equals(Utf8.Take(NativeMethods.TypeAlias(handle)), "JSON", StringComparison.OrdinalIgnoreCase) ? DuckDbType.Json : DuckDbType.VarChar;
            case DuckDbTypeKind.Decimal:
                return DuckDbType.Decimal(NativeMethods.DecimalPrecision(handle), NativeMethods.DecimalScale(handle));
            case DuckDbTypeKind.List:
                return DuckDbType.List(Take(NativeMethods.ListItemType(handle)));
            case DuckDbTypeKind.Array:
                return new(kind) { Item = Take(NativeMethods.ArrayItemType(handle)), Length = (int)NativeMethods.ArrayLength(handle) };
            case DuckDbTypeKind.Map:
                return DuckDbType.Map(Take(NativeMethods.MapKeyType(handle)), Take(NativeMethods.MapValueType(handle)));
            case DuckDbTypeKind.Enum:
                var names = new string[NativeMethods.EnumSize(handle)];
                for (var i = 0; i < names.Length; i++)
                {
                    names[i] = Utf8.Take(NativeMethods.EnumName(handle, (ulong)i)) ?? string.Empty;
                }

                return DuckDbType.Enum(names);
            case DuckDbTypeKind.Struct:
                var fields = new DuckDbColumn[(int)NativeMethods.StructFieldCount(handle)];
                for (var i = 0; i < fields.Length; i++)
                {
                    fields[i] = new(Utf8.Take(NativeMethods.StructFieldName(handle, (ulong)i)) ?? string.Empty, Take(NativeMethods.StructFieldType(handle, (ulong)i)));
                }

                return DuckDbType.Struct(fields);
            case DuckDbTypeKind.Union:
                var members = new DuckDbColumn[(int)NativeMethods.UnionMemberCount(handle)];
                for (var i = 0; i < members.Length; i++)
                {
                    members[i] = new(Utf8.Take(NativeMethods.UnionMemberName(handle, (ulong)i)) ?? string.Empty, Take(NativeMethods.UnionMemberType(handle, (ulong)i)));
                }

                return DuckDbType.Union(members);
            default:
                return new(kind);
        }
    }

    private static LogicalTypeHandle Wrap(DuckDbType item, Func<LogicalTypeHandle, int, LogicalTypeHandle> wrap, int length)
    {
        using var inner = Create(item);
        return wrap(inner, length);
    }

    private static LogicalTypeHandle Map(DuckDbType type)
    {
        using var key = Create(type.Fields![0].Type);
        using var value = Create(type.Fields[1].Type);
        return NativeMethods.CreateMapType(key, value);
    }

    private static LogicalTypeHandle Composite(DuckDbType type)
    {
        using var types = new LogicalTypeArray(type.Fields!.Select(static field => field.Type));
        return WithNames(type.Fields!.Select(static field => field.Name), names => type.Kind == DuckDbTypeKind.Struct
            ? NativeMethods.CreateStructType(types.Pointer, (byte**)names, (ulong)types.Count)
            : NativeMethods.CreateUnionType(types.Pointer, (byte**)names, (ulong)types.Count));
    }

    private static LogicalTypeHandle Enumeration(IReadOnlyList<string> values) => WithNames(values, names => NativeMethods.CreateEnumType((byte**)names, (ulong)values.Count));

    /// <summary>Texts as C wants them: an array of pointers, all into one block of bytes.</summary>
    private static LogicalTypeHandle WithNames(IEnumerable<string> values, Func<IntPtr, LogicalTypeHandle> make)
    {
        var names = values.Select(static name => Utf8.ForC(name, "A name in a type")).ToArray();
        var block = new byte[names.Sum(static name => Encoding.UTF8.GetByteCount(name) + 1)];
        var pointers = new IntPtr[names.Length];
        fixed (byte* start = block)
        fixed (IntPtr* first = pointers)
        {
            var used = 0;
            for (var i = 0; i < names.Length; i++)
            {
                pointers[i] = (IntPtr)(start + used);
                used += Utf8.Encoding.GetBytes(names[i], block.AsSpan(used)) + 1;
            }

            return make((IntPtr)first);
        }
    }
}
