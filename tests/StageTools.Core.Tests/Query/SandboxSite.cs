using System.Net;
using System.Net.Sockets;
using System.Text;
using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;
using StageTools.Query;

namespace StageTools.Core.Tests.Query;

/// <summary>A stage with files, a folder beside it that nothing may be read from, and somebody who listens on the network: what SQL must leave alone.</summary>
internal sealed class SandboxSite : IDisposable
{
    /// <summary>Stands in every file outside the stage.</summary>
    public const string Canary = "canary-8c1f";

    private readonly TestStages _stages = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, object?> _none = [];

    private SandboxSite()
    {
        _listener.Start();
        Write("stage/a.csv", "x\n1\n2\n");
        Write("stage/imp/schema.sql", "CALL enable_logging(storage = 'file', storage_path = '{stage}/a.csv');");
        Write("stage/imp/load.sql", "COPY (SELECT 'written') TO '{stage}/a.csv' (USE_TMP_FILE false);");
        Write("outside/secret.csv", $"k,{Canary}\n1,{Canary}\n");
        Write("outside/secret.json", $"[{{\"k\":\"{Canary}\"}}]");
        Write($"outside/{Canary}.txt", Canary);
        File.CreateSymbolicLink(_stages.Folder.At("stage/link"), _stages.Folder.At("outside"));
        using var database = DuckDbDatabase.Open(_stages.Folder.At("outside/secret.db"));
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE t AS SELECT '{Canary}' AS k; CHECKPOINT; COPY t TO '{_stages.Folder.At("outside/secret.parquet")}'");
    }

    public TestStages Stages => _stages;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SandboxSite> BeginAsync()
    {
        var site = new SandboxSite();
        await site._stages.CreateExternalAsync("s", "stage");
        await site._stages.RowsAsync("CREATE TABLE kept AS FROM '@s/a.csv'");
        return site;
    }

    /// <summary>A text with the places of this site in it.</summary>
    public string Place(string text) => text
        .Replace("{stage}", _stages.Folder.At("stage"), StringComparison.Ordinal)
        .Replace("{out}", _stages.Folder.At("outside"), StringComparison.Ordinal)
        .Replace("{url}", $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}", StringComparison.Ordinal);

    /// <summary>All files that SQL is to leave as they are, with what they hold.</summary>
    public string Snapshot()
    {
        var found = new StringBuilder();
        foreach (var root in new[] { "stage", "outside" })
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(_stages.Folder.At(root), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                found.Append(entry).Append('|').AppendLine(File.Exists(entry) ? Convert.ToBase64String(File.ReadAllBytes(entry)) : string.Empty);
        }

        // Beside the two folders there is nothing but the catalog's home.
        return found.AppendJoin('|', Directory.EnumerateFileSystemEntries(_stages.Folder.Path).Order(StringComparer.Ordinal)).ToString();
    }

    /// <summary>Whether anybody has connected.</summary>
    public bool IsReached => _listener.Pending();

    /// <summary>Runs a text; all that it says, rows and errors. What is wrong with it ends it, as it does for everybody.</summary>
    public async Task<string> RunAsync(string sql, string? database = null)
    {
        var said = new StringBuilder();
        using var run = _stages.Engine.Sql.Begin(database);
        try
        {
            foreach (var step in string.IsNullOrWhiteSpace(sql) ? [] : StageSql.Read(sql))
            {
                using var result = await run.RunAsync(step, _none, Token);
                said.AppendJoin('|', result.Columns.Select(static c => c.Name));
                var rows = result.NewRows();
                for (var blocks = 0; blocks < 3 && await result.ReadAsync(rows, Token); blocks++)
                {
                    foreach (var column in rows.Columns)
                    {
                        for (var i = 0; i < rows.Count; i++)
                            said.Append('|').Append(column.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : column.GetValue(i));
                    }
                }
            }
        }
        catch (StageException e)
        {
            for (Exception? error = e; error is not null; error = error.InnerException)
                said.AppendLine("!" + error.Message + (error as StageException)?.Target);
        }

        return said.ToString();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stages.Dispose();
    }

    private void Write(string path, string text) => _stages.Folder.Write(path, Place(text));
}
