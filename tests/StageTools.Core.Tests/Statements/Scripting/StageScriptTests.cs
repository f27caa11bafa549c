using FsCheck.Fluent;
using StageTools.Core.Tests.Statements.Running;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Statements.Parsing;
using StageTools.Statements.Scripting;
using StageTools.Storage;

namespace StageTools.Core.Tests.Statements.Scripting;

/// <summary>Stages as statements: ours make the same stage again, and what another system cannot say is told.</summary>
public sealed class StageScriptTests : IDisposable
{
    private const string Secret = "a very secret secret";

    private static readonly FileFormat?[] Formats =
    [
        null,
        new() { Format = RowFormat.Csv },
        new() { Format = RowFormat.Csv, Delimiter = ";", Header = false, NullText = "it's \\N", Compression = Compression.Gzip },
        new() { Format = RowFormat.Tsv, Dialect = Dialect.MatrixOne },
        new() { Format = RowFormat.NdJson, BinaryFormat = BinaryFormat.Base64 },
        new() { Format = RowFormat.Json },
        new() { Format = RowFormat.Parquet, Compression = Compression.Snappy },
        new() { Delimiter = "\t", Quote = '\'', ForceQuoteColumns = new ColumnNames(["a", "b c"]) },
        new() { Name = "named" },
    ];

    private readonly TestRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Ours_make_the_same_stage_again() => Property.Check(
        from name in Gen.Elements("s", "Sales-2026", "été", "_x$y", "if")
        from place in Gen.Elements("", "file", "s3", "oss", "gcs", "named")
        from format in Gen.Elements(Formats)
        from comment in Gen.Elements<string?>(null, "it's -- \"mine\"; $really", "two\nlines \\ and a tab\t")
        from enabled in Gen.Elements(true, false)
        from table in Gen.Elements(true, false)
        select Definition(name, place, format, comment, enabled, table),
        definition => RemakeAsync(definition, StageSystem.StageTools).GetAwaiter().GetResult().ShouldBe(MakeAsync(definition).GetAwaiter().GetResult()),
        cases: 150);

    [Theory]
    [InlineData(StageSystem.Databend)]
    [InlineData(StageSystem.MatrixOne)]
    public async Task What_both_systems_say_of_a_bucket_is_read_here_as_the_same_place(StageSystem system)
    {
        foreach (var place in (string[])["s3", "oss"])
        {
            var definition = Definition("s", place, format: null, "a comment", enabled: true, table: false);
            var made = await MakeAsync(definition);
            var remade = await RemakeAsync(definition, system);
            remade.Split('|')[..3].ShouldBe(made.Split('|')[..3]);
            remade.ShouldContain("a comment");
        }
    }

    [Theory]
    [InlineData(StageSystem.StageTools)]
    [InlineData(StageSystem.Databend)]
    [InlineData(StageSystem.MatrixOne)]
    [InlineData(StageSystem.Snowflake)]
    [InlineData(StageSystem.DuckDB)]
    public async Task No_secret_is_written_and_each_is_a_parameter_or_left_out(StageSystem system)
    {
        await NameAsync();
        var stages = new List<Stage>();
        foreach (var (name, place) in ((string, string)[])[("a-b", "s3"), ("a_b", "s3"), ("c", "named"), ("d", "named"), ("e", "oss")])
            stages.Add(await _run.Stages.CreateAsync(Definition(name, place, format: null, comment: null, enabled: true, table: false)));
        var (with, without) = (new StageScript(system, withoutSecrets: false), new StageScript(system, withoutSecrets: true));
        var said = string.Join('\n', stages.SelectMany(with.Of));
        var left = string.Join('\n', stages.SelectMany(without.Of));
        foreach (var script in (string[])[said, left])
        {
            script.ShouldNotContain(Secret);
            script.ShouldNotContain("AKIAEXAMPLE");
        }

        said.ShouldContain("$a_b_secret_access_key");
        said.ShouldContain("$a_b_secret_access_key_2");
        said.ShouldContain("$named_secret_access_key");
        left.ShouldNotContain("$");
        left.ShouldContain("-- The credentials are left out.");
    }

