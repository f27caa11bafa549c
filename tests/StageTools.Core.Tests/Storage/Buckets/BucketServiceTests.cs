using Amazon;
using Amazon.S3;
using static StageTools.Core.Tests.Storage.Buckets.BucketClients;

namespace StageTools.Core.Tests.Storage.Buckets;

public sealed class BucketServiceTests
{
    [Fact]
    public void A_policy_takes_the_path_as_it_is()
    {
        var text = StageTools.Storage.Buckets.Services.AwsPolicy.Of(new StageTools.Paths.StageUrl("s3", "team/a*b?$\"c"), "users", "stages");
        using var policy = System.Text.Json.JsonDocument.Parse(text);
        policy.RootElement.GetProperty("Statement")[0].GetProperty("NotResource").EnumerateArray().Select(static name => name.GetString())
            .ShouldBe(["arn:aws:s3:::team", "arn:aws:s3:::team/a${*}b${?}${$}\"c/stages/*", "arn:aws:s3:::team/a${*}b${?}${$}\"c/users/${aws:username}/*"]);
    }

    [Theory]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", null, "https://s3.oss-cn-hangzhou.aliyuncs.com/", "cn-hangzhou")]
    [InlineData("https://oss-cn-hangzhou-internal.aliyuncs.com", null, "https://s3.oss-cn-hangzhou-internal.aliyuncs.com/", "cn-hangzhou")]
    [InlineData("http://OSS-ap-southeast-1.aliyuncs.com/", null, "http://s3.oss-ap-southeast-1.aliyuncs.com/", "ap-southeast-1")]
    [InlineData("s3.oss-us-west-1.aliyuncs.com", null, "https://s3.oss-us-west-1.aliyuncs.com/", "us-west-1")]
    [InlineData("bkt.oss-cn-beijing.aliyuncs.com", null, "https://s3.oss-cn-beijing.aliyuncs.com/", "cn-beijing")]
    [InlineData("bkt.s3.oss-cn-beijing.aliyuncs.com", null, "https://s3.oss-cn-beijing.aliyuncs.com/", "cn-beijing")]
    [InlineData("oss-accelerate.aliyuncs.com", "cn-hangzhou", "https://s3.oss-accelerate.aliyuncs.com/", "cn-hangzhou")]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", "oss-cn-shanghai", "https://s3.oss-cn-hangzhou.aliyuncs.com/", "cn-shanghai")]
    [InlineData("oss-cn-home-d01.cloud.example.com", null, "https://s3.oss-cn-home-d01.cloud.example.com/", "cn-home-d01")]
    [InlineData("files.example.com", "cn-hangzhou", "https://files.example.com/", "cn-hangzhou")]
    [InlineData("http://localhost:9000", null, "http://localhost:9000/", "us-east-1")]
    [InlineData(null, "oss-cn-hangzhou", "https://s3.oss-cn-hangzhou.aliyuncs.com/", "cn-hangzhou")]
    public void An_endpoint_of_oss_is_understood_in_every_form_people_write(string? endpoint, string? region, string address, string signedFor)
    {
        var manner = Manner("oss", endpoint, region);
        (manner.Endpoint!.AbsoluteUri, manner.Region, manner.PathStyle).ShouldBe((address, signedFor, false));
    }

