using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Storage.Buckets;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Rows to and from a real bucket.</summary>
public sealed class BucketDataTests(TestBucket bucket) : BucketTests(bucket)
{
    private readonly TestRun _run = new();

    private static string Server => $"http://127.0.0.1:{S3Server.Required.Address.Port}";

    public override ValueTask DisposeAsync()
    {
        _run.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task What_COPY_INTO_wrote_to_a_bucket_is_loaded_and_queried()
    {
        await _run.RunAsync(
            $"CREATE STAGE s URL = 's3://{Folder.Bucket}/{Folder.Prefix}' CONNECTION = (ENDPOINT_URL = '{Server}', ACCESS_KEY_ID = '{S3Server.Required.AccessKey}', SECRET_ACCESS_KEY = '{S3Server.Required.SecretKey}')");
        (await _run.LinesAsync(
            """
            CREATE TABLE t AS SELECT range AS id, 'n' || range AS name FROM range(1000);
            COPY INTO @s/csv/ FROM t MAX_FILE_SIZE = 5000 FILE_FORMAT = (TYPE = CSV);
            COPY INTO @s/parquet/ FROM t PARTITION BY (id % 2) FILE_FORMAT = (TYPE = PARQUET);
            CREATE TABLE u (id bigint, name varchar);
            COPY INTO u FROM @s/csv/ PURGE = TRUE;
            COPY INTO u FROM (SELECT id, name FROM '@s/parquet/1/*.parquet');
            SELECT count(*), sum(id), (SELECT count(*) FROM LIST_STAGE(LOCATION => '@s')) FROM u
            """)).ShouldBe(["1500|749500|2"]);
    }

    [Fact]
    public async Task Without_a_stage_rows_go_to_a_bucket_by_credentials_in_the_statement()
    {
        await _run.RunAsync(
            $$"""SELECT 1 AS n INTO OUTFILE 's3://{{Folder.Bucket}}/{{Folder.Prefix}}a.csv' CREDENTIALS = {"access_key_id" = '{{S3Server.Required.AccessKey}}', "secret_access_key" = '{{S3Server.Required.SecretKey}}', "endpoint" = '{{Server}}'}""");
        (await Folder.KeysAsync()).ShouldBe(["a.csv"]);
    }
}
