using StageTools.Databases.Columns;
using StageTools.Databases.Loading;
using StageTools.Databases.Sqlite;

namespace StageTools.Core.Tests.Databases;

/// <summary>A lock is waited for as long as something is written, and no longer than a time after that.</summary>
public sealed class LockTimeoutTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.db")]
    [InlineData("a.db-wal")]
    [InlineData("a.db-journal")]
    public void Patience_begins_anew_with_everything_that_is_written(string written)
    {
        var timeout = new LockTimeout(_folder.Write("a.db"), TimeSpan.FromHours(1));
        timeout.IsOver().ShouldBeFalse();
        var none = new LockTimeout(_folder.At("a.db"), TimeSpan.Zero);
        none.IsOver().ShouldBeTrue("no time at all");

        var some = new LockTimeout(_folder.At("a.db"), TimeSpan.FromSeconds(1));
        some.IsOver();
        Thread.Sleep(1_100);
        _folder.Write(written, "more than there was");
        some.IsOver().ShouldBeFalse("something was written meanwhile");
        Thread.Sleep(1_100);
        some.IsOver().ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_for_a_file_of_SQLite_gives_his_thread_back_meanwhile()
    {
        var (token, table) = (TestContext.Current.CancellationToken, TableName.Parse("t"));
        await using var first = new SqliteLoad(_folder.At("a.db"), "a");
        await using var second = new SqliteLoad(_folder.At("a.db"), "a");
        await first.BeginAsync(table, token);
        var turn = second.BeginAsync(table, token);
        turn.IsCompleted.ShouldBeFalse();
        await first.CommitAsync(token);
        await turn;
        await second.RollbackAsync();
    }
}
