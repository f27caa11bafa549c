namespace StageTools.Databases.DuckDb;

/// <summary>Closes a database in: it reads what is allowed and nothing else, reaches no network, loads no extension, and none of that can be changed
/// before it is opened anew.</summary>
internal static class DuckDbSandbox
{
    /// <summary>The settings that a statement may change: how values are read, compared and shown, and how much of this machine a query
    /// takes.</summary>
    public static readonly IReadOnlyList<string> Settable =
    [
        "binary_as_string", "calendar", "checkpoint_threshold", "default_collation", "default_null_order", "default_order",
        "disable_timestamptz_casts", "disabled_optimizers", "dynamic_or_filter_threshold", "enable_progress_bar", "explain_output",
        "force_compression", "ieee_floating_point_ops", "immediate_transaction_mode", "index_scan_max_count", "index_scan_percentage",
        "integer_division", "lambda_syntax", "late_materialization_max_rows", "max_memory", "memory_limit", "merge_join_threshold",
        "nested_loop_join_threshold", "null_order", "old_implicit_casting", "order_by_non_integer_literal", "ordered_aggregate_threshold",
        "parquet_metadata_cache", "perfect_ht_threshold", "pivot_filter_threshold", "pivot_limit", "prefer_range_joins", "preserve_identifier_case",
        "preserve_insertion_order", "progress_bar_time", "scalar_subquery_error_on_multiple_rows", "schema", "search_path",
        "storage_compatibility_version", "streaming_buffer_size", "threads", "timezone", "wal_autocheckpoint",
        "worker_threads", "zstd_min_string_length",
    ];

    /// <summary>Closes a database in. Its own file stays open to it, and the folder it spills to.</summary>
    /// <param name="connection">A connection of a database that nobody else has.</param>
    /// <param name="folders">The folders that it may read, with all below them.</param>
    /// <param name="files">The files that it may read beside.</param>
    public static void Close(DuckDbConnection connection, IEnumerable<string> folders, IEnumerable<string> files)
    {
        // Each cannot be set any more once the ones behind it are.
        connection.Execute($"SET allowed_directories = {DuckDbText.List(folders.Distinct(StringComparer.Ordinal))}");
        connection.Execute($"SET allowed_paths = {DuckDbText.List(files.Distinct(StringComparer.Ordinal))}");
        connection.Execute($"SET allowed_configs = {DuckDbText.List(Settable)}");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
    }

    /// <summary>Closes a database in that reads no files.</summary>
    public static void Close(DuckDbConnection connection) => Close(connection, [], []);
}
