using StageTools.Storage;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Core.Tests.Storage;

/// <summary>Databend's CONNECTION and MatrixOne's CREDENTIALS.</summary>
public sealed class StageConnectionTests
{
    [Theory]
    [InlineData("endpoint", "endpoint_url")]
    [InlineData("ENDPOINT_URL", "endpoint_url")]
    [InlineData("AWS_REGION", "region")]
    [InlineData("Region", "region")]
    [InlineData("aws_role", "role_arn")]
    [InlineData("Storage_Class", "storage_class")]
    [InlineData("sts_endpoint_url", "sts_endpoint_url")]
    [InlineData("aws_kms_key_id", "kms_key_id")]
    [InlineData("server_side_encryption_aws_kms_key_id", "kms_key_id")]
    [InlineData("COMPRESSION", "compression")]
    public void Settings_have_one_key_whatever_they_are_written_as(string written, string key) =>
        Parse((written, "https://host"))!.Settings[key].ShouldBe("https://host");

    [Theory]
    [InlineData("minio")]
    [InlineData("Amazon")]
    public void A_provider_is_one_of_a_service_that_is_served(string name)
    {
        Parse(("PROVIDER", name))!.Settings["provider"].ShouldBe(name);
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("provider", "https://host"))).Message.ShouldContain("minio");
    }

    [Theory]
    [InlineData("aws_token")]
    [InlineData("SECURITY_TOKEN")]
    [InlineData("session_token")]
    public void A_session_token_is_a_secret(string written)
    {
        var connection = Parse(("access_key_id", "AKIA"), ("secret_access_key", "s3cr3t"), (written, "value"))!;
        connection.Get(BucketKeys.SessionToken).ShouldBe("value");
        connection.Settings.ShouldBeEmpty();
    }

    [Fact]
    public void An_external_id_is_a_secret_and_its_role_is_not()
    {
        var connection = Parse(("role_arn", "arn:aws:iam::1:role/r"), ("external_id", "s3cr3t"))!;
        connection.Get(BucketKeys.ExternalId).ShouldBe("s3cr3t");
        connection.Get(BucketKeys.RoleArn).ShouldBe("arn:aws:iam::1:role/r");
        connection.Settings.Keys.ShouldBe(["role_arn"]);
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
    [InlineData("path_style", "TRUE", "true")]
    [InlineData("path_style", "1", "true")]
    [InlineData("enable_virtual_host_style", "Yes", "true")]
    [InlineData("allow_anonymous", "no", "false")]
    [InlineData("allow_anonymous", "0", "false")]
    [InlineData("server_side_encryption", "aes256", "AES256")]
    [InlineData("server_side_encryption", "AWS:KMS", "aws:kms")]
    [InlineData("sts_endpoint_url", "sts.example.com/", "https://sts.example.com")]
    public void A_value_has_one_form(string key, string written, string value) => Parse((key, written))!.Settings[key].ShouldBe(value);

    [Fact]
    public void Encryption_has_a_short_name() => Parse(("Encryption", "AES256"))!.Get(BucketKeys.Encryption).ShouldBe("AES256");

    [Theory]
    [InlineData("path_style")]
    [InlineData("enable_virtual_host_style")]
    [InlineData("allow_anonymous")]
    [InlineData("server_side_encryption")]
    [InlineData("sts_endpoint_url")]
    [InlineData("ca_bundle")]
    public void A_value_that_cannot_be_is_refused_by_its_key_and_not_told(string key) =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse((key, "s3cr3t://x"))).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain(key),
            static message => message.ShouldNotContain("s3cr3t"));

    [Fact]
    public void A_key_of_the_key_management_service_asks_for_its_encryption()
    {
        var connection = Parse(("kms_key_id", "1234"))!;
        connection.Get(BucketKeys.Encryption).ShouldBe("aws:kms");
        connection.Get(BucketKeys.KmsKeyId).ShouldBe("1234");
    }

    [Fact]
    public void A_key_of_the_key_management_service_does_not_go_with_the_stores_own() =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("kms_key_id", "1234"), ("server_side_encryption", "AES256"))).Message.ShouldContain("aws:kms");

    [Fact]
    public void An_external_id_wants_a_role() =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("external_id", "s3cr3t"))).Message.ShouldContain("role_arn");

    [Fact]
    public void A_session_token_wants_a_key_id_and_a_secret() =>
        StageErrorCode.CredentialRequired.ShouldFail(() => Parse(("session_token", "s3cr3t"))).Message.ShouldNotContain("s3cr3t");

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void The_buckets_name_goes_into_the_path_or_into_the_host(string value) =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("path_style", value), ("enable_virtual_host_style", value))).Message.ShouldContain("contradict");

    [Theory]
    [InlineData("path_style", "true", true)]
    [InlineData("path_style", "false", false)]
    [InlineData("enable_virtual_host_style", "true", false)]
    [InlineData("enable_virtual_host_style", "false", true)]
    [InlineData("region", "eu", null)]
    public void Path_style_is_said_either_way_or_not_at_all(string key, string value, bool? expected) => Parse((key, value))!.PathStyle.ShouldBe(expected);

    [Theory]
    [InlineData("role_arn")]
    [InlineData("profile_name")]
    public void Nobody_is_anonymous_with_credentials(string key)
    {
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("allow_anonymous", "true"), (key, "x")));
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("allow_anonymous", "true"), ("access_key_id", "AKIA"), ("secret_access_key", "s3cr3t")));
        Parse(("allow_anonymous", "false"), (key, "x"))!.AllowAnonymous.ShouldBeFalse();
    }

    [Fact]
    public void A_key_of_ones_own_is_refused_with_what_is_served_instead() =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Parse(("MASTER_KEY", "s3cr3t"))).Message.ShouldSatisfyAllConditions(
            static message => message.ShouldContain("SSE-C"),
            static message => message.ShouldContain("server_side_encryption"),
            static message => message.ShouldNotContain("s3cr3t"));

    [Fact]
    public void All_that_was_said_can_be_read()
    {
        var bundle = OperatingSystem.IsWindows() ? @"C:\ca.pem" : "/etc/ca.pem";
        var connection = Parse(
            ("endpoint", "s3.example.com"), ("region", "eu"), ("aws_key_id", "AKIA"), ("aws_secret_key", "s3cr3t"), ("storage_class", "STANDARD_IA"), ("ca_bundle", bundle), ("sts_endpoint_url", "sts.example.com"))!;
        connection.ShouldSatisfyAllConditions(
            static c => c.Get(BucketKeys.Endpoint).ShouldBe("https://s3.example.com"),
            static c => c.Get(BucketKeys.Region).ShouldBe("eu"),
            static c => c.Get(BucketKeys.KeyId).ShouldBe("AKIA"),
            static c => c.Get(BucketKeys.Secret).ShouldBe("s3cr3t"),
            static c => c.Get(BucketKeys.StorageClass).ShouldBe("STANDARD_IA"),
            c => c.Get(BucketKeys.CaBundle).ShouldBe(bundle),
            static c => c.Get(BucketKeys.StsEndpoint).ShouldBe("https://sts.example.com"),
            static c => c.Get(BucketKeys.ProfileName).ShouldBeNull());
    }

    [Fact]
    public void A_connection_as_text_holds_no_secret() =>
        Parse(("region", "eu"), ("aws_key_id", "AKIAEXAMPLE"), ("aws_secret_key", "wJalrXUtnFEMI"))!.ToString()
            .ShouldBe("access_key_id=AK***LE; region=eu; secret_access_key=wJ***MI");

    [Fact]
    public void What_the_catalog_shows_gives_no_masked_secret_back()
    {
        var given = Parse(("region", "eu"), ("aws_key_id", "AKIAEXAMPLE"), ("aws_secret_key", "wJalrXUtnFEMI"))!;
        StageConnection.Combine(given.Masked(), secrets: null).Get(BucketKeys.KeyId).ShouldBeNull();
        var whole = StageConnection.Combine(given.Masked(), given.Secrets);
        whole.Get(BucketKeys.Secret).ShouldBe("wJalrXUtnFEMI");
        whole.Get(BucketKeys.Region).ShouldBe("eu");
        StageConnection.Combine(shown: null, secrets: null).Settings.ShouldBeEmpty();
    }

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
        KnownStores.All.ParseConnection(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)));
}
