using System.Runtime.InteropServices.Marshalling;
using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>The functions of <c>duckdb.h</c> that DuckDB.NET does not bind.</summary>
internal static unsafe partial class DuckDbNative
{
    private const string Library = DuckDbLibrary.Name;

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    public static partial DuckDbStatementKind StatementKind(DuckDBPreparedStatement statement);

    [LibraryImport(Library, EntryPoint = "duckdb_parameter_name")]
    [return: MarshalUsing(typeof(DuckDBCallerOwnedStringMarshaller))]
    public static partial string? ParameterName(DuckDBPreparedStatement statement, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_count")]
    public static partial ulong StatementColumnCount(DuckDBPreparedStatement statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_name")]
    [return: MarshalUsing(typeof(DuckDBCallerOwnedStringMarshaller))]
    public static partial string? StatementColumnName(DuckDBPreparedStatement statement, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_column_logical_type")]
    public static partial DuckDBLogicalType StatementColumnType(DuckDBPreparedStatement statement, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_pending_prepared_streaming")]
    public static partial DuckDBState BeginStreaming(DuckDBPreparedStatement statement, out IntPtr pending);

    [LibraryImport(Library, EntryPoint = "duckdb_pending_error")]
    [return: MarshalUsing(typeof(DuckDBOwnedStringMarshaller))]
    public static partial string PendingError(IntPtr pending);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_pending")]
    public static partial DuckDBState ExecutePending(IntPtr pending, DuckDBResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_pending")]
    public static partial void DestroyPending(ref IntPtr pending);

    [LibraryImport(Library, EntryPoint = "duckdb_logical_type_get_alias")]
    [return: MarshalUsing(typeof(DuckDBCallerOwnedStringMarshaller))]
    public static partial string? TypeAlias(DuckDBLogicalType type);

    [LibraryImport(Library, EntryPoint = "duckdb_union_type_member_count")]
    public static partial long UnionMemberCount(DuckDBLogicalType type);

    [LibraryImport(Library, EntryPoint = "duckdb_union_type_member_name")]
    [return: MarshalUsing(typeof(DuckDBCallerOwnedStringMarshaller))]
    public static partial string UnionMemberName(DuckDBLogicalType type, long index);

    [LibraryImport(Library, EntryPoint = "duckdb_union_type_member_type")]
    public static partial DuckDBLogicalType UnionMemberType(DuckDBLogicalType type, long index);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_create_query", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DuckDBState CreateStatementAppender(
        DuckDBNativeConnection connection, string statement, ulong count, IntPtr[] types, string rows, IntPtr names, out DuckDBAppender appender);

    [LibraryImport(Library, EntryPoint = "duckdb_create_varchar_length")]
    public static partial DuckDBValue CreateText(byte[] text, ulong length);

    public static DuckDBValue CreateText(byte[] text) => CreateText(text, (ulong)text.Length);

    [LibraryImport(Library, EntryPoint = "duckdb_create_time_ns")]
    public static partial DuckDBValue CreateTimeNs(long nanos);

    [LibraryImport(Library, EntryPoint = "duckdb_create_struct_value")]
    public static partial DuckDBValue CreateStruct(DuckDBLogicalType type, IntPtr[] values);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_reference_vector")]
    public static partial void ReferenceVector(IntPtr to, IntPtr from);

    [LibraryImport(Library, EntryPoint = "duckdb_slice_vector")]
    public static partial void SliceVector(IntPtr vector, IntPtr selection, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_create_selection_vector")]
    public static partial IntPtr CreateSelection(ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_selection_vector_get_data_ptr")]
    public static partial uint* SelectionData(IntPtr selection);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_selection_vector")]
    public static partial void DestroySelection(IntPtr selection);
}
