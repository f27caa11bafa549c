using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.LogicalType;

namespace StageTools.DuckDb;

/// <summary>DuckDB's own types to ours, and back.</summary>
internal static class LogicalTypes
{
    /// <summary>Reads a type, and gives DuckDB's back.</summary>
    public static DuckDbType Take(DuckDBLogicalType handle)
    {
        using (handle)
        {
            return Read(handle);
        }
    }

    /// <summary>Makes DuckDB's type, by having a database read its name.</summary>
    public static DuckDBLogicalType Create(DuckDBDatabase database, DuckDbType type)
    {
        // On a connection of its own: another's open result would end.
        using var connection = DuckDbDatabase.Connect(database);
        var result = default(DuckDBResult);
        try
        {
            var sql = StrictUtf8.ForC($"SELECT NULL::{type}", "A name in a type");
            return NativeMethods.Query.DuckDBQuery(connection, sql, out result) == DuckDBState.Success
                ? NativeMethods.Query.DuckDBColumnLogicalType(ref result, 0)
                : throw new DuckDbException(
                    DuckDBErrorType.InvalidType, $"DuckDB makes no type {type}: {NativeMethods.Query.DuckDBResultError(ref result)}");
        }
        finally
        {
            result.Close();
        }
    }

    private static DuckDbType Read(DuckDBLogicalType handle) => (DuckDbTypeKind)Native.DuckDBGetTypeId(handle) switch
    {
        DuckDbTypeKind.VarChar when string.Equals(DuckDbNative.TypeAlias(handle), "JSON", StringComparison.OrdinalIgnoreCase) => DuckDbType.Json,
        DuckDbTypeKind.Decimal => DuckDbType.Decimal(Native.DuckDBDecimalWidth(handle), Native.DuckDBDecimalScale(handle)),
        DuckDbTypeKind.List => DuckDbType.List(Take(Native.DuckDBListTypeChildType(handle))),
        DuckDbTypeKind.Array => DuckDbType.Array(Take(Native.DuckDBArrayTypeChildType(handle)), (int)Native.DuckDBArrayVectorGetSize(handle)),
        DuckDbTypeKind.Map => DuckDbType.Map(Take(Native.DuckDBMapTypeKeyType(handle)), Take(Native.DuckDBMapTypeValueType(handle))),
        DuckDbTypeKind.Enum => DuckDbType.Enum(Several(Native.DuckDBEnumDictionarySize(handle), i => Native.DuckDBEnumDictionaryValue(handle, i))),
        DuckDbTypeKind.Struct => DuckDbType.Struct(Several(
            Native.DuckDBStructTypeChildCount(handle),
            i => new DuckDbColumn(Native.DuckDBStructTypeChildName(handle, i), Take(Native.DuckDBStructTypeChildType(handle, i))))),
        DuckDbTypeKind.Union => DuckDbType.Union(Several(
            DuckDbNative.UnionMemberCount(handle),
            i => new DuckDbColumn(DuckDbNative.UnionMemberName(handle, i), Take(DuckDbNative.UnionMemberType(handle, i))))),
        var kind => new(kind),
    };

    private static T[] Several<T>(long count, Func<long, T> item)
    {
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
            items[i] = item(i);

        return items;
    }
}
