using StageTools.Catalog;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>CREATE, ALTER and DROP STAGE.</summary>
public sealed class StageStatementsTests : IDisposable
{
    private readonly TestRun _run = new();

    private TestFolder Folder => _run.Folder;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Databend_makes_an_internal_stage_that_takes_files()
    {
        var result = await _run.RunAsync("CREATE STAGE my_internal_stage");
        result.Columns.ShouldBeEmpty();
        result.Notices.ShouldBeEmpty();
        var stage = await _run.Stages.GetAsync("my_internal_stage");
        (stage.Type, stage.Enabled, stage.DirectoryTable).ShouldBe((StageKind.Internal, true, false));
    }

    [Fact]
    public async Task Databend_makes_an_external_stage_with_all_it_says()
    {
        await _run.RunAsync(
            """
            CREATE STAGE my_external_stage URL = 's3://databend' CONNECTION = (ENDPOINT_URL = 'minio.example', AWS_KEY_ID = 'AKIAEXAMPLE', AWS_SECRET_KEY = 'tops3cret')
                FILE_FORMAT = (TYPE = CSV, FIELD_DELIMITER = ';') COMMENT = 'it''s 100% -- mine; really'
            """);
        var stage = await _run.Stages.GetAsync("my_external_stage");
        (stage.Url, stage.Endpoint, stage.Enabled, stage.HasCredentials).ShouldBe(("s3://databend/", "https://minio.example", true, true));
        stage.Comment.ShouldBe("it's 100% -- mine; really");
        stage.FileFormat.ShouldNotBeNull().Delimiter.ShouldBe(";");
    }

