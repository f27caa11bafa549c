using System.Data.SQLite;
using System.Globalization;
using StageTools.Core.Tests;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.DuckDb;
using StageTools.Rows;

namespace StageTools.Stress;

/// <summary>Loads with PURGE that are killed, at every step of the removal and at any moment. The next one leaves each row in the table once, and none of the files.</summary>
public sealed class PurgeKills : IDisposable
{
    private const int Files = 5;
    private const int RowsInFile = 2_000;

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite", "Abort")]
    [InlineData("sqlite", "Skip")]
    [InlineData("duckdb", "Abort")]
    [InlineData("postgres", "Skip")]
    [InlineData("ado", "Abort")]
    public async Task Killed_and_run_again_no_file_stays_and_each_row_is_there_once(string kind, string onError)
    {
        var dice = Stress.Dice();
        var (kills, steps) = (0, 0);
        for (var round = 0; round < Stress.Rounds(2); round++)
        {
            await using var schema = kind == "postgres" ? await PostgresServer.Required.CreateSchemaAsync() : null;
            Assert.SkipUnless(kind != "duckdb" || DuckDbLibrary.IsAvailable(out _), "DuckDB's library is missing");
            var target = kind == "postgres" ? kind : $"{(kind == "ado" ? "ado:" : "")}{_folder.At($"{round}.{(kind == "duckdb" ? "duckdb" : "db")}")}";
            var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["POSTGRES_CONNECTION"] = schema?.ConnectionString ?? "" };
            WriteFiles();

            // Half of them at a step of the removal, the others whenever.
            var step = round % 2 == 0 ? dice.Next(1, Math.Max(steps, 10) + 1) : 0;
            using (var worker = await Worker.StartReadyAsync(environment, "purge", _folder.At("files"), target, onError, step.ToString(CultureInfo.InvariantCulture)))
            {
                if (step == 0)
                {
                    await Task.Delay(dice.Next(0, 300), Token);
                    await worker.KillAsync();
                    kills++;
                }
                else
                {
                    kills += await worker.OutputAsync() is null ? 1 : 0;
                }
            }

            using (var worker = await Worker.StartReadyAsync(environment, "purge", _folder.At("files"), target, onError, "0"))
            {
                var said = (await worker.OutputAsync()).ShouldNotBeNull();
                steps = int.Parse(said[(said.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            }

            Directory.GetFiles(_folder.At("files")).ShouldBeEmpty($"round {round}, step {step}");
            const long Rows = Files * RowsInFile;
            (await QueryAsync(kind, target, schema, "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || sum(id) FROM t"))
                .ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{Rows} {Rows} {Rows * (Rows - 1) / 2}"), $"round {round}, step {step}");
        }

        Stress.Tell($"{kind} {onError}: {kills} kills");
    }

    private void WriteFiles()
    {
        for (var file = 0; file < Files; file++)
            _folder.Write($"files/{file}.csv", "id,text\n" + string.Concat(Enumerable.Range(file * RowsInFile, RowsInFile).Select(static id => $"{id},some text\n")));
    }

    private static async Task<string> QueryAsync(string kind, string target, PostgresSchema? schema, string sql)
    {
        if (schema is not null)
            return (await schema.PsqlAsync(sql)).Trim();
        if (kind == "duckdb")
        {
            await using var database = await DatabaseOpening.OpenFileAsync(target, create: false, Token);
            await using var rows = await database.QueryAsync(sql, Token);
            var batch = new RowBatch();
            await rows.ReadAsync(batch, Token);
            return batch[0].Value(0)!.ToString()!;
        }

        using var connection = new SQLiteConnection($"Data Source={target[(kind == "ado" ? "ado:".Length : 0)..]}");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
