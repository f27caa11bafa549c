using System.Net;
using System.Text;
using System.Text.Json;
using StageTools.Core.Tests.Servers;
using StageTools.Core.Tests.Storage.Buckets;
using StageTools.TestServers;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>The statements on a real bucket.</summary>
public sealed class BucketStatementsTests(TestBucket bucket) : BucketTests(bucket)
{
    private readonly TestRun _run = new();

    public override ValueTask DisposeAsync()
    {
        _run.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task Databends_stage_of_a_bucket_is_listed_by_prefix_and_pattern()
    {
        await CreateAsync();
        await Folder.PutAsync("2026/a.csv", "content");
        await Folder.PutAsync("2026/it's; 100%.csv");
        await Folder.PutAsync("2026x.txt");
        var row = (await _run.RunAsync("LIST @s/2026/a")).Rows.ShouldHaveSingleItem();
        (row[0], row[1], row[2], row[4]).ShouldBe(("2026/a.csv", 7L, "9a0364b9e99bb480dd25e1f0284c8555", null));
        (await _run.RunAsync("LIST @s/2026"))["name"].ShouldBe(["2026/a.csv", "2026/it's; 100%.csv", "2026x.txt"], ignoreOrder: true);
        (await _run.RunAsync("LIST @s/2026 PATTERN = '.*[.]txt'")).Single("name").ShouldBe("2026x.txt");
    }

    [Fact]
    public async Task MatrixOnes_stage_names_the_server_in_the_place_of_the_URL()
    {
        var server = $"http://127.0.0.1:{S3Server.Required.Address.Port}/{Folder.Bucket}/{Folder.Prefix}";
        await _run.RunAsync(
            $$"""
            CREATE STAGE s URL = "endpoint"='{{server}}' CREDENTIALS = {"access_key_id"='{{S3Server.Required.AccessKey}}', "secret_access_key"='{{S3Server.Required.SecretKey}}'} ENABLE = TRUE
            """);
        _run.Folder.Write("here/a.csv");
        await _run.RunAsync("PUT 'a.csv' @s; ALTER STAGE s REFRESH");
        (await Folder.KeysAsync()).ShouldBe(["a.csv"]);
        (await _run.Stages.ListAsync("@s", fromDirectoryTable: true)).ShouldBe(["a.csv"]);
    }

    [Fact]
    public async Task PUT_and_GET_carry_files_there_and_back()
    {
        await CreateAsync();
        _run.Folder.Write("here/a.csv", "a");
        _run.Folder.Write("here/it's; 100%.csv", "it");
        (await _run.RunAsync("PUT '*.csv' @s/2026"))["status"].ShouldBe(["SUCCESS", "SUCCESS"]);
        (await Folder.KeysAsync()).ShouldBe(["2026/a.csv", "2026/it's; 100%.csv"], ignoreOrder: true);
        await _run.ShouldFailAfterRowsAsync(StageErrorCode.FileAlreadyExists, "PUT '*.csv' @s/2026");
        (await _run.RunAsync("PUT '*.csv' @s/2026 OVERWRITE = TRUE"))["status"].ShouldBe(["SUCCESS", "SUCCESS"]);
        await _run.RunAsync("GET @s/2026/ fs:///unused/ PATTERN = 'none'; GET @s/2026/ 'back/'");
        _run.Folder.Read("here/back/it's; 100%.csv").ShouldBe("it");
        _run.Folder.Read("here/back/a.csv").ShouldBe("a");
    }

    [Fact]
    public async Task COPY_FILES_copies_from_a_bucket_into_another_stage_and_inside_it()
    {
        await CreateAsync();
        await Folder.PutAsync("2026/a.csv");
        await Folder.PutAsync("2026/b/c.csv");
        await _run.RunAsync("CREATE STAGE t; COPY FILES INTO @t FROM @s/2026/; COPY FILES INTO @s/copy FROM @s/2026/ FILES = ('b/c.csv')");
        (await _run.Stages.ListAsync("@t")).ShouldBe(["a.csv", "b/c.csv"], ignoreOrder: true);
        (await Folder.KeysAsync()).ShouldBe(["2026/a.csv", "2026/b/c.csv", "copy/b/c.csv"], ignoreOrder: true);
    }

    [Fact]
    public async Task PRESIGN_gives_URLs_that_read_and_write_without_a_key()
    {
        await CreateAsync();
        using var client = new HttpClient();
        var upload = await _run.RunAsync("PRESIGN UPLOAD '@s/it''s; 100%.csv' EXPIRE = 60 CONTENT_TYPE = 'text/csv'");
        upload.Names.ShouldBe(["method", "headers", "url"]);
        upload.Single("method").ShouldBe("PUT");
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(upload.Single("headers").ShouldBeOfType<string>()).ShouldNotBeNull();
        headers.Values.ShouldContain("text/csv", StringComparer.Ordinal);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("written"));
        content.Headers.ContentType = new("text/csv");
        (await client.PutAsync((string)upload.Single("url")!, content, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var download = await _run.RunAsync("PRESIGN '@s/it''s; 100%.csv'");
        download.Single("method").ShouldBe("GET");
        (await client.GetStringAsync((string)download.Single("url")!, Token)).ShouldBe("written");
        ((string)download.Single("url")!).ShouldContain("X-Amz-Expires=3600");
    }

    [Fact]
    public async Task PRESIGN_for_writing_into_a_disabled_stage_is_refused()
    {
        await CreateAsync();
        await _run.RunAsync("ALTER STAGE s SET ENABLE = FALSE");
        await _run.ShouldFailAsync(StageErrorCode.StageDisabled, "PRESIGN UPLOAD @s/a.csv");
        await _run.ShouldFailAsync(StageErrorCode.OptionInvalid, "PRESIGN @s/a.csv EXPIRE = 0");
        (await _run.RunAsync("PRESIGN DOWNLOAD @s/a.csv")).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task REMOVE_removes_more_than_one_batch()
    {
        await CreateAsync();
        await Folder.PutAllAsync(Enumerable.Range(0, 1100).Select(static i => $"many/{i:0000}.csv"));
        await Folder.PutAsync("kept.csv");
        (await _run.RunAsync("REMOVE @s/many PATTERN = '/.*[.]csv'")).Changed.ShouldBe(1100);
        (await Folder.KeysAsync()).ShouldBe(["kept.csv"]);
    }

    [Fact]
    public async Task REMOVE_that_the_bucket_refuses_says_how_many_files_stayed_and_why()
    {
        using var proxy = BucketFolder.Proxy();
        await CreateAsync(proxy.Port);
        await Folder.PutAsync("a.csv");
        await Folder.PutAsync("b.csv");
        proxy.Add(FaultAction.Respond(403, "AccessDenied"), static request => request.Method is "POST" or "DELETE", int.MaxValue);
        var error = await _run.ShouldFailAsync(StageErrorCode.AccessDenied, "REMOVE @s");
        error.Message.ShouldStartWith("2 of 2 files were not removed; the first: ");
        (await Folder.KeysAsync()).ShouldBe(["a.csv", "b.csv"]);
    }

    [Fact]
    public async Task A_wrong_key_is_not_shown()
    {
        await CreateAsync(secret: "n0tth3k3y-at-all");
        (await _run.ShouldFailAsync(StageErrorCode.CredentialRequired, "LIST @s")).ToString().ShouldNotContain("n0tth3k3y");
        (await _run.RunAsync("SHOW STAGES")).Single("storage_params").ShouldBeOfType<string>().ShouldNotContain("n0tth3k3y");
    }

    private Task<TestResult> CreateAsync(int? port = null, string? secret = null) => _run.RunAsync(
        $"""
        CREATE STAGE s URL = 's3://{Folder.Bucket}/{Folder.Prefix}' CONNECTION = (
            ENDPOINT_URL = 'http://127.0.0.1:{port ?? S3Server.Required.Address.Port}', ACCESS_KEY_ID = '{S3Server.Required.AccessKey}', SECRET_ACCESS_KEY = '{secret ?? S3Server.Required.SecretKey}')
        """);
}
