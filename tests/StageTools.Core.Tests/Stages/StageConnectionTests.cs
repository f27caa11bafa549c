using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>Databend's CONNECTION and MatrixOne's CREDENTIALS.</summary>
public sealed class StageConnectionTests
{
    [Theory]
    [InlineData("endpoint", "endpoint_url")]
    [InlineData("ENDPOINT_URL", "endpoint_url")]
    [InlineData("AWS_REGION", "region")]
    [InlineData("Region", "region")]
    [InlineData("aws_role", "role_arn")]
    [InlineData("enable_virtual_host_style", "enable_virtual_host_style")]
    public void Settings_have_one_key_whatever_they_are_written_as(string written, string key) =>
        Parse((written, "https://host"))!.Settings[key].ShouldBe("https://host");

    [Theory]
    [InlineData("aws_token", "session_token")]
    [InlineData("SECURITY_TOKEN", "session_token")]
    [InlineData("external_id", "external_id")]
    [InlineData("master_key", "master_key")]
    public void Secrets_are_kept_apart(string written, string key)
    {
        var connection = Parse((written, "value"))!;
        connection.Secrets[key].ShouldBe("value");
        connection.Settings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("access_key_id", "secret_access_key")]
    [InlineData("AWS_KEY_ID", "AWS_SECRET_KEY")]
    [InlineData("access_key_id", "access_key_secret")]
    public void A_credential_is_a_key_id_and_its_secret(string id, string secret)
    {
        var secrets = Parse((id, "AKIA"), (secret, "s3cr3t"))!.Secrets;
        secrets[StageConnection.KeyIdKey].ShouldBe("AKIA");
        secrets[StageConnection.SecretKey].ShouldBe("s3cr3t");
    }

    [Theory]
    [InlineData("access_key_id")]
    [InlineData("secret_access_key")]
    public void Half_a_credential_is_refused_and_not_told(string key) =>
        StageErrorCode.CredentialRequired.ShouldFail(() => Parse((key, "s3cr3tvalue"))).Message.ShouldNotContain("s3cr3tvalue");

    [Fact]
    public void An_unknown_key_is_named() =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("acces_key", "s3cr3tvalue"))).Message.ShouldSatisfyAllConditions(
            static message => message.ShouldContain("'acces_key'"),
            static message => message.ShouldNotContain("s3cr3tvalue"));

    [Fact]
    public void A_later_key_wins() => Parse(("region", "a"), ("AWS_REGION", "b"))!.Settings["region"].ShouldBe("b");

    [Fact]
    public void Nothing_said_is_no_connection() => Parse().ShouldBeNull();

    [Theory]
    [InlineData("s3.example.com", "https://s3.example.com")]
    [InlineData("http://localhost:9000/", "http://localhost:9000")]
    public void An_endpoint_without_a_scheme_gets_https(string written, string endpoint) =>
        Parse(("endpoint", written))!.Settings[StageConnection.EndpointKey].ShouldBe(endpoint);

    [Theory]
    [InlineData("https://user:s3cr3t@host")]
    [InlineData("ftp://host")]
    [InlineData("http://")]
    public void An_endpoint_that_is_no_address_is_refused_and_not_told(string endpoint) =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("endpoint", endpoint))).Message.ShouldNotContain("s3cr3t");

    [Theory]
    [InlineData("", "***")]
    [InlineData("abcd", "***")]
    [InlineData("abcde", "ab***de")]
    [InlineData("a long secret", "a ***et")]
    public void A_secret_is_masked_but_for_two_characters_at_each_end(string secret, string shown) => StageConnection.Mask(secret).ShouldBe(shown);

    [Fact]
    public void What_is_shown_of_a_connection_holds_no_secret() =>
        Parse(("region", "eu"), ("aws_key_id", "AKIAEXAMPLE"), ("aws_secret_key", "wJalrXUtnFEMI"))!.Masked().ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["region"] = "eu",
                ["access_key_id"] = "AK***LE",
                ["secret_access_key"] = "wJ***MI",
            },
            ignoreOrder: true);

    private static StageConnection? Parse(params (string Key, string Value)[] pairs) =>
        StageConnection.Parse(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)));
}