    [Theory]
    [InlineData(null, null, "needs its endpoint or its region")]
    [InlineData("oss-accelerate.aliyuncs.com", null, "give the bucket's with -Region")]
    [InlineData("files.example.com", null, "give the bucket's with -Region")]
    [InlineData("other.oss-cn-hangzhou.aliyuncs.com", null, "'other'")]
    [InlineData("ecs.cn-hangzhou.aliyuncs.com", null, "not an endpoint")]
    [InlineData("oss-cn-hangzhou.aliyuncs.com/bkt", null, "without a path")]
    [InlineData("https://user:pass@oss-cn-hangzhou.aliyuncs.com", null, "not a server's address")]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", "cn\"hangzhou", "cannot be a region")]
    public void An_endpoint_that_oss_cannot_have_is_refused_with_what_to_write(string? endpoint, string? region, string says) =>
        StageErrorCode.OptionInvalid.ShouldFail(() => Manner("oss", endpoint, region)).Message.ShouldContain(says);

    [Fact]
    public void Path_style_is_refused_for_oss() => StageErrorCode.OptionInvalid
        .ShouldFail(() => Manner("oss", "oss-cn-hangzhou.aliyuncs.com", pathStyle: true)).Message.ShouldContain("-PathStyle");

    [Theory]
    [InlineData(null, null, null, "s3.amazonaws.com", false)]
    [InlineData(null, "eu-west-1", "eu-west-1", "s3.eu-west-1.amazonaws.com", false)]
    [InlineData(null, "cn-north-1", "cn-north-1", "s3.cn-north-1.amazonaws.com.cn", false)]
    [InlineData("https://s3.amazonaws.com", null, "us-east-1", "s3.amazonaws.com", false)]
    [InlineData("s3.us-gov-west-1.amazonaws.com", null, "us-gov-west-1", "s3.us-gov-west-1.amazonaws.com", false)]
    [InlineData("bucket.vpce-1a2b.s3.ap-southeast-2.vpce.amazonaws.com", null, "ap-southeast-2", "bucket.vpce-1a2b.s3.ap-southeast-2.vpce.amazonaws.com", false)]
    [InlineData("http://ceph.example.com:7480", null, "us-east-1", "ceph.example.com:7480", true)]
    [InlineData("https://minio.example.com", "here", "here", "minio.example.com", true)]
    public void Aws_and_its_like_are_told_apart_by_the_endpoint(string? endpoint, string? region, string? signedFor, string host, bool pathStyle)
    {
        var manner = Manner("s3", endpoint, region);
        (manner.Region, manner.Host, manner.PathStyle).ShouldBe((signedFor, host, pathStyle));
        Manner("s3", endpoint, region, !pathStyle).PathStyle.ShouldBe(!pathStyle);
    }

    [Fact]
    public void A_region_alone_leads_to_aws_itself()
    {
        var config = new AmazonS3Config();
        Manner("s3", null, "eu-west-1").Configure(config);
        (config.RegionEndpoint, config.ServiceURL, config.ForcePathStyle).ShouldBe((RegionEndpoint.EUWest1, null, false));
    }

    [Fact]
    public void A_profile_keeps_its_own_region()
    {
        var config = new AmazonS3Config { Profile = new Profile("work") };
        Manner("s3", null).Configure(config);
        config.Profile.Name.ShouldBe("work");
    }

    [Theory]
    [InlineData(null, "https://storage.googleapis.com/")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    public void Gcs_is_googles_own_endpoint_unless_another_is_given(string? endpoint, string address)
    {
        var manner = Manner("gcs", endpoint);
        (manner.Endpoint!.AbsoluteUri, manner.Region, manner.PathStyle).ShouldBe((address, "auto", true));
    }

    [Fact]
    public void Limits_are_those_of_each_service()
    {
        var (aws, oss, gcs) = (Manner("s3", null), Manner("oss", null, "cn-hangzhou"), Manner("gcs", null));
        (aws.MaxCopySize, oss.MaxCopySize, gcs.MaxCopySize).ShouldBe((5L << 30, 1_000_000_000L, 5L << 40));
        (aws.BulkRemove, oss.BulkRemove, gcs.BulkRemove).ShouldBe((true, true, false));
        (aws.ConditionalWrite, oss.ConditionalWrite, gcs.ConditionalWrite).ShouldBe((true, false, false));
    }

    [Theory]
    [InlineData("s3", null, "standard-ia", "STANDARD_IA")]
    [InlineData("s3", null, "Glacier", "GLACIER")]
    [InlineData("s3", null, "COLDLINE", null)]
    [InlineData("s3", "ceph.example.com", "cold-Hdd", "cold-Hdd")]
    [InlineData("s3", "ceph.example.com", "two words", null)]
    [InlineData("s3", "ceph.example.com", "x\r\ny: z", null)]
    [InlineData("oss", "oss-cn-hangzhou.aliyuncs.com", "IA", "STANDARD_IA")]
    [InlineData("oss", "oss-cn-hangzhou.aliyuncs.com", "Archive", "GLACIER")]
    [InlineData("oss", "oss-cn-hangzhou.aliyuncs.com", "ColdArchive", null)]
    [InlineData("gcs", null, "Nearline", "NEARLINE")]
    [InlineData("gcs", null, "GLACIER", null)]
    public void A_storage_class_is_spelled_as_the_service_wants_it(string storage, string? endpoint, string name, string? spelled) =>
        Manner(storage, endpoint).NormalizeClass(name).ShouldBe(spelled);

    [Theory]
    [InlineData("s3", "GLACIER", true)]
    [InlineData("s3", "DEEP_ARCHIVE", true)]
    [InlineData("s3", "GLACIER_IR", false)]
    [InlineData("s3", "INTELLIGENT_TIERING", false)]
    [InlineData("s3", null, false)]
    [InlineData("oss", "Archive", true)]
    [InlineData("oss", "GLACIER", true)]
    [InlineData("oss", "DeepColdArchive", true)]
    [InlineData("oss", "COLD_ARCHIVE", true)]
    [InlineData("oss", "IA", false)]
    [InlineData("gcs", "ARCHIVE", false)]
    public void An_archived_class_is_one_that_must_be_restored_first(string storage, string? storageClass, bool archived) =>
        Manner(storage, null, "cn-hangzhou").IsArchived(storageClass).ShouldBe(archived);
}
