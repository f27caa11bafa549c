using StageTools.Databases;
using StageTools.Databases.Columns;
using StageTools.Databases.MySql;
using StageTools.Databases.SqlServer;

namespace StageTools.Core.Tests.Databases;

/// <summary>Connection strings of MySQL, MariaDB and SQL Server; and what fits SQL Server's columns, of which there is no server to ask.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class ServerSettingsTests : IDisposable
{
    private readonly MachineEnvironment _environment = new("HOME", "MYSQL_PWD", "SQLCMDUSER", "SQLCMDPASSWORD");
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _environment.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Url_of_MySQL_says_what_its_own_clients_say()
    {
        var settings = MySqlSettings.Read("mysql://a%40b:p%2Fw@db.example:3307/my%20shop?ssl-mode=VERIFY_IDENTITY&ssl-ca=%2Fca.pem");
        (settings.UserID, settings.Password, settings.Server, settings.Port, settings.Database).ShouldBe(("a@b", "p/w", "db.example", 3307u, "my shop"));
        (settings.SslMode, settings.SslCa).ShouldBe((MySqlConnector.MySqlSslMode.VerifyFull, "/ca.pem"));
    }

    [Theory]
    [InlineData("mysql://ann@db/shop", "from-file")]
    [InlineData("mysql://db/shop", "from-file")]
    [InlineData("mysql://bob@db/shop", "from-environment")]
    [InlineData("mysql://ann:said@db/shop", "said")]
    public void Password_is_that_of_the_option_file_or_the_environment(string url, string password)
    {
        MachineEnvironment.Set("HOME", _folder.At("."));
        MachineEnvironment.Set("MYSQL_PWD", "from-environment");
        File.WriteAllText(_folder.At(".my.cnf"), "[mysqld]\npassword = other\n[client]\n# who\nuser = ann\npassword = \"from-file\"\nssl_ca = /ca.pem\n");
        var settings = MySqlSettings.Read(url);
        settings.Password.ShouldBe(password);
        settings.SslCa.ShouldBe("/ca.pem");
    }

    [Fact]
    public void What_would_change_values_cannot_be_asked_for()
    {
        var settings = MySqlSettings.Read("Server=db;Database=shop;User ID=a;ConvertZeroDateTime=true;AllowLoadLocalInfile=true;GuidFormat=Char36;TreatTinyAsBoolean=true");
        (settings.ConvertZeroDateTime, settings.AllowLoadLocalInfile, settings.GuidFormat, settings.TreatTinyAsBoolean).ShouldBe((false, false, MySqlConnector.MySqlGuidFormat.None, false));
    }

    [Theory]
    [InlineData("mysql:Server=db;Database=shop;Passwort=geheim", "mysql://user@host/database")]
    [InlineData("mysql://user:geheim@db", "mysql://user@host/database")]
    [InlineData("MariaDB://user:geheim@:x/db", "mysql://user@host/database")]
    [InlineData("mysql://user:geheim@db/shop?ssl-mode=geheim", "mysql://user@host/database")]
    [InlineData("sqlserver://sa:geheim@db", "sqlserver://user@host/database")]
    [InlineData("sqlserver:Server=db;Passwort=geheim", "sqlserver://user@host/database")]
    [InlineData("oracle://sa:geheim@db/shop", "sqlserver://")]
    public async Task Connection_string_that_is_none_is_refused_and_never_shown(string text, string advice)
    {
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => DatabaseOpening.OpenAsync(text, Token));
        error.Message.ShouldContain(advice);
        error.ToString().ShouldNotContain("geheim");
    }

    [Theory]
    [InlineData("mysql:Pwd=geheim;Database=shop")]
    [InlineData("Server=db;Database=shop")]
    public void Connection_in_the_place_of_a_file_is_refused_and_never_shown(string text) =>
        StageErrorCode.OptionInvalid.ShouldFail(() => DatabaseOpening.FileNameOf(text)).ToString().ShouldNotContain("geheim");

    [Theory]
    [InlineData("sqlserver://sa:p%2Fw@db.example:1444/shop?TrustServerCertificate=true", "db.example,1444", "sa", "p/w", false)]
    [InlineData("sqlserver://sa@db/shop", "db", "sa", "from-environment", false)]
    [InlineData("sqlserver://db/shop", "db", "reader", "from-environment", false)]
    [InlineData("Server=db;Database=shop;Integrated Security=true", "db", "", "", true)]
    public void Connection_string_of_SQL_Server_is_completed_as_sqlcmd_does(string text, string source, string user, string password, bool isIntegrated)
    {
        MachineEnvironment.Set("SQLCMDUSER", "reader");
        MachineEnvironment.Set("SQLCMDPASSWORD", "from-environment");
        var settings = SqlServerSettings.Read(text);
        (settings.DataSource, settings.InitialCatalog, settings.UserID, settings.Password, settings.IntegratedSecurity).ShouldBe((source, "shop", user, password, isIntegrated));
        settings.Encrypt.ShouldBe(Microsoft.Data.SqlClient.SqlConnectionEncryptOption.Mandatory);
    }

    [Fact]
    public async Task SQL_Server_that_is_not_there_is_one_sentence_without_the_password()
    {
        var error = await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => DatabaseOpening.OpenAsync("sqlserver://sa:gehe1m@127.0.0.1:1/shop?Connect%20Timeout=5", Token));
        error.Message.ShouldContain("'shop' on 127.0.0.1,1 cannot be opened");
        error.Message.ShouldContain("no SQL Server answers there");
        error.ToString().ShouldNotContain("gehe1m");
    }

    [Theory]
    [InlineData("datetime2(3)", "2026-03-01T10:00:00.123", true)]
    [InlineData("datetime2(3)", "2026-03-01T10:00:00.1234", false)]
    [InlineData("datetime2(7)", "2026-03-01T10:00:00.1234567", true)]
    [InlineData("datetime", "2026-03-01T10:00:00.010", true)]
    [InlineData("datetime", "2026-03-01T10:00:00.001", false)]
    [InlineData("datetime", "1600-03-01T10:00:00", false)]
    [InlineData("datetime", "9999-12-31T23:59:59.9999999", false)]
    [InlineData("smalldatetime", "2026-03-01T10:01:00", true)]
    [InlineData("smalldatetime", "2026-03-01T10:01:01", false)]
    public void Time_that_SQL_Server_would_round_is_refused(string native, string value, bool fits) =>
        Fits(DateTime.Parse(value, System.Globalization.CultureInfo.InvariantCulture), native).ShouldBe(fits);

    [Theory]
    [InlineData("varchar cp1252", "Grüße €", true)]
    [InlineData("varchar cp1252", "日本", false)]
    [InlineData("varchar cp932", "日本", true)]
    [InlineData("varchar cp65001", "日本 😀", true)]
    [InlineData("nvarchar", "日本 😀", true)]
    public void Text_that_SQL_Server_would_put_question_marks_into_is_refused(string native, string value, bool fits) => Fits(value, native).ShouldBe(fits);

    private static bool Fits(object value, string native)
    {
        try
        {
            return SqlServerColumns.Accept(value, new TableColumn("c", new ColumnType(ColumnKind.Any), native)).Equals(value);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
