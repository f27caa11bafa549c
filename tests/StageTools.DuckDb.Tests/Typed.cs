using FsCheck;

namespace StageTools.DuckDb.Tests;

/// <summary>A type and what makes values of it.</summary>
internal sealed record Typed(DuckDbType Type, Gen<object> Values);
