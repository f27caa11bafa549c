namespace StageTools.DuckDb.Tests;

public sealed class CancellationTests : DuckDbTest
{
    private const string Endless = "SELECT count(*) FROM range(1000000000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5";

    [Fact]
    public async Task A_query_that_never_ends_is_cancelled_and_the_connection_lives_on()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Task.Run(() => Connection.Query(Endless, cancellation.Token), Token);
        await Task.Delay(200, Token);
        await cancellation.CancelAsync();

        var error = await Should.ThrowAsync<OperationCanceledException>(() => running);
        error.CancellationToken.ShouldBe(cancellation.Token);
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_result_that_is_read_is_cancelled_between_chunks()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var result = Connection.Query("SELECT range FROM range(1000000000000)", cancellation.Token);
        result.TryReadChunk(out _).ShouldBeTrue();
        cancellation.Cancel();

        Should.Throw<OperationCanceledException>(() => result.TryReadChunk(out _));
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_result_that_waits_for_its_next_chunk_is_cancelled()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        // Rows enough that the result begins, and then none for ever.
        using var result = Connection.Query("SELECT range, repeat('text ', 100) FROM range(1000000000000) WHERE range < 200000", cancellation.Token);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(500));
        Should.Throw<OperationCanceledException>(() =>
        {
            while (result.TryReadChunk(out _))
            {
            }
        });

        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public async Task Interrupt_is_DuckDBs_own_error_where_no_token_was_cancelled()
    {
        var running = Task.Run(() => Connection.Query(Endless, Token), Token);
        while (!running.IsCompleted)
        {
            // One that comes before the query has begun ends nothing.
            Connection.Interrupt();
            await Task.WhenAny(running, Task.Delay(20, Token));
        }

        (await Should.ThrowAsync<DuckDbException>(() => running)).ErrorType.ShouldBe(DuckDBErrorType.Interrupt);
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_token_that_is_cancelled_before_runs_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => Connection.Execute("CREATE TABLE t(a INTEGER)", cancelled.Token));
        Scalar("SELECT count(*)::INTEGER FROM duckdb_tables()").ShouldBe(0);
    }

    [Fact]
    public void A_source_that_is_cancelled_cancels_its_query()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var source = Connection.RegisterSource("waiting", [new("n", DuckDbType.Integer)], _ =>
        {
            cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
            return true;
        });

        Should.Throw<OperationCanceledException>(() => Connection.Execute("CREATE TABLE t AS SELECT * FROM waiting()", cancellation.Token));
        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_half_read_result_can_be_left()
    {
        for (var i = 0; i < 20; i++)
        {
            using var result = Connection.Query("SELECT range, repeat('text ', 20) FROM range(1000000000000)", Token);
            result.TryReadChunk(out _).ShouldBeTrue();
        }

        Scalar("SELECT 1").ShouldBe(1);
    }

    [Fact]
    public void A_new_statement_ends_the_result_that_is_open()
    {
        using var result = Connection.Query("SELECT range FROM range(1000000)", Token);
        result.TryReadChunk(out _).ShouldBeTrue();
        Scalar("SELECT 1").ShouldBe(1);

        Should.Throw<DuckDbException>(() =>
        {
            while (result.TryReadChunk(out _))
            {
            }
        });
    }
}
