using StageTools.Paths;

namespace StageTools.Core.Tests.Paths;

/// <summary>Shards: which files are whose, and what schedulers say.</summary>
public sealed class ShardTests
{
    // Computed by another program: XXH64 of the UTF-8 bytes, seed 0, modulo the count, plus one.
    [Theory]
    [InlineData("a.csv", 4, 332)]
    [InlineData("2026/q1.csv", 5, 517)]
    [InlineData("Größe/日本.parquet", 2, 690)]
    [InlineData("year=2026/region=_NULL_", 2, 170)]
    [InlineData("😀", 1, 145)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/part-00001.csv", 6, 518)]
    public void A_key_is_the_same_shards_everywhere_and_always(string key, int ofEight, int ofThousand)
    {
        Enumerable.Range(1, 8).Where(i => Shard.Of(i, 8).Holds(key)).ShouldBe([ofEight]);
        Enumerable.Range(1, 1000).Where(i => Shard.Of(i, 1000).Holds(key)).ShouldBe([ofThousand]);
    }

    [Fact]
    public void Shards_have_about_as_many_files_each_and_a_long_key_is_one_of_theirs()
    {
        var counts = Enumerable.Range(1, 8).Select(i => Enumerable.Range(0, 10_000).Count(n => Shard.Of(i, 8).Holds($"in/part-{n:D5}.csv"))).ToList();
        counts.Sum().ShouldBe(10_000);
        counts.ShouldAllBe(count => count > 1_100 && count < 1_400);
        Enumerable.Range(1, 3).Count(i => Shard.Of(i, 3).Holds(new string('ß', 4_000))).ShouldBe(1);
    }

    [Theory]
    [InlineData("3/8", 3, 8)]
    [InlineData("1/1", 1, 1)]
    [InlineData("08/8", 8, 8)]
    public void A_shard_is_written_from_one_on(string text, int index, int count) => Shard.Parse(text).ShouldBe(Shard.Of(index, count));

    [Theory]
    [InlineData("0/8", "counted from 1")]
    [InlineData("9/8", "no shard 9 of 8")]
    [InlineData("1/0", "no shard 1 of 0")]
    [InlineData("3", "'3' is no shard")]
    [InlineData("3/8/2", "'3/8/2' is no shard")]
    [InlineData("-1/8", "is no shard")]
    [InlineData("+3/8", "is no shard")]
    [InlineData(" 3/8", "is no shard")]
    [InlineData("3/99999999999", "is no shard")]
    [InlineData("", "'' is no shard")]
    [InlineData("Auto/", "is no shard")]
    [InlineData("Auto/0", "No scheduler")]
    [InlineData("Automatic", "is no shard")]
    [InlineData("Auto", "No scheduler says which shard this is")]
    public void What_is_no_shard_is_refused_with_what_to_write(string text, string part) =>
        Refused(text).ShouldContain(part);

    [Theory]
    [InlineData("auto", "3/8", "SLURM_ARRAY_TASK_ID=2 MIN=0 MAX=7 STEP=1 COUNT=8")]
    [InlineData("Auto", "8/8", "SLURM_ARRAY_TASK_ID=8 MIN=1 MAX=8 STEP=1 COUNT=8")]
    [InlineData("Auto", "2/4", "SLURM_ARRAY_TASK_ID=15 MIN=10 MAX=25 STEP=5 COUNT=4")]
    [InlineData("Auto", "1/1", "SLURM_ARRAY_TASK_ID=7 MIN=7 MAX=7 STEP=1 COUNT=1")]
    [InlineData("Auto/8", "3/8", "SLURM_ARRAY_TASK_ID=2 MIN=0 MAX=7 STEP=1 COUNT=8")]
    [InlineData("Auto", "3/8", "AWS_BATCH_JOB_ARRAY_INDEX=2 AWS_BATCH_JOB_ARRAY_SIZE=8")]
    [InlineData("Auto/8", "8/8", "JOB_COMPLETION_INDEX=7")]
    public void Schedulers_say_which_shard_a_task_is(string text, string shard, string variables) =>
        Parse(text, variables).ToString().ShouldBe(shard);

    [Theory]
    [InlineData("Auto", "SLURM_ARRAY_TASK_ID=5 MIN=3 MAX=5 STEP=1 COUNT=2", "submitted again")]
    [InlineData("Auto", "SLURM_ARRAY_TASK_ID=4 MIN=3 MAX=5 STEP=2 COUNT=2", "submitted again")]
    [InlineData("Auto", "SLURM_ARRAY_TASK_ID=2 MIN=3 MAX=5 STEP=1 COUNT=3", "submitted again")]
    [InlineData("Auto", "SLURM_ARRAY_TASK_ID=6 MIN=3 MAX=5 STEP=1 COUNT=3", "no shard is this one's")]
    [InlineData("Auto", "SLURM_ARRAY_TASK_ID=2 MIN=0 MAX=7 STEP=1", "SLURM_ARRAY_TASK_COUNT is not set")]
    [InlineData("Auto/4", "SLURM_ARRAY_TASK_ID=2 MIN=0 MAX=7 STEP=1 COUNT=8", "runs 8 parts")]
    [InlineData("Auto", "AWS_BATCH_JOB_ARRAY_INDEX=8 AWS_BATCH_JOB_ARRAY_SIZE=8", "no shard is this one's")]
    [InlineData("Auto", "AWS_BATCH_JOB_ARRAY_INDEX=x AWS_BATCH_JOB_ARRAY_SIZE=8", "AWS_BATCH_JOB_ARRAY_INDEX is 'x'")]
    [InlineData("Auto", "AWS_BATCH_JOB_ARRAY_INDEX=1", "AWS_BATCH_JOB_ARRAY_SIZE is not set")]
    [InlineData("Auto/8", "JOB_COMPLETION_INDEX=8", "no shard is this one's")]
    [InlineData("Auto", "JOB_COMPLETION_INDEX=2", "write Auto/8")]
    [InlineData("Auto", "SLURM_ARRAY_TASK_ID=2 MIN=0 MAX=7 STEP=1 COUNT=8 AWS_BATCH_JOB_ARRAY_INDEX=2 AWS_BATCH_JOB_ARRAY_SIZE=8", "both set")]
    [InlineData("Auto", "SLURM_JOB_ID=17 SLURM_PROCID=0", "No scheduler")]
    public void A_scheduler_that_does_not_say_it_plainly_is_refused(string text, string variables, string part) =>
        Should.Throw<StageException>(() => Parse(text, variables)).Message.ShouldContain(part);

    private static string Refused(string text)
    {
        var error = Should.Throw<StageException>(() => Parse(text, string.Empty));
        error.Code.ShouldBe(StageErrorCode.OptionInvalid);
        return error.Message;
    }

    private static Shard Parse(string text, string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static v => v.Split('='))
            .ToDictionary(static v => v[0].Contains('_', StringComparison.Ordinal) ? v[0] : "SLURM_ARRAY_TASK_" + v[0], static v => v[1], StringComparer.Ordinal);
        return Shard.Parse(text, values.GetValueOrDefault);
    }
}
