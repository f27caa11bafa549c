namespace StageTools.DuckDb.Tests;

/// <summary>A value as SQL writes it, its type, and what it is in .NET.</summary>
internal sealed record Sample(string Sql, DuckDbType Type, object? Value);