    [Theory]
    [InlineData("CREATE STAGE s URL = '{0}' CREDENTIALS = {{}}", false)]
    [InlineData("CREATE STAGE s URL = '{0}' ENABLE = FALSE", false)]
    [InlineData("CREATE STAGE s URL = '{0}' ENABLE = TRUE", true)]
    public async Task MatrixOne_makes_a_disabled_stage_unless_told_to_which_gives_it_a_directory_table_too(string sql, bool isEnabled)
    {
        await _run.RunAsync(string.Format(null, sql, Folder.Folder("data")));
        var stage = await _run.Stages.GetAsync("s");
        (stage.Enabled, stage.DirectoryTable).ShouldBe((isEnabled, isEnabled));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_of()
    {
        var result = await _run.RunAsync($"CREATE STAGE s URL = 'fs://{Folder.At("a%20b;c's")}/'".Replace("c's", "c''s", StringComparison.Ordinal));
        result.Notices.ShouldHaveSingleItem().ShouldContain(Folder.At("a b;c's"));
        (await _run.RunAsync($"CREATE STAGE t URL = '{Folder.Folder("there")}'")).Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("data", "here/data")]
    [InlineData("./data/", "here/data")]
    public async Task A_relative_folder_begins_where_the_statements_are_run(string written, string folder)
    {
        await _run.RunAsync($"CREATE STAGE s URL = '{written}'");
        (await _run.Stages.GetAsync("s")).Url.ShouldBe(KnownStores.All.ParseUrl(Folder.At(folder), "/").ToString());
    }

    [Fact]
    public async Task A_tilde_before_a_folder_is_the_home_folder()
    {
        await _run.RunAsync("CREATE STAGE s URL = '~/stagetools-no-such-folder/'");
        (await _run.Stages.GetAsync("s")).Url.ShouldBe(
            KnownStores.All.ParseUrl(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "stagetools-no-such-folder"), "/").ToString());
    }

    [Theory]
    [InlineData("bucket.s3.us-west-2.amazonaws.com", "s3://bucket/", "https://s3.us-west-2.amazonaws.com")]
    [InlineData("my.bucket.s3.us-west-2.amazonaws.com/2026/q1/", "s3://my.bucket/2026/q1/", "https://s3.us-west-2.amazonaws.com")]
    [InlineData("s3.us-west-2.amazonaws.com/bucket/2026", "s3://bucket/2026/", "https://s3.us-west-2.amazonaws.com")]
    [InlineData("https://bucket.oss-cn-hangzhou.aliyuncs.com/a%20b", "oss://bucket/a b/", "https://oss-cn-hangzhou.aliyuncs.com")]
    [InlineData("http://127.0.0.1:9000/bucket/2026/", "s3://bucket/2026/", "http://127.0.0.1:9000")]
    [InlineData("http://127.0.0.1:9000/bucket/a://b/", "s3://bucket/a://b/", "http://127.0.0.1:9000")]
    [InlineData("s3://bucket/2026/", "s3://bucket/2026/", null)]
    public async Task MatrixOne_writes_the_server_in_the_place_of_the_URL(string endpoint, string url, string? server)
    {
        await _run.RunAsync($$"""CREATE STAGE s URL = "endpoint"='{{endpoint}}' CREDENTIALS = {"access_key_id"='AKIAEXAMPLE', "secret_access_key"='tops3cret'}""");
        var stage = await _run.Stages.GetAsync("s");
        (stage.Url, stage.Endpoint).ShouldBe((url, server));
    }

    [Theory]
    [InlineData("amazon", "s3://bucket/2026/")]
    [InlineData("minio", "s3://bucket/2026/")]
    [InlineData("OSS", "oss://bucket/2026/")]
    [InlineData("gcp", "gcs://bucket/2026/")]
    public async Task MatrixOne_says_whose_a_bucket_is_under_PROVIDER(string provider, string url)
    {
        await _run.RunAsync(
            $$"""
            CREATE STAGE s URL = 's3://bucket/2026/'
                CREDENTIALS = {"AWS_KEY_ID"='AKIAEXAMPLE', "AWS_SECRET_KEY"='tops3cret', "PROVIDER"='{{provider}}', "ENDPOINT"='server.example', "COMPRESSION"='auto'}
            """);
        (await _run.Stages.GetAsync("s")).Url.ShouldBe(url);
    }

    [Fact]
    public async Task A_PROVIDER_that_is_none_is_refused() =>
        (await _run.ShouldFailAsync(StageErrorCode.OptionInvalid, "CREATE STAGE s URL = 's3://bucket/' CREDENTIALS = {\"PROVIDER\"='nobody'}")).Message.ShouldContain("'nobody'");

    [Theory]
    [InlineData("s3.us-west-2.amazonaws.com")]
    [InlineData("http://127.0.0.1:9000/")]
    public async Task A_server_without_a_bucket_is_refused(string endpoint) =>
        (await _run.ShouldFailAsync(StageErrorCode.StageUrlInvalid, $"CREATE STAGE s URL = \"endpoint\"='{endpoint}'")).Message.ShouldContain("no bucket");

    [Fact]
    public async Task A_secret_in_the_place_of_a_server_is_not_shown() =>
        (await _run.ShouldFailAsync(StageErrorCode.StageUrlInvalid, "CREATE STAGE s URL = \"endpoint\"='https://key:tops3cret@host/bucket'")).ToString().ShouldNotContain("tops3cret");

    [Fact]
    public async Task A_stage_that_is_there_is_an_error_is_kept_or_is_replaced()
    {
        await _run.RunAsync("CREATE STAGE s COMMENT = 'first'");
        await _run.Stages.WriteAsync("s", "a.csv");
        await _run.ShouldFailAsync(StageErrorCode.StageAlreadyExists, "CREATE STAGE S");
        await _run.RunAsync("CREATE STAGE IF NOT EXISTS S COMMENT = 'second'");
        (await _run.Stages.GetAsync("s")).Comment.ShouldBe("first");
        (await _run.Stages.ListAsync("@s")).ShouldBe(["a.csv"]);
        await _run.RunAsync("CREATE OR REPLACE STAGE s");
        (await _run.Stages.GetAsync("s")).Comment.ShouldBeNull();
        (await _run.Stages.ListAsync("@s")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_temporary_stage_ends_with_the_session()
    {
        await _run.RunAsync("CREATE TEMPORARY STAGE s");
        (await _run.Stages.GetAsync("s")).Temporary.ShouldBeTrue();
    }

    [Theory]
    [InlineData("CREATE STAGE ~")]
    [InlineData("ALTER STAGE ~ SET COMMENT = 'x'")]
    [InlineData("ALTER STAGE ~ RENAME TO x")]
    [InlineData("ALTER STAGE ~ REFRESH")]
    [InlineData("DROP STAGE IF EXISTS ~")]
    public Task The_user_stage_stays_as_it_is(string sql) => _run.ShouldFailAsync(StageErrorCode.UserStageFixed, sql);

    [Fact]
    public async Task ALTER_changes_what_it_says_and_nothing_else()
    {
        await _run.RunAsync($"CREATE STAGE s URL = '{Folder.Folder("old")}' FILE_FORMAT = (TYPE = CSV) COMMENT = 'c'");
        await _run.RunAsync($"ALTER STAGE s SET URL = '{Folder.Folder("new")}'");
        var stage = await _run.Stages.GetAsync("s");
        (stage.Url, stage.Comment, stage.FileFormat?.Format).ShouldBe((_run.Stages.Url("new").ToString(), "c", RowFormat.Csv));
        await _run.RunAsync("ALTER STAGE s SET COMMENT = 'it''s; 100%' FILE_FORMAT = (TYPE = PARQUET)");
        stage = await _run.Stages.GetAsync("s");
        (stage.Comment, stage.FileFormat?.Format).ShouldBe(("it's; 100%", RowFormat.Parquet));
        await _run.RunAsync("ALTER STAGE s UNSET COMMENT, FILE_FORMAT");
        stage = await _run.Stages.GetAsync("s");
        (stage.Comment, stage.FileFormat).ShouldBe((null, null));
    }

    [Fact]
    public async Task ALTER_enables_a_stage_of_MatrixOne_with_its_directory_table()
    {
        await _run.RunAsync($"CREATE STAGE s URL = '{Folder.Folder("data")}' ENABLE = FALSE; ALTER STAGE s SET ENABLE = TRUE");
        var stage = await _run.Stages.GetAsync("s");
        (stage.Enabled, stage.DirectoryTable).ShouldBe((true, true));
        await _run.RunAsync("ALTER STAGE s SET ENABLE = FALSE");
        (await _run.Stages.GetAsync("s")).Enabled.ShouldBeFalse();
    }

    [Fact]
    public async Task ALTER_does_not_send_keys_to_another_server()
    {
        await _run.RunAsync("CREATE STAGE s URL = 's3://bucket/' CONNECTION = (ACCESS_KEY_ID = 'AKIAEXAMPLE', SECRET_ACCESS_KEY = 'tops3cret')");
        await _run.ShouldFailAsync(StageErrorCode.OptionInvalid, "ALTER STAGE s SET URL = \"endpoint\"='http://127.0.0.1:9/bucket'");
        (await _run.Stages.GetAsync("s")).Url.ShouldBe("s3://bucket/");
    }

    [Fact]
    public async Task RENAME_keeps_the_files()
    {
        await _run.RunAsync("CREATE STAGE s");
        await _run.Stages.WriteAsync("s", "a.csv");
        await _run.RunAsync("ALTER STAGE s RENAME TO t");
        (await _run.Stages.ListAsync("@t")).ShouldBe(["a.csv"]);
    }

    [Fact]
    public async Task REFRESH_fills_the_directory_table()
    {
        await _run.RunAsync($"CREATE STAGE s URL = '{Folder.Folder("data")}' ENABLE = TRUE");
        Folder.Write("data/a.csv");
        Folder.Write("data/b/c.csv");
        (await _run.RunAsync("ALTER STAGE s REFRESH")).Changed.ShouldBe(2);
        (await _run.Stages.ListAsync("@s", fromDirectoryTable: true)).ShouldBe(["a.csv", "b/c.csv"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ALTER STAGE {0} gone SET COMMENT = 'x'")]
    [InlineData("ALTER STAGE {0} gone RENAME TO other")]
    [InlineData("ALTER STAGE {0} gone REFRESH")]
    [InlineData("DROP STAGE {0} gone")]
    public async Task A_stage_that_is_not_there_is_an_error_without_IF_EXISTS(string sql)
    {
        await _run.ShouldFailAsync(StageErrorCode.StageNotFound, string.Format(null, sql, string.Empty));
        (await _run.RunAsync(string.Format(null, sql, "IF EXISTS"))).Changed.ShouldBeNull();
        (await _run.Stages.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task DROP_takes_the_files_of_an_internal_stage_and_leaves_an_external_ones()
    {
        await _run.RunAsync($"CREATE STAGE i; CREATE STAGE e URL = 'fs://{Folder.Folder("data")}/'");
        var folder = await _run.Stages.FolderOfAsync("i");
        await _run.Stages.WriteAsync("i", "a.csv");
        await _run.Stages.WriteAsync("e", "a.csv");
        await _run.RunAsync("DROP STAGE i; DROP STAGE IF EXISTS e");
        (await _run.Stages.NamesAsync()).ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
        Folder.Read("data/a.csv").ShouldBe("content");
    }
}
