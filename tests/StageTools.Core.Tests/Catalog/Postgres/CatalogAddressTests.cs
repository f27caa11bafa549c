using Npgsql;
using StageTools.Catalog.Postgres;
using StageTools.Core.Tests.Servers;
using StageTools.Machine;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Where a catalog is says the variable; who connects, and by which password, says the environment alone.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class CatalogAddressTests : IDisposable
{
    private static readonly string[] Variables = ["PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSSLMODE", "HOME", KnownCatalogs.Variable];

    private readonly MachineEnvironment _environment = new(Variables);
    private readonly TestFolder _folder = new();

    public void Dispose()
    {
        _environment.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("postgres://db/stages", "Host=db;Database=stages")]
    [InlineData("postgresql://db:7532/stages", "Host=db;Port=7532;Database=stages")]
    [InlineData("POSTGRES://db/my%20stages?sslmode=verify-full&connect_timeout=7", "Host=db;Database=my stages;SSL Mode=VerifyFull;Timeout=7")]
    [InlineData("postgres://db/stages?sslrootcert=/etc/ca.pem", "Host=db;Database=stages;Root Certificate=/etc/ca.pem")]
    public void An_address_says_where_the_catalog_is(string address, string expected) =>
        CatalogAddress.Parse(address).Settings().EquivalentTo(new NpgsqlConnectionStringBuilder(expected)).ShouldBeTrue();

    [Theory]
    [InlineData("postgres://s3cr3tname@db/stages")]
    [InlineData("postgres://s3cr3tname:s3cr3tword@db/stages")]
    [InlineData("postgres://:s3cr3tword@db/stages")]
    [InlineData("postgres://db/stages?user=s3cr3tname")]
    [InlineData("postgres://db/stages?password=s3cr3tword")]
    [InlineData("postgres://db/stages?sslpassword=s3cr3tword&sslmode=require")]
    [InlineData("postgres://db/stages?PassWord=s3cr3tword")]
    [InlineData("postgres://db/stages?pass%77ord=s3cr3tword")]
    [InlineData("postgres://db/stages?options=s3cr3t")]
    [InlineData("postgres://db/stages?sslmode=s3cr3t")]
    [InlineData("postgres://db/")]
    [InlineData("postgres:///stages")]
    [InlineData("postgres://db:s3cr3t/stages")]
    [InlineData("mysql://s3cr3t@db/stages")]
    public void An_address_with_a_user_a_password_or_anything_else_is_refused_and_not_repeated(string address)
    {
        var error = StageErrorCode.OptionInvalid.ShouldFail(() => KnownCatalogs.New(_folder.Home, address));
        error.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void A_service_says_what_the_address_does_not()
    {
        var file = _folder.Write("services", "# none\n[other]\nhost=elsewhere\n[team]\nhost = db\nport=7532\ndbname=stages\nuser=ann\npassword=word\nsslmode=verify-ca\nkeepalives=1\n[last]\nhost=x\n");
        MachineEnvironment.Set("PGSERVICEFILE", file);
        CatalogAddress.Parse("postgres:///?service=team").Settings().EquivalentTo(
            new NpgsqlConnectionStringBuilder("Host=db;Port=7532;Database=stages;Username=ann;Password=word;SSL Mode=VerifyCA")).ShouldBeTrue();
        MachineEnvironment.Set("PGSERVICE", "team");
        CatalogAddress.Parse("postgres://near:1/mine").Settings().EquivalentTo(
            new NpgsqlConnectionStringBuilder("Host=near;Port=1;Database=mine;Username=ann;Password=word;SSL Mode=VerifyCA")).ShouldBeTrue();
        MachineEnvironment.Set("PGSERVICE", "none");
        StageErrorCode.OptionInvalid.ShouldFail(() => CatalogAddress.Parse("postgres://db/stages").Settings()).Message.ShouldContain("'none'");
    }

    [Fact]
    public void The_environment_says_how_to_encrypt()
    {
        MachineEnvironment.Set("PGSSLMODE", "verify-full");
        CatalogAddress.Parse("postgres://db/stages").Settings().SslMode.ShouldBe(SslMode.VerifyFull);
        CatalogAddress.Parse("postgres://db/stages?sslmode=require").Settings().SslMode.ShouldBe(SslMode.Require);
    }

    [Theory]
    [InlineData("PGPASSWORD")]
    [InlineData("PGPASSFILE")]
    [InlineData("PGSERVICEFILE")]
    public async Task The_password_is_found_wherever_libpq_finds_it(string way)
    {
        var server = PostgresServer.Required;
        MachineEnvironment.Set("PGUSER", server.User);
        var word = server.Password;
        MachineEnvironment.Set(way, way switch
        {
            "PGPASSWORD" => word,
            "PGPASSFILE" => Private(_folder.Write("passwords", $"*:*:*:{server.User}:{word}\n")),
            _ => _folder.Write("services", $"[team]\npassword={word}\n"),
        });
        MachineEnvironment.Set("PGSERVICE", way == "PGSERVICEFILE" ? "team" : null);
        using var engine = new StageEngine(new MachineHome(_folder.At("home")), $"postgres://{server.Host}:{server.Port}/postgres");
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => engine.Stages.ListAsync(TestContext.Current.CancellationToken)))
            .Message.ShouldContain("Initialize-StageCatalog");
    }

    [Fact]
    public async Task A_file_of_SQLite_is_a_catalog_wherever_it_is()
    {
        var place = _folder.At("elsewhere/team.db");
        MachineEnvironment.Set(KnownCatalogs.Variable, place);
        using (var engine = new StageEngine(_folder.Home))
        {
            await engine.Stages.CreateAsync(
                new StageTools.Stages.StageDefinition(StageTools.Paths.StageName.Parse("sales")) { Temporary = true }, TestContext.Current.CancellationToken);
            File.Exists(place).ShouldBeTrue();
            using var other = new StageEngine(new MachineHome(_folder.At("other-home")));
            (await other.Stages.ListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Name.ShouldBe("sales");
        }

        File.Exists(_folder.At("home/catalog.db")).ShouldBeFalse();
    }

    private static string Private(string file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
