using Npgsql;
using StageTools.Databases.Ado;
using StageTools.Databases.Loading;

namespace StageTools.Databases.Postgres;

/// <summary>A PostgreSQL database behind an open connection.</summary>
internal sealed class PostgresConnection(NpgsqlConnection connection, bool owned = false, string? name = null) : AdoDatabase(connection, owned, name)
{
    internal override DatabaseLoad NewLoad() => new PostgresLoad((NpgsqlConnection)Connection, DisplayName);
}
