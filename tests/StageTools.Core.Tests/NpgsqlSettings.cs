using System.Runtime.CompilerServices;
using StageTools.Databases.Postgres;

namespace StageTools.Core.Tests;

/// <summary>Npgsql reads its settings when its first connection is made, which may be one that a test makes by itself.</summary>
internal static class NpgsqlSettings
{
    [ModuleInitializer]
    internal static void Prepare() => PostgresDatabase.Prepare();
}