    [Fact]
    public async Task A_stage_and_a_connection_of_one_name_have_parameters_of_their_own()
    {
        await NameAsync();
        var script = new StageScript(StageSystem.StageTools, withoutSecrets: false);
        var own = string.Concat(script.Of(await _run.Stages.CreateAsync(Definition("named", "s3", null, null, true, false))));
        var shared = string.Concat(script.Of(await _run.Stages.CreateAsync(Definition("other", "named", null, null, true, false))));
        own.ShouldContain("= $named_secret_access_key,");
        shared.ShouldContain("= $named_secret_access_key_2");
    }

    [Theory]
    [InlineData(StageSystem.Databend, "a-b$c", "CREATE STAGE \"a-b$c\" ")]
    [InlineData(StageSystem.Databend, "table", "CREATE STAGE \"table\" ")]
    [InlineData(StageSystem.Databend, "plain", "CREATE STAGE plain ")]
    [InlineData(StageSystem.MatrixOne, "a-b$c", "CREATE STAGE `a-b$c` ")]
    [InlineData(StageSystem.MatrixOne, "table", "CREATE STAGE `table` ")]
    [InlineData(StageSystem.Snowflake, "a-b", "CREATE STAGE \"a-b\" ")]
    [InlineData(StageSystem.Snowflake, "table", "CREATE STAGE \"table\" ")]
    [InlineData(StageSystem.StageTools, "a-b$c", "CREATE STAGE a-b$c ")]
    public async Task A_name_is_quoted_where_the_system_wants_it(StageSystem system, string name, string said)
    {
        var stage = await _run.Stages.CreateAsync(Definition(name, "s3", null, null, enabled: true, table: false));
        string.Join('\n', new StageScript(system, withoutSecrets: true).Of(stage)).ShouldContain(said);
    }

    [Fact]
    public async Task What_stages_share_is_said_once_before_the_first()
    {
        await NameAsync();
        var script = new StageScript(StageSystem.StageTools, withoutSecrets: false);
        var statements = new List<string>();
        foreach (var name in (string[])["a", "b"])
            statements.AddRange(script.Of(await _run.Stages.CreateAsync(Definition(name, "named", new FileFormat { Name = "named" }, null, true, false))));
        statements.Select(static s => string.Join(' ', s.Split(' ')[..2])).ShouldBe(["CREATE CONNECTION", "CREATE FILE", "CREATE STAGE", "CREATE STAGE"]);
    }

    [Theory]
    [InlineData(StageSystem.Databend, "file", "-- It is disabled", "CREATE STAGE s URL = 'fs:///")]
    [InlineData(StageSystem.Databend, "s3", "-- Databend has no setting storage_class (here STANDARD_IA).", "CONNECTION = (")]
    [InlineData(StageSystem.Databend, "gcs", "-- Its credentials are an HMAC key", "URL = 'gcs://bucket/p/'")]
    [InlineData(StageSystem.MatrixOne, "", "-- The stage 's' cannot be made: MatrixOne has no internal stages.", "")]
    [InlineData(StageSystem.MatrixOne, "file", "-- Its file format is CSV", "ENABLE = FALSE")]
    [InlineData(StageSystem.Snowflake, "file", "-- The stage 's' (file:///", "PUT the files")]
    [InlineData(StageSystem.Snowflake, "s3", "-- Snowflake has no setting storage_class", "URL = 's3compat://bucket/p/' ENDPOINT = 's3.example'")]
    [InlineData(StageSystem.Snowflake, "gcs", "-- A bucket of Google's wants STORAGE_INTEGRATION", "FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';')")]
    [InlineData(StageSystem.Snowflake, "oss", "-- The stage 's' (oss://", "Aliyun OSS")]
    [InlineData(StageSystem.DuckDB, "s3", "-- DuckDB has no setting storage_class", "CREATE SECRET \"s\" (TYPE s3, ENDPOINT 's3.example', URL_STYLE 'path', KEY_ID $s_access_key_id")]
    [InlineData(StageSystem.DuckDB, "", "-- The stage 's' cannot be made: its files lie in the storage of this catalog", "")]
    public async Task What_a_system_cannot_say_is_a_comment(StageSystem system, string place, string comment, string said)
    {
        var format = new FileFormat { Format = RowFormat.Csv, Delimiter = ";" };
        var stage = await _run.Stages.CreateAsync(Definition("s", place, format, comment: null, enabled: false, table: true));
        var script = string.Join('\n', new StageScript(system, withoutSecrets: false).Of(stage));
        script.ShouldContain(comment);
        script.ShouldContain(said);
    }

