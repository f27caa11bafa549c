using StageTools.Statements;
using static StageTools.Core.Tests.Statements.StatementReading;

namespace StageTools.Core.Tests.Statements;

/// <summary>Databend's statements of connections and file formats.</summary>
public sealed class NamedStatementTests
{
    [Theory]
    [InlineData(
        "create or replace connection c storage_type = 's3', access_key_id='AKIAEXAMPLE' secret_access_key = 'tops3cret'",
        "CREATE OR REPLACE CONNECTION c STORAGE_TYPE = 's3' access_key_id = 'AKIAEXAMPLE' secret_access_key = 'tops3cret'")]
    [InlineData(
        "CREATE CONNECTION IF NOT EXISTS c-1 aws_key_id='A' aws_secret_key='B' storage_type='oss' endpoint_url='oss.example'",
        "CREATE CONNECTION IF NOT EXISTS c-1 STORAGE_TYPE = 'oss' access_key_id = 'A' secret_access_key = 'B' endpoint_url = 'oss.example'")]
    [InlineData("CREATE CONNECTION \"c\" STORAGE_TYPE = 's3'", "CREATE CONNECTION c STORAGE_TYPE = 's3'")]
    [InlineData(
        "create file format f type = csv, field_delimiter = ';' output_header = true",
        "CREATE FILE FORMAT f TYPE = CSV FIELD_DELIMITER = ';' OUTPUT_HEADER = TRUE")]
    [InlineData("CREATE OR REPLACE FILE FORMAT f TYPE = PARQUET", "CREATE OR REPLACE FILE FORMAT f TYPE = PARQUET")]
    [InlineData("drop connection c", "DROP CONNECTION c")]
    [InlineData("DROP CONNECTION IF EXISTS c", "DROP CONNECTION IF EXISTS c")]
    [InlineData("drop file format if exists f;", "DROP FILE FORMAT IF EXISTS f")]
    [InlineData("show connections", "SHOW CONNECTIONS")]
    [InlineData("show file formats", "SHOW FILE FORMATS")]
    [InlineData("describe connection c", "DESC CONNECTION c")]
    [InlineData("desc file format f", "DESC FILE FORMAT f")]
    [InlineData(
        "CREATE STAGE s 's3://bucket/' CONNECTION = (CONNECTION_NAME = 'c') FILE_FORMAT = (FORMAT_NAME = 'f')",
        "CREATE STAGE s URL = 's3://bucket/' CONNECTION = (connection_name = 'c') FILE_FORMAT = (FORMAT_NAME = 'f')")]
    public void It_prints_as_it_reads(string text, string printed) => ShouldPrint(text, printed);

    [Theory]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' access_key_id = 'AKIAEXAMPLE' secret_access_key = 'tops3cret'")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' session_token = 'tops3cret'")]
    public void Its_secrets_are_masked(string text)
    {
        var statement = Read(text);
        statement.HasSecrets.ShouldBeTrue();
        statement.ToString().ShouldNotContain("tops3cret");
        statement.ToString().ShouldNotContain("AKIAEXAMPLE");
    }

    [Theory]
    [InlineData("CREATE CONNECTION c", "STORAGE_TYPE = ")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' STORAGE_TYPE = 's3'", "CONNECTION")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' regoin = 'x'", "did you mean region")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' region = 'x' REGION = 'y'", "said twice")]
    [InlineData("CREATE CONNECTION ~ STORAGE_TYPE = 's3'", "a connection's name")]
    [InlineData("CREATE OR REPLACE FILE FORMAT IF NOT EXISTS f TYPE = CSV", "contradict each other")]
    [InlineData("CREATE FILE FORMAT f", "an option of the file format")]
    [InlineData("CREATE FILE FORMAT f TYPE = CVS", "CVS")]
    [InlineData("CREATE FILE FORMAT f TYPO = CSV", "did you mean TYPE")]
    [InlineData("DROP FILE FORMAT @f", "a file format's name")]
    [InlineData("SHOW CONNECTIONS LIKE 'x'", "the end of the statement")]
    public void What_cannot_be_read_says_where_and_why(string text, string said)
    {
        var error = Should.Throw<StageException>(() => Read(text));
        error.Message.ShouldContain("Line 1, column");
        error.Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' secret_access_key = 'tops3cret")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE = 's3' secret_access_key 'tops3cret'")]
    [InlineData("CREATE CONNECTION c secret_access_key = tops3cret")]
    [InlineData("CREATE CONNECTION c STORAGE_TYPE 'tops3cret'")]
    public void An_error_shows_nothing_that_may_be_a_secret(string text) =>
        Should.Throw<StageException>(() => Read(text)).ToString().ShouldNotContain("tops3cret");

    [Theory]
    [InlineData("DESCRIBE connection")]
    [InlineData("DESCRIBE connection.t")]
    [InlineData("SELECT * FROM connection")]
    [InlineData("SHOW TABLES")]
    [InlineData("DROP TABLE connection")]
    public void What_is_DuckDBs_stays_DuckDBs(string text) => Read<QueryStatement>(text);
}
