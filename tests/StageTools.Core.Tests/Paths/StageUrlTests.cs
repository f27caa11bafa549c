using StageTools.Paths;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Paths;

public sealed class StageUrlTests
{
    private const string Here = "/work/here";

    [Theory]
    [InlineData("file:///data/sales/", "/data/sales")]
    [InlineData("file:///data/sales", "/data/sales")]
    [InlineData("FS:///data/sales/", "/data/sales")]
    [InlineData("/data/sales/", "/data/sales")]
    [InlineData("sales", "/work/here/sales")]
    [InlineData("./a/../b", "/work/here/b")]
    [InlineData("..", "/work")]
    [InlineData("file:///a%20b/%23c/", "/a b/#c")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/", "/")]
    public void A_folder_is_named_by_its_full_path(string text, string location)
    {
        SkipOnWindows();
        KnownStores.All.ParseUrl(text, Here).ShouldBe(FolderProvider.UrlOf(location));
    }

    [Theory]
    [InlineData("s3://bucket/a/b/", "s3", "bucket/a/b", "s3://bucket/a/b/")]
    [InlineData("S3://bucket", "s3", "bucket", "s3://bucket/")]
    [InlineData("oss://bucket/a", "oss", "bucket/a", "oss://bucket/a/")]
    [InlineData("gcs://bucket/a/", "gcs", "bucket/a", "gcs://bucket/a/")]
    [InlineData("gs://bucket/a", "gcs", "bucket/a", "gcs://bucket/a/")]
    [InlineData("s3a://bucket/a", "s3", "bucket/a", "s3://bucket/a/")]
    [InlineData("s3n://bucket/a", "s3", "bucket/a", "s3://bucket/a/")]
    [InlineData("s3://bucket//", "s3", "bucket/", "s3://bucket//")]
    [InlineData("s3://bucket/f//", "s3", "bucket/f/", "s3://bucket/f//")]
    [InlineData("s3://bucket//f", "s3", "bucket//f", "s3://bucket//f/")]
    [InlineData("s3://bucket/a%20b/c%2Fd#e", "s3", "bucket/a%20b/c%2Fd#e", "s3://bucket/a%20b/c%2Fd#e/")]
    public void A_bucket_and_its_prefix_end_with_a_slash(string text, string storage, string location, string shown)
    {
        var url = KnownStores.All.ParseUrl(text, Here);
        url.ShouldBe(new StageUrl(storage, location));
        url.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("azblob", "Azure Blob Storage (azblob://)")]
    [InlineData("azure", "Azure Blob Storage (azure://)")]
    [InlineData("WASBS", "Azure Blob Storage (wasbs://)")]
    [InlineData("abfss", "Azure Data Lake Storage (abfss://)")]
    [InlineData("obs", "Huawei Cloud OBS (obs://)")]
    [InlineData("cosn", "Tencent Cloud COS (cosn://)")]
    [InlineData("webhdfs", "WebHDFS (webhdfs://)")]
    [InlineData("hdfs", "HDFS (hdfs://)")]
    [InlineData("http", "A web server (http://)")]
    [InlineData("https", "A web server (https://)")]
    [InlineData("ftp", "An FTP server (ftp://)")]
    [InlineData("hf", "Hugging Face (hf://)")]
    [InlineData("ipfs", "IPFS (ipfs://)")]
    [InlineData("swift", "Storage of the kind 'swift://'")]
    public void Storage_that_is_not_served_is_refused_by_name(string scheme, string name) =>
        StageErrorCode.StorageNotServed.ShouldFail(() => KnownStores.All.ParseUrl($"{scheme}://x/y/", Here)).Message.ShouldStartWith($"{name} is not served. ");

    [Fact]
    public void What_is_not_served_is_told_with_all_that_is() =>
        StageErrorCode.StorageNotServed.ShouldFail(() => KnownStores.All.ParseUrl("ftp://x/y/", Here)).Message.ShouldBe(
            "An FTP server (ftp://) is not served. A stage can lie in a folder (a path, file:///folder/ or fs:///folder/), in s3://bucket/prefix/, oss://bucket/prefix/ or gcs://bucket/prefix/.");

    [Theory]
    [InlineData("file:/x")]
    [InlineData("FILE:x")]
    [InlineData("fs:/x/")]
    [InlineData("s3:/bucket/")]
    public void A_scheme_without_two_slashes_is_no_folder_of_that_name(string url)
    {
        StageErrorCode.StageUrlInvalid.ShouldFail(() => KnownStores.All.ParseUrl(url, Here)).Message.ShouldContain("two slashes");
        KnownStores.All.ParseUrl("./" + url, Here).ToString().ShouldContain(url.TrimEnd('/'));
    }

    [Theory]
    [InlineData("s3://my-bucket.1/a/")]
    [InlineData("oss://123/")]
    [InlineData("gcs://my_bucket/")]
    [InlineData("gcs://aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd.eeeeeeeeeeffffffffffgggggggggg.com/")]
    public void A_buckets_name_is_taken_and_given_back(string url) => KnownStores.All.ParseUrl(url, Here).ToString().ShouldBe(url);

    [Theory]
    [InlineData("s3://Bucket/", "upper-case")]
    [InlineData("gcs://bUcket/", "upper-case")]
    [InlineData("s3://my_bucket/", "'-' and '.' only")]
    [InlineData("oss://büro/", "'-' and '.' only")]
    [InlineData("gcs://bucket*/", "'_' and '.' only")]
    [InlineData("s3://ab/", "3 to 63")]
    [InlineData("s3://aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg/", "3 to 63")]
    [InlineData("gcs://aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.com/", "222")]
    [InlineData("s3://-bucket/", "begins and ends")]
    [InlineData("s3://bucket./", "begins and ends")]
    [InlineData("s3://buc..ket/", "side by side")]
    public void A_name_that_no_bucket_has_is_refused(string url, string reason) =>
        StageErrorCode.StageUrlInvalid.ShouldFail(() => KnownStores.All.ParseUrl(url, Here)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("s3://Older_Bucket/a/")]
    [InlineData("s3://bucket/f//")]
    [InlineData("s3://bucket//")]
    [InlineData("file:///data/a%20b/")]
    public void What_the_catalog_keeps_is_read_back_as_it_is(string url)
    {
        SkipOnWindows();
        StageUrl.FromCatalog(url).ToString().ShouldBe(url);
    }

    [Theory]
    [InlineData("stage://other/")]
    [InlineData("STAGE://other/a")]
    [InlineData("@other/a")]
    public void A_stage_cannot_contain_another_stage(string text) =>
        StageErrorCode.StageUrlInvalid.ShouldFail(() => KnownStores.All.ParseUrl(text, Here)).Message.ShouldContain("a stage cannot contain another stage");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/a\0b")]
    [InlineData("file:///a%00b")]
    [InlineData("s3://")]
    [InlineData("s3://key:secret@bucket/a")]
    [InlineData("s3://bucket/a?key=secret")]
    [InlineData("s3:///bucket/a")]
    public void What_names_no_place_is_refused(string text) => StageErrorCode.StageUrlInvalid.ShouldFail(() => KnownStores.All.ParseUrl(text, Here));

    [Theory]
    [InlineData("s3://bucket/../other")]
    [InlineData("s3://bucket/./")]
    [InlineData("s3://bucket/a/../b")]
    [InlineData("s3://bucket/a/%2e%2E/b")]
    public void A_bucket_prefix_cannot_climb_up(string url) => StageErrorCode.PathOutsideStage.ShouldFail(() => KnownStores.All.ParseUrl(url, Here));

    [Fact]
    public void A_file_URL_with_a_host_is_refused()
    {
        SkipOnWindows();
        StageErrorCode.StageUrlInvalid.ShouldFail(() => KnownStores.All.ParseUrl("file://server/share", Here)).Message.ShouldContain("three slashes");
    }

    [Fact]
    public void A_folder_read_back_from_its_URL_is_the_same_folder()
    {
        SkipOnWindows();
        Property.Check(Property.Texts("a", "/", " ", "%", "%20", "%2f", "#", "?", "é", "😀", "'", "\"", "\\", ":", "+", "&", "=", "~", "@", "b.c", "[", "*"), static text =>
        {
            if (text.Contains("://", StringComparison.Ordinal))
                return;
            var url = KnownStores.All.ParseUrl("/root/" + text, Here);
            KnownStores.All.ParseUrl(url.ToString(), Here).ShouldBe(url);
        });
    }

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "paths begin with a drive on Windows");
}
