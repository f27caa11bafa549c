using Npgsql;
using StageTools.Databases.Postgres;

namespace StageTools.Core.Tests.Databases;

/// <summary>Services of PostgreSQL: which file has them, what of it counts, and what wins over it.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class PostgresServiceTests : IDisposable
{
    private readonly MachineEnvironment _environment = new("PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGSSLMODE", "HOME");
    private readonly TestFolder _folder = new();

    public void Dispose()
    {
        _environment.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("host=h", "Host=h")]
    [InlineData("hostaddr=1.2.3.4\nport=7\ndbname=d\nuser=u\npassword=p=q\npassfile=/f", "Host=1.2.3.4;Port=7;Database=d;Username=u;Password=p=q;Passfile=/f")]
    [InlineData("  host = h  \n\n# port=9\n#port=9\nport", "Host=h")]
    [InlineData("sslrootcert=/r\nsslcert=/c\nsslkey=/k\nsslmode=verify-ca", "Root Certificate=/r;SSL Certificate=/c;SSL Key=/k;SSL Mode=VerifyCA")]
    [InlineData("connect_timeout=9\napplication_name=a\noptions=-c x=y\nkeepalives_idle=1", "Timeout=9;Application Name=a;Options=-c x=y")]
    [InlineData("host=h\n[other]\nport=9", "Host=h")]
    [InlineData("host=h\n[s]\nport=9", "Host=h")]
    [InlineData("", "")]
    public void A_service_is_what_stands_below_its_name(string lines, string expected)
    {
        Environment.SetEnvironmentVariable("PGSERVICEFILE", _folder.Write("services", $"port=1\n[before]\nport=2\n[s]\n{lines}\n"));
        Settings("s").EquivalentTo(new NpgsqlConnectionStringBuilder(expected)).ShouldBeTrue(Settings("s").ConnectionString);
    }

    [Fact]
    public void What_was_said_before_wins_and_the_first_of_two()
    {
        Environment.SetEnvironmentVariable("PGSERVICEFILE", _folder.Write("services", "[s]\nhost=later\nport=1\nport=2\nsslmode=require\n"));
        Environment.SetEnvironmentVariable("PGSSLMODE", "disable");
        var settings = new NpgsqlConnectionStringBuilder("Host=said");
        PostgresService.Complete(settings, "s");
        (settings.Host, settings.Port, settings.SslMode).ShouldBe(("said", 1, SslMode.Require));
    }

    [Fact]
    public void The_service_that_is_named_goes_before_that_of_the_environment_and_an_empty_one_is_none()
    {
        Environment.SetEnvironmentVariable("PGSERVICEFILE", _folder.Write("services", "[one]\nhost=1\n[two]\nhost=2\n"));
        Settings(null).Host.ShouldBeNull();
        Environment.SetEnvironmentVariable("PGSERVICE", "");
        Settings(null).Host.ShouldBeNull();
        Environment.SetEnvironmentVariable("PGSERVICE", "two");
        Settings(null).Host.ShouldBe("2");
        Settings("one").Host.ShouldBe("1");
    }

    [Fact]
    public void Its_file_is_the_named_one_or_the_homes_and_then_the_systems()
    {
        Environment.SetEnvironmentVariable("HOME", _folder.At("home"));
        Environment.SetEnvironmentVariable("PGSYSCONFDIR", _folder.At("etc"));
        _folder.Write("etc/pg_service.conf", "[s]\nhost=system\n[t]\nhost=system\n");
        Settings("s").Host.ShouldBe("system");
        _folder.Write("home/.pg_service.conf", "[s]\nhost=home\n");
        Settings("s").Host.ShouldBe("home");
        Settings("t").Host.ShouldBe("system");
        Environment.SetEnvironmentVariable("PGSERVICEFILE", _folder.Write("named", "[u]\nhost=named\n"));
        Settings("u").Host.ShouldBe("named");
        Settings("s").Host.ShouldBe("system");
        Environment.SetEnvironmentVariable("PGSYSCONFDIR", null);
        StageErrorCode.OptionInvalid.ShouldFail(() => Settings("s")).Message.ShouldContain("There is no service 's' of PostgreSQL");
    }

    [Theory]
    [InlineData("port=s3cr3t", "'port'")]
    [InlineData("sslmode=s3cr3t", "'sslmode'")]
    [InlineData("connect_timeout=99999999999999", "'connect_timeout'")]
    public void A_value_that_it_cannot_have_names_its_key_and_not_the_value(string line, string key)
    {
        Environment.SetEnvironmentVariable("PGSERVICEFILE", _folder.Write("services", $"[s]\n{line}\n"));
        var error = StageErrorCode.OptionInvalid.ShouldFail(() => Settings("s"));
        error.Message.ShouldContain(key);
        error.ToString().ShouldNotContain("s3cr3t");
    }

    private static NpgsqlConnectionStringBuilder Settings(string? service)
    {
        var settings = new NpgsqlConnectionStringBuilder();
        PostgresService.Complete(settings, service);
        return settings;
    }
}