    [Fact]
    public async Task SHOW_CREATE_STAGE_is_all_in_one_row()
    {
        await NameAsync();
        await _run.Stages.CreateAsync(Definition("s", "named", new FileFormat { Name = "named" }, "mine", enabled: false, table: false));
        var row = (await _run.RunAsync("SHOW CREATE STAGE s")).Rows.ShouldHaveSingleItem();
        row[0].ShouldBe("s");
        row[1].ShouldBeOfType<string>().Split('\n').Select(static line => string.Join(' ', line.Split(' ')[..2]))
            .ShouldBe(["CREATE CONNECTION", "CREATE FILE", "CREATE STAGE", "ALTER STAGE"]);
        (await _run.RunAsync("SHOW CREATE STAGE ~")).Rows.ShouldHaveSingleItem()[1].ShouldBeOfType<string>().ShouldStartWith("-- @~");
        await _run.ShouldFailAsync(StageErrorCode.StageNotFound, "SHOW CREATE STAGE nono");
    }

    private async Task<string> MakeAsync(StageDefinition definition)
    {
        await NameAsync();
        var stage = await _run.Stages.CreateAsync(definition);
        await _run.Stages.RemoveAsync(stage.Name);
        return Shown(stage);
    }

    /// <summary>Makes a stage, drops it with all it refers to, and makes it again by its statements.</summary>
    private async Task<string> RemakeAsync(StageDefinition definition, StageSystem system)
    {
        await NameAsync();
        var stage = await _run.Stages.CreateAsync(definition);
        var script = string.Join('\n', new StageScript(system, withoutSecrets: false).Of(stage));
        script.ShouldNotContain(Secret);
        await _run.Stages.RemoveAsync(stage.Name);
        await _run.RunAsync("DROP CONNECTION named; DROP FILE FORMAT named");
        var owner = new string([.. (stage.ConnectionName ?? stage.Name).Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')]);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [owner + "_access_key_id"] = "AKIAEXAMPLE",
            [owner + "_secret_access_key"] = Secret,
        };
        foreach (var item in StatementScript.Parse(script, values))
            await _run.RunAsync(item.Statement.ShouldNotBeNull());
        var remade = await _run.Stages.GetAsync(stage.Name);
        await _run.Stages.RemoveAsync(stage.Name);
        return Shown(remade);
    }

    private async Task NameAsync()
    {
        var named = _run.Stages.Engine.Stages.Named;
        await named.CreateConnectionAsync(StageName.Parse("named"), "s3", Connection("s3"), comment: null, IfStageExists.Keep, Token);
        await named.CreateFileFormatAsync(StageName.Parse("named"), Formats[2]!, comment: null, IfStageExists.Keep, Token);
    }

    private StageDefinition Definition(string name, string place, FileFormat? format, string? comment, bool enabled, bool table) => new(StageName.Parse(name))
    {
        Url = place switch { "" => null, "file" => _run.Stages.Url("a folder"), "named" => new StageUrl("s3", "bucket/p"), _ => new StageUrl(place, "bucket/p") },
        Connection = place switch
        {
            "" or "file" => null,
            "named" => KnownStores.All.ParseConnection([new(StageConnection.NameKey, "named")]),
            _ => Connection(place),
        },
        FileFormat = format,
        Comment = comment,
        Enabled = enabled,
        DirectoryTable = table,
    };

    private static StageConnection? Connection(string type) => KnownStores.All.ParseConnection(
    [
        new(StageConnection.KeyIdKey, "AKIAEXAMPLE"), new(StageConnection.SecretKey, Secret),
        .. type is "oss" ? (KeyValuePair<string, string>[])[new(StageConnection.EndpointKey, "oss-cn-hangzhou.aliyuncs.com")]
            : type is "s3" ? [new(StageConnection.EndpointKey, "s3.example"), new("storage_class", "STANDARD_IA")]
            : [],
    ]);

    private static string Shown(Stage stage) => string.Join(
        '|',
        stage.Name,
        stage.Type,
        stage.Url,
        stage.Enabled,
        stage.DirectoryTable,
        stage.FileFormat?.ToJson(),
        stage.FileFormatName,
        stage.ConnectionName,
        stage.Connection is null ? null : string.Join(';', stage.Connection.Where(static s => s.Key is not "provider")),
        stage.Comment);
}
